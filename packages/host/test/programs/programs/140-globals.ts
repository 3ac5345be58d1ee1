const g = globalThis as any
console.log(typeof globalThis, typeof global, global === globalThis, typeof process, typeof Buffer, typeof queueMicrotask, typeof structuredClone, typeof fetch, typeof WebSocket, typeof URLPattern, typeof navigator, typeof crypto.subtle, typeof performance.now, typeof setImmediate, typeof AbortSignal.any)
g.shared = { n: 1 }
console.log(shared.n, typeof shared, globalThis.shared === shared)
declare global { var shared: { n: number } ; interface Array<T> { last(): T | undefined } interface String { shout(): string } }
shared.n++
g.shared.n += 10
console.log(shared)
delete g.shared
try { console.log(shared) } catch (e) { console.log((e as Error).message) }
Object.defineProperty(Array.prototype, "last", { configurable: true, writable: true, value: function <T>(this: T[]) { return this[this.length - 1] } })
String.prototype.shout = function () { return `${this.toUpperCase()}!` }
console.log([1, 2, 3].last(), "hey".shout(), Object.keys([1]), [1].concat([2]).last())
delete (Array.prototype as any).last
delete (String.prototype as any).shout
console.log("last" in [], "shout" in String.prototype)
;(0, eval)("var fromEval = 1; let lexical = 2; function evalFunction() { return fromEval + lexical }")
console.log(g.fromEval, g.lexical, g.evalFunction(), delete g.fromEval, delete g.evalFunction, "fromEval" in g)
console.log(new Function("return this")() === globalThis, (function (this: unknown) { return this })(), (0, eval)("this") === globalThis, Function("a", "b = 2", "return a + b")(1), typeof new Function())
const realRandom = Math.random, realNow = Date.now
Math.random = () => 0.5
Date.now = () => 1_000
console.log(Math.random(), Date.now(), [3, 1, 2].sort(() => Math.random() - 0.5).length)
Math.random = realRandom
Date.now = realNow
console.log(Math.random() < 1, Date.now() > 1_000)
const { log } = console, lines: unknown[] = []
console.log = (...x: unknown[]) => void lines.push(x)
console.log("captured", 1)
console.info("not captured")
console.log = log
log(lines, process.env["QUIRE_NOT_SET"], "QUIRE_NOT_SET" in process.env)
process.env["MY_SETTING"] = 5 as never
log(process.env["MY_SETTING"], typeof process.env["MY_SETTING"], delete process.env["MY_SETTING"], process.env["MY_SETTING"])
log(process.argv.length >= 1, process.version.startsWith("v"), process.platform.length > 0, typeof process.pid, process.exitCode, typeof process.hrtime.bigint(), Object.keys(process.memoryUsage()).includes("rss"), process.uptime() > 0, process.cwd().length > 0, typeof process.title, process.release.name, typeof process.versions.v8, process.stdout === process.stdout, typeof process.umask())
log(Object.getOwnPropertyNames(globalThis).filter((k) => /^__|quire|vite/i.test(k)), Object.keys(globalThis).includes("console"))
const before = process.listenerCount("warning"), hear = () => {}
process.on("warning", hear); log(process.listenerCount("warning") - before); process.off("warning", hear)
g.nothing.here
