import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises"
class Semaphore {
  #free: number
  readonly #waiting: (() => void)[] = []
  constructor(size = 1) { this.#free = size }
  async acquire(): Promise<Disposable> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    let held = true
    return { [Symbol.dispose]: () => { if (!held) throw new Error("released twice"); held = false; const next = this.#waiting.shift(); if (next) next(); else this.#free++ } }
  }
  async use<T>(work: () => Promise<T> | T): Promise<T> { using _ = await this.acquire(); return await work() }
}
class Channel<T> implements AsyncIterable<T> {
  #items: T[] = []; #takers: ((r: IteratorResult<T>) => void)[] = []; #closed = false
  send(value: T) { if (this.#closed) throw new Error("closed"); const taker = this.#takers.shift(); taker ? taker({ value, done: false }) : this.#items.push(value); return this }
  close() { this.#closed = true; for (const t of this.#takers.splice(0)) t({ value: undefined as never, done: true }) }
  async next(): Promise<IteratorResult<T>> { return this.#items.length ? { value: this.#items.shift()!, done: false } : this.#closed ? { value: undefined as never, done: true } : new Promise((r) => this.#takers.push(r)) }
  [Symbol.asyncIterator]() { return { next: () => this.next() } }
}
const log: string[] = []
const gate = new Semaphore(2)
let inside = 0, most = 0
await Promise.all(Array.from({ length: 6 }, (_, i) => gate.use(async () => { most = Math.max(most, ++inside); await turn(); log.push(`job ${i}`); inside-- })))
console.log(most, log)
const failed = await gate.use(() => { throw new Error("inside the gate") }).catch((e) => e.message)
console.log(failed, await gate.use(() => "still usable"))

const pipe = new Channel<number>()
const consumer = (async () => { const got: number[] = []; for await (const x of pipe) { got.push(x); if (x === 2) await sleep(2) } return got })()
for (let i = 0; i < 4; i++) { pipe.send(i); await turn() }
pipe.close()
console.log(await consumer)
const workers = await (async () => {
  const jobs = new Channel<string>(), done: string[] = []
  const all = ["w1", "w2"].map(async (name) => { for await (const j of jobs) { await turn(); done.push(`${name}:${j}`) } })
  for (const j of "abcd") jobs.send(j)
  jobs.close()
  await Promise.all(all)
  return done
})()
console.log(workers)
class Mutex extends Semaphore { static readonly #all = new Map<string, Mutex>(); static for(key: string) { return this.#all.get(key) ?? (this.#all.set(key, new this()), this.#all.get(key)!) } }
let balance = 0
const deposit = (n: number) => Mutex.for("account").use(async () => { const before = balance; await turn(); balance = before + n })
await Promise.all([1, 2, 3, 4].map(deposit))
console.log(balance, Mutex.for("account") === Mutex.for("account"))
const lock = await gate.acquire()
lock[Symbol.dispose]()
pipe.send(9)
