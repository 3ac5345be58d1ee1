import { readFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"

const config = await (async () => ({ retries: 2, base: await Promise.resolve("app") }))()
const { retries, base } = config
export const settings = { ...config, loaded: await sleep(1, true) }
console.log(settings)

const values = [await 1, await sleep(1, 2), ...(await Promise.all([3, sleep(1, 4)]))]
console.log(values, await (await sleep(1, async () => "nested"))(), `${await sleep(1, "in a template")}`, { key: await "value", [await "computed"]: 1 }, (await import("node:path")).sep.length)
for (const ms of [2, 1]) console.log("waited", await sleep(ms, ms))
for await (const x of [sleep(2, "a"), "b"]) console.log(x)
for (let i = await Promise.resolve(0); i < (await 2); i += await 1) console.log("i", i)
if (await sleep(1, true)) console.log("then"); else console.log("never")
while (!(await sleep(1, true))) {}
do { console.log("do") } while (await sleep(1, false))
switch (await sleep(1, "x")) { case await "x": console.log("switched") }
label: { if (await true) break label; console.log("never") }
const lazy = await new Promise<() => Promise<string>>((r) => setTimeout(r, 1, async () => "lazy"))
console.log(await lazy(), await null ?? "nullish", (await undefined)?.x, !(await false), -(await 5), typeof (await 1), await await 7, [...(await [1, 2])], new (await (async () => class { v = 1 })())())
class Resource { static instance = Resource.make(); static async make() { await null; return new this() } async load() { return (await this.constructor.name) } }
console.log(await (await Resource.instance).load())
const [first, second = await sleep(1, "default")] = await sleep(1, ["one"] as string[])
let { a = await 1, ...rest }: any = await { b: 2 }
console.log(first, second, a, rest)
try { await Promise.reject(new Error("rejected")) } catch (e) { console.log((e as Error).message) } finally { await sleep(1); console.log("finally awaited") }
const read = await readFile(import.meta.filename + ".nope", "utf8").catch((e: NodeJS.ErrnoException) => e.code)
console.log(read, base)
const thenable = { then(resolve: (x: unknown) => void) { resolve({ unwrapped: true }) } }
console.log(await thenable, await Promise.resolve(thenable), await { then: 5 })
const results: string[] = []
await Promise.all(["x", "y", "z"].map(async (n, i) => { await sleep((3 - i) * 25); results.push(n) }))
console.log(results)
async function attempt(n: number): Promise<string> { try { if (n < retries) throw new Error(`attempt ${n}`); return await Promise.resolve("succeeded") } catch (e) { console.log((e as Error).message); return attempt(n + 1) } }
console.log(await attempt(0))
const arrow = async () => await Promise.any([Promise.reject(1), sleep(1, "any")])
console.log(await arrow(), await (async function* () { yield 1; return 2 })().next())
export default await sleep(1, "default export")
await Promise.all([sleep(1), Promise.reject(new SyntaxError("one of many"))])
