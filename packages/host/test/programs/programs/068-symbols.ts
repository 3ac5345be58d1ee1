class Money {
  constructor(readonly amount: number, readonly currency: string) {}
  [Symbol.toPrimitive](hint: "number" | "string" | "default") { return hint === "number" ? this.amount : hint === "string" ? `${this.amount} ${this.currency}` : `${hint}!` }
  get [Symbol.toStringTag]() { return "Money" }
  static [Symbol.hasInstance](x: any) { return typeof x?.amount === "number" }
}
const m = new Money(5, "EUR")
console.log(+m, `${m}`, m + "", Object.prototype.toString.call(m), ({ amount: 1 }) instanceof Money, 5 instanceof (Money as any))
console.log(m as any == "default!", (m as any) * 2, new Date(0)[Symbol.toPrimitive]("number"))

class Words {
  constructor(private text: string) {}
  *[Symbol.iterator]() { yield* this.text.split(" ") }
  [Symbol.match](s: string) { return s.split(this.text) }
  [Symbol.replace](s: string, by: string) { return s.split(this.text).join(by) }
  [Symbol.split](s: string) { return [...s] }
  [Symbol.search](s: string) { return s.indexOf(this.text) * 100 }
  static get [Symbol.species]() { return Array }
}
const w = new Words("a b")
console.log([...w], "1a b2".match(w as any), "xa by".replace(w as any, "-"), "abc".split(w as any), "__a b".search(w as any))

const spreadable = { length: 2, 0: "p", 1: "q", [Symbol.isConcatSpreadable]: true }
console.log([0].concat(spreadable as any), ([] as any[]).concat(Object.assign([1, 2], { [Symbol.isConcatSpreadable]: false })).length)
class MyArray extends Array<number> { static override get [Symbol.species]() { return Array } }
const mine = MyArray.from([3, 1, 2])
console.log(mine instanceof MyArray, mine.map((x) => x) instanceof MyArray, mine, mine.toSorted())

const a = Symbol("d"), b = Symbol.for("shared")
const bag = { [a]: 1, [b]: 2, plain: 3, [Symbol()]: 4 }
console.log(bag, Object.getOwnPropertySymbols(bag).length, Symbol.keyFor(b), Symbol.keyFor(a), a.description, Symbol().description, a.toString())
console.log(Object.keys(bag), JSON.stringify(bag), { ...bag }[a], Reflect.ownKeys(bag))
try { `${a as any}` } catch (e) { console.log((e as Error).message) }
try { +(b as any) } catch (e) { console.log((e as Error).message) }
console.log(Array.prototype[Symbol.unscopables] && Object.keys(Array.prototype[Symbol.unscopables]).includes("flat"))
console.log(typeof Symbol.iterator, Object(a) == a, Object(a) === a, typeof Object(a), new Set([Symbol.for("shared"), b]).size)
console.log(Symbol.iterator in [], Symbol.asyncIterator in (async function* () {})(), [][Symbol.iterator] === [].values)
const weird = { get [Symbol.toStringTag]() { return "Weird" }, [Symbol.for("nodejs.util.inspect.custom")]: () => "custom!" }
console.log(weird, String(weird), [weird])
;+a
