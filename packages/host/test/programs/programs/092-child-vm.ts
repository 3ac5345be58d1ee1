import { execFileSync, spawnSync, spawn, execFile } from "node:child_process"
import vm, { runInNewContext, Script, createContext } from "node:vm"
import { createRequire, isBuiltin, builtinModules } from "node:module"
import { promisify } from "node:util"
const node = (code: string, input?: string) => execFileSync(process.execPath, ["-e", code], { encoding: "utf8", input }).trimEnd()
console.log(node("console.log(6 * 7)"), node("process.stdin.on('data', (d) => console.log(String(d).toUpperCase()))", "piped in"))
const failed = spawnSync(process.execPath, ["-e", "console.error('to stderr'); process.exit(3)"], { encoding: "utf8" })
console.log(failed.status, failed.stderr.trim(), failed.signal)
try { node("process.exit(7)") } catch (e) { console.log((e as { status: number }).status) }
const { stdout } = await promisify(execFile)(process.execPath, ["-p", "process.argv.slice(1).join('+')", "a", "b"])
console.log(stdout.trim())
const streamed = await (async () => {
  const child = spawn(process.execPath, ["-e", "console.log('one'); setTimeout(() => console.log('two'), 5)"])
  child.stdout.setEncoding("utf8")
  let text = ""
  for await (const chunk of child.stdout) text += chunk
  return text.split("\n")
})()
console.log(streamed, node("console.log(process.env.GREETING ?? 'unset')"))

console.log(runInNewContext("x + y.length", { x: 1, y: [1, 2] }), new Script("this.count = (this.count ?? 0) + 1").runInContext(createContext({ count: 41 })))
const context = createContext({ out: [] as unknown[], console })
vm.runInContext("const hidden = 1; var shown = 2; out.push(typeof hidden, globalThis.shown)", context)
console.log(context.out, (context as any).shown, (context as any).hidden)
console.log(runInNewContext("[] instanceof Array"), runInNewContext("[]") instanceof Array, Array.isArray(runInNewContext("[1]")), runInNewContext("({ a: [1], f() {}, d: new Date(0) })"))
console.log(vm.isContext(context), vm.runInThisContext("typeof require"), typeof vm.compileFunction("return a + 1", ["a"]))
try { runInNewContext("while (true) {}", {}, { timeout: 20 }) } catch (e) { console.log((e as any).code) }
try { new Script("let let") } catch (e) { console.log((e as Error).name) }
const require2 = createRequire(import.meta.url)
console.log(require2("node:path").join("a", "b"), require2.resolve("fs"), isBuiltin("node:fs"), builtinModules.includes("fs"), new Function("a", "b", "return a ** b")(2, 5), (0, eval)("typeof globalThis"))
const inner = runInNewContext("new TypeError('other realm')")
console.log(inner instanceof TypeError, inner.name, Object.prototype.toString.call(inner))
throw new Error(inner.message, {})
