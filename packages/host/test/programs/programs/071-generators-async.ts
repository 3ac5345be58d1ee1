import { setTimeout as sleep, setImmediate as soon } from "node:timers/promises"

async function* numbers(limit: number, log: string[] = []): AsyncGenerator<number, string, string | undefined> {
  try {
    for (let i = 0; i < limit; i++) {
      await soon()
      const answer = yield i
      if (answer) log.push(answer)
    }
    return "all"
  } finally {
    await null
    log.push("cleanup")
  }
}

async function* map<T, U>(source: AsyncIterable<T> | Iterable<T>, f: (x: T) => U | Promise<U>): AsyncGenerator<U> {
  for await (const x of source) yield f(x)
}
async function* batch<T>(source: AsyncIterable<T>, size: number) {
  let held: T[] = []
  for await (const x of source) {
    held.push(x)
    if (held.length === size) { yield held; held = [] }
  }
  if (held.length) yield held
}
async function* merge<T>(...sources: AsyncIterator<T>[]) {
  const pending = new Map(sources.map((s, i) => [i, s.next().then((r) => ({ i, r }))]))
  while (pending.size) {
    const { i, r } = await Promise.race(pending.values())
    if (r.done) pending.delete(i)
    else { pending.set(i, sources[i]!.next().then((r) => ({ i, r }))); yield r.value }
  }
}
const log: string[] = []
for await (const n of numbers(5, log)) if (n === 2) break
console.log(log)

console.log(await Array.fromAsync(batch(map(numbers(5), async (n) => (await sleep(1), n * n)), 2)))
const g = numbers(3, log)
console.log(await g.next(), await g.next("reply"), await g.return("bye"), await g.next(), log)

const failing = map([1, 2, 3], (x) => { if (x === 2) throw new Error("two"); return x })
try { for await (const x of failing) console.log("x", x) } catch (e) { console.log((e as Error).message, (await failing.next()).done) }

const slow = async function* (name: string, ms: number) { for (let i = 0; i < 2; i++) { await sleep(ms); yield name + i } }
console.log(await Array.fromAsync(merge(slow("a", 5), slow("b", 60))))

for await (const x of [Promise.resolve("p"), "q", (async () => "r")()]) console.log(x)
const all = await Promise.all([g.next(), numbers(1).next()])
console.log(all)
const queue = { items: [3, 2, 1], [Symbol.asyncIterator]() { return { next: async () => ({ value: this.items.pop()!, done: this.items.length === 0 }), return: async () => (console.log("returned"), { value: undefined, done: true as const }) } } }
for await (const x of queue) { console.log("queued", x); if (x === 2) break }
outer: for (const a of [1, 2]) for await (const b of numbers(3)) { if (b > a) continue outer; if (a === 2 && b === 1) break outer; console.log(a, b) }
const delegate = async function* () { const r = yield* numbers(2); yield r }
for await (const x of delegate()) console.log("delegated", x)
await g.throw(new TypeError("thrown in"))
