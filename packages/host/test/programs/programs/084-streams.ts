import { Readable, Transform, Writable, PassThrough, Duplex, compose } from "node:stream"
import { pipeline, finished } from "node:stream/promises"
import { text, json, buffer } from "node:stream/consumers"

class Lines extends Transform {
  #rest = ""
  constructor() { super({ readableObjectMode: true }) }
  override _transform(chunk: Buffer, _: BufferEncoding, done: () => void) {
    const lines = (this.#rest + chunk.toString()).split("\n")
    this.#rest = lines.pop()!
    for (const line of lines) this.push(line)
    done()
  }
  override _flush(done: (e: null, last?: string) => void) { done(null, this.#rest || undefined) }
}
class Collect<T> extends Writable {
  readonly items: T[] = []
  constructor() { super({ objectMode: true }) }
  override _write(x: T, _: BufferEncoding, done: (e?: Error) => void) { this.items.push(x); done() }
  override _final(done: () => void) { console.log("final"); done() }
}
const sink = new Collect<string>()
await pipeline(Readable.from(["one\ntw", "o\nthr", "ee"]), new Lines(), sink)
console.log(sink.items)

const collected = await Readable.from([1, 2, 3, 4]).filter((n) => n % 2 === 0).map(async (n) => n * 10).toArray()
console.log(collected, await Readable.from([1, 2, 3]).reduce((a: number, b: number) => a + b, 0))
console.log(await text(Readable.from(["a", "b"])), await json(Readable.from(['{"x":', "1}"])), (await buffer(Readable.from([Buffer.from("hi")]))).toString("hex"))

await pipeline(async function* () { yield "x"; yield "y" }, async function* (source: AsyncIterable<string>) { for await (const c of source) yield c.toUpperCase() }, async (source: AsyncIterable<string>) => { for await (const c of source) console.log(c) })
const pass = new PassThrough({ encoding: "utf8" })
pass.write("é".slice(0, 1)); pass.end(Buffer.from([0xe2, 0x82, 0xac]))
for await (const chunk of pass) console.log(chunk, typeof chunk)

const web = new ReadableStream<number>({ start(c) { [1, 2, 3].forEach((n) => c.enqueue(n)); c.close() } }).pipeThrough(new TransformStream({ transform: (n, c) => c.enqueue(n * 2) }))
console.log(await Array.fromAsync(web), await new Response("body").text(), await new Blob(["a", "b"]).text())
const slow = new Readable({ read() { this.push(this.readableFlowing === null ? null : null) } })
slow.resume()
await finished(slow)
console.log(slow.readableEnded, slow.destroyed, Duplex.from(["z"]).readable, typeof compose)
const broken = Readable.from((function* () { yield 1; throw new Error("source broke") })())
try { for await (const x of broken) console.log(x) } catch (e) { console.log((e as Error).message, broken.destroyed) }
await pipeline(Readable.from(["a"]), new Transform({ transform(_c, _e, done) { done(new RangeError("bad chunk")) } }), new Collect())
