class Range implements Iterable<number> {
  constructor(private from: number, private to: number, private step = 1) {}
  [Symbol.iterator](): Iterator<number, string> {
    let n = this.from
    return {
      next: () => n < this.to ? { value: (n += this.step) - this.step, done: false } : { value: "end", done: true },
      return: (value?: any) => (console.log("return called"), { value, done: true }),
    }
  }
}
console.log([...new Range(0, 5)], Math.max(...new Range(1, 9, 3)), new Set(new Range(0, 2)))
for (const n of new Range(0, 10)) { if (n === 2) break }
const [one, two] = new Range(1, 9)
console.log(one, two, Array.from(new Range(0, 3), (x) => x * x))
try { for (const n of new Range(0, 9)) throw new Error(`at ${n}`) } catch (e) { console.log((e as Error).message) }

function* talk(): Generator<string, string, number> {
  let got = 0
  for (;;) {
    try { got += yield `got ${got}` } catch (e) { if (e === "stop") return "stopped"; yield `caught ${e}` } finally { if (got > 100) return "over" }
  }
}
const t = talk()
console.log(t.next(99), t.next(5), t.next(10), t.throw("oops"), t.next(1), t.next(200))
console.log(t.next(), talk().return("early"), talk()[Symbol.toStringTag])
const t2 = talk(); t2.next()
console.log(t2.throw("stop"), t2.next())

function* inner() { const x: string = yield "i1"; console.log("inner got", x); return "from inner" }
function* delegating() { const r: string = yield* inner(); yield r; yield* [1, 2]; yield* "ab" }
const d = delegating()
console.log(d.next(), d.next("hello" as never), [...d])

console.log(Iterator.from(new Range(0, 9)).filter((n) => n % 2 === 1).map((n, i) => n * 10 + i).take(3).toArray())
console.log([1, 2, 3].values().flatMap((n) => Array(n).fill(n)).reduce((a, b) => a + b), [5, 6].entries().toArray(), "xyz".matchAll(/./g).map(([c]) => c).some((c) => c === "y"))
console.log(Iterator.prototype.find.call(new Set([1, 2]).values(), (x) => x === 2), [1].keys().drop(5).next())
class MyIterator extends Iterator<number> { n = 0; next() { return { value: this.n++, done: this.n > 3 } as IteratorResult<number> } }
console.log(new MyIterator().map((x) => -x).toArray(), new MyIterator() instanceof Iterator)
const evens = { *[Symbol.iterator]() { try { yield 0; yield 2; yield 4 } finally { console.log("cleanup") } } }
const { value: head } = evens[Symbol.iterator]().next()
const [e0, e1] = evens
console.log(head, e0, e1, Object.fromEntries(new Map([["k", 1]])), new Map(Object.entries({ z: 26 })))
const infinite = (function* () { let [a, b] = [0n, 1n]; while (true) { yield a; [a, b] = [b, a + b] } })()
console.log(infinite.drop(90).next().value, infinite.take(2).toArray(), infinite.next().done)
function* broken() { yield 1; (null as any).x }
console.log([...broken()])
