/** Something terrible that a cell does. */
export interface Deed {
  readonly name: string
  readonly code: string
  /** What its run must end as: `died` with its process. */
  readonly ends: "done" | "error" | "interrupted" | "died" | "any"
  readonly stopAfterMs?: number
}

const done = (name: string, code: string): Deed => ({ name, code, ends: "done" })
const fails = (name: string, code: string): Deed => ({ name, code, ends: "error" })
const any = (name: string, code: string): Deed => ({ name, code, ends: "any" })
const dies = (name: string, code: string): Deed => ({ name, code, ends: "died" })
const stopped = (name: string, code: string): Deed => ({ name, code, ends: "interrupted", stopAfterMs: 150 })

const CHILD = `const { spawn, execSync, fork } = await import("node:child_process")`
const WORKER = `const { Worker } = await import("node:worker_threads")`

export const DEEDS: readonly Deed[] = [
  // Endings.
  dies("process.exit(0)", "process.exit(0)"),
  dies("process.exit(3) in a timer", "setTimeout(() => process.exit(3), 5); await new Promise(() => {})"),
  dies("process.abort()", "process.abort()"),
  ...["SIGKILL", "SIGTERM", "SIGSEGV", "SIGINT", "SIGHUP", "SIGQUIT"].map((signal) =>
    dies(`${signal} to oneself`, `process.kill(process.pid, "${signal}"); await new Promise(() => {})`),
  ),
  done("SIGUSR2 with a listener", 'process.once("SIGUSR2", () => {}); process.kill(process.pid, "SIGUSR2"); 1'),
  dies("process.reallyExit", "(process as any).reallyExit(7)"),
  dies("out of heap", "const all = []; for (;;) all.push(new Array(100_000).fill(0).map((n) => ({ n })))"),
  dies(
    "out of heap, slowly",
    "const all = []; for (;;) { all.push('x'.repeat(1e5) + all.length); if (all.length % 500 === 0) await null }",
  ),
  dies("out of memory in buffers", "const all = []; for (;;) { all.push(Buffer.alloc(8e6, 1)); await null }"),
  fails("a string too long", "let s = 'x'; for (;;) s += s"),
  fails("an array too long", "new Array(2 ** 32)"),
  fails("a buffer too large", "Buffer.alloc(2 ** 53)"),
  fails("too much recursion", "const f = (): number => 1 + f(); f()"),
  fails("recursion in a getter", "const o = { get a(): unknown { return this.a } }; o.a"),
  fails("recursion in toString", "const o = { toString(): string { return `${this}` } }; `${o}`"),
  done("JSON of 100,000 levels", "let o = {}; for (let n = 0; n < 1e5; n++) o = { o }; JSON.stringify(o)"),
  // Loops.
  stopped("while (true)", "while (true) {}"),
  stopped("a loop after an await", "await null; while (true) {}"),
  stopped("a loop in a timer", "setTimeout(() => { while (true) {} }, 1); await new Promise(() => {})"),
  stopped("a loop in an immediate", "setImmediate(() => { while (true) {} }); await new Promise(() => {})"),
  stopped("a loop in nextTick", "process.nextTick(() => { while (true) {} }); await new Promise(() => {})"),
  stopped("endless nextTick", "const f = () => process.nextTick(f); f(); await new Promise(() => {})"),
  stopped("endless microtasks", "const f = (): Promise<void> => Promise.resolve().then(f); await f()"),
  stopped("endless immediates", "const f = () => setImmediate(f); f(); await new Promise(() => {})"),
  stopped("a loop that sleeps", "for (;;) await new Promise((resolve) => setTimeout(resolve, 1))"),
  stopped("a pending await", "await new Promise(() => {})"),
  stopped("an endless generator", "function* g() { for (;;) yield 1 } for (const _ of g());"),
  stopped("an endless async generator", "async function* g() { for (;;) yield 1 } for await (const _ of g());"),
  stopped("a loop that catches everything", "while (true) { try { while (true) {} } catch {} finally {} }"),
  stopped("a loop in a getter", "({ get a() { while (true) {} } }).a"),
  stopped("a loop in a sort", "[3, 2, 1].sort(() => { while (true) {} })"),
  stopped("a loop in a replacer", "'a'.replace(/a/, () => { while (true) {} })"),
  stopped("a loop in a proxy", "new Proxy({}, { get() { while (true) {} } }).x"),
  stopped("a catastrophic expression", '/^(a+)+$/.test("a".repeat(40) + "b")'),
  stopped("Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"),
  stopped("printing without end", "for (let n = 0; ; n++) console.log(n)"),
  stopped("printing without end to both", "for (let n = 0; ; n++) { console.log(n); console.error(n) }"),
  stopped("displays without end", 'import { display } from "quire/kit"\nfor (;;) { display({ a: 1 }); await null }'),
  stopped("eval of a loop", 'eval("while (true) {}")'),
  stopped("a class that never ends", "class A { static { while (true) {} } }"),
  // Errors nobody catches.
  fails("a thrown error", "throw new Error('x')"),
  fails("undefined thrown", "throw undefined"),
  fails("null thrown", "throw null"),
  fails("a symbol thrown", "throw Symbol('x')"),
  fails("a function thrown", "throw () => 1"),
  fails("a proxy thrown", "throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })"),
  fails("a revoked proxy thrown", "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy"),
  fails("an error of 30 MB", "throw new Error('x'.repeat(30e6))"),
  fails(
    "an error that lies",
    "throw Object.defineProperties(new Error(), { stack: { get() { throw 1 } }, message: { get() { throw 2 } } })",
  ),
  fails(
    "a chain of 10,000 causes",
    "let e = new Error('0'); for (let n = 1; n < 1e4; n++) e = new Error(String(n), { cause: e }); throw e",
  ),
  fails("an error that causes itself", "const e: any = new Error('x'); e.cause = e; throw e"),
  fails("10,000 members", "throw new AggregateError(Array.from({ length: 1e4 }, (_, n) => new Error(String(n))))"),
  any("20,000 rejections", "for (let n = 0; n < 20_000; n++) Promise.reject(new Error(String(n)))"),
  any("1,000 errors in timers", "for (let n = 0; n < 1000; n++) setTimeout(() => { throw new Error(String(n)) }, 1)"),
  fails("an error in nextTick", "process.nextTick(() => { throw new Error('tick') }); 1"),
  fails(
    "an emitter's error",
    'const { EventEmitter } = await import("node:events"); setTimeout(() => new EventEmitter().emit("error", new Error("e")), 1)',
  ),
  fails(
    "a listener that throws in uncaughtException",
    'process.on("uncaughtException", () => {}); setTimeout(() => { throw 1 }, 1)',
  ),
  // Values.
  done("an object 20,000 deep", "let deep = {}; for (let n = 0; n < 20_000; n++) deep = { deep }\ndeep"),
  done("10 million numbers", "Array.from({ length: 10e6 }, (_, n) => n)"),
  done("100 MB of text in an object", "({ text: 'x'.repeat(100e6) })"),
  done("a million keys", "const o: Record<string, number> = {}; for (let n = 0; n < 1e6; n++) o['k' + n] = n\no"),
  done("a map of a million", "new Map(Array.from({ length: 1e6 }, (_, n) => [n, n]))"),
  done("a key of 50 MB", '({ ["k".repeat(50e6)]: 1 })'),
  done("a circle", "const a: any = {}; a.a = a\na"),
  done("getters that throw", "({ get a() { throw new Error('g') } })"),
  done("a proxy whose every trap throws", "new Proxy({}, new Proxy({}, { get() { return () => { throw 1 } } }))"),
  done("a revoked proxy", "const made = Proxy.revocable({}, {}); made.revoke()\nmade.proxy"),
  done("an inspect that throws", '({ [Symbol.for("nodejs.util.inspect.custom")]() { throw 1 } })'),
  stopped("an inspect that loops", '({ [Symbol.for("nodejs.util.inspect.custom")]() { while (true) {} } })'),
  done("an invalid date, -0, NaN, a symbol", "[new Date(NaN), -0, NaN, Symbol('s'), 10n, new WeakMap(), /x/v]"),
  done("a table of a million rows", "Array.from({ length: 1e6 }, (_, n) => ({ n, s: 'row ' + n }))"),
  // Floods.
  done("a million lines", 'for (let n = 0; n < 1e6; n++) console.log("line " + n)'),
  done("50 MB in one line", 'console.log("x".repeat(50e6))'),
  done("70 MB in one line", 'console.log("x".repeat(70e6))'),
  done("50,000 lines to each stream", "for (let n = 0; n < 50_000; n++) { console.log(n); console.error(n) }"),
  done("100,000 rewritten lines", "for (let n = 0; n < 1e5; n++) process.stdout.write(`\\r${n} %`)"),
  done("10,000 displays", 'import { display } from "quire/kit"\nfor (let n = 0; n < 1e4; n++) display({ n })'),
  done(
    "raw bytes to fd 1",
    'const { writeSync } = await import("node:fs"); for (let n = 0; n < 5000; n++) writeSync(1, "raw\\n")',
  ),
  done(
    "raw bytes to fd 2",
    'const { writeSync } = await import("node:fs"); for (let n = 0; n < 5000; n++) writeSync(2, "raw\\n")',
  ),
  done("bytes that are no UTF-8", "process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0xc3]))"),
  // Other processes and threads.
  done(
    "a worker",
    `${WORKER}; const w = new Worker("setInterval(() => {}, 1)", { eval: true }); await new Promise((resolve) => w.once("online", resolve))`,
  ),
  done(
    "20 workers that loop",
    `${WORKER}; for (let n = 0; n < 20; n++) new Worker("while (true) {}", { eval: true }).unref(); await new Promise((resolve) => setTimeout(resolve, 100)); process.nextTick(() => 1)`,
  ),
  dies("ends with its 20 workers", "process.exit(1)"),
  done("a child that stays", `${CHILD}; spawn("sleep", ["1000"])`),
  done("a child that prints without end", `${CHILD}; spawn("yes", { stdio: ["ignore", "pipe", "ignore"] })`),
  dies("ends with its children", "process.exit(1)"),
  stopped("execSync of sleep", `${CHILD}; while (true) execSync("sleep 0.05")`),
  fails("a program that is not there", `${CHILD}; execSync("no-such-program 2>/dev/null")`),
  // The process itself.
  done("process.chdir", 'process.chdir("/"); process.cwd()'),
  done("process.stdin", "let text = ''; for await (const chunk of process.stdin) text += chunk\ntext.length"),
  done("umask, title, env", 'process.umask(0); process.title = "x"; process.env = {} as any; 1'),
  done("the console deleted", "delete (globalThis as any).console; 1"),
  done("process deleted", "delete (globalThis as any).process; 1"),
  dies("a new process", 'const own = await import("node:process"); own.default.exit(1)'),
  done("listeners removed", "process.removeAllListeners(); 1"),
  { name: "prototypes patched", code: "Array.prototype.map = (() => { throw 1 }) as any; 1", ends: "any" },
  dies("the last one", 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})'),
]
