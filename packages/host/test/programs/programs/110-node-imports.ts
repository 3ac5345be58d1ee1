import fsDefault, { readFileSync as read, type PathLike } from "node:fs"
import * as fsNamespace from "node:fs"
import { default as pathDefault, join, sep as SEPARATOR } from "path"
import assert, { AssertionError, strictEqual, deepStrictEqual } from "node:assert"
import { strict } from "assert"
import process2, { argv, exitCode } from "node:process"
import { setTimeout as wait } from "node:timers/promises"
import "node:util"
import {} from "node:url"

console.log(fsDefault.readFileSync === read, fsNamespace.readFileSync === read, fsNamespace.default === fsDefault, typeof fsNamespace)
console.log(pathDefault.join === join, SEPARATOR, process2 === process, Array.isArray(argv), exitCode)
console.log(Object.prototype.toString.call(fsNamespace), Object.isFrozen(fsNamespace), "readFileSync" in fsNamespace, Reflect.getPrototypeOf(fsNamespace))
try { (fsNamespace as any).added = 1; console.log("added?") } catch (e) { console.log((e as Error).name) }
const dynamic = await import("node:fs")
console.log(dynamic === fsNamespace, (await import("fs")).default === fsDefault)
const { default: os, EOL } = await import("node:os")
console.log(os.EOL === EOL, JSON.stringify(EOL))
const [p1, p2] = await Promise.all(["node:path", "node:url"].map((m) => import(m)))
console.log(typeof p1.join, typeof p2.fileURLToPath)
const data = await import("data:text/javascript,export default 40; export const two = 2; export let n = 0; export const up = () => ++n")
console.log(typeof data.up)
console.log(data.default + data.two, Object.keys(data))
console.log(await import("node:nonsense").catch((e) => e.code), await import("data:text/javascript,throw new RangeError('inside')").catch((e) => e.message))
console.log(import.meta.url.startsWith("file://"), typeof import.meta.dirname, import.meta.filename.startsWith(import.meta.dirname), import.meta.resolve("node:fs"), typeof import.meta)
const path: PathLike = "x"
console.log(path, await wait(1, "waited"))
strictEqual(1, 1); deepStrictEqual({ a: [1] }, { a: [1] }); strict.ok(true)
assert.throws(() => { throw new TypeError("expected") }, TypeError)
await assert.rejects(async () => { throw new Error("async") }, /async/)
const caught = (() => { try { assert.equal(1, 2, "one is not two") } catch (e) { return e as AssertionError } })()!
console.log(caught instanceof AssertionError, caught.code, caught.actual, caught.expected, caught.operator, caught.generatedMessage)
assert(process2.argv.length > 99, "too few arguments")
