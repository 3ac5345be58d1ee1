// TypeScript's JavaScript language service over files in memory. usage: forked with the number of files; answers each order
// with the milliseconds that it took, or with its memory.
import { createRequire } from "node:module"
import { join } from "node:path"
import type * as TypeScript from "typescript-6"
import { chainFile } from "./types.chain.ts"

export type Order = { readonly do: "completion" | "diagnostics"; readonly n: number } | { readonly do: "memory" }

const ts = createRequire(import.meta.url)("typescript-6") as typeof TypeScript
const count = Number(process.argv[2])
const folder = "/chain"
interface File {
  version: number
  text: string
}
const files = new Map<string, File>()
for (let index = 0; index < count; index++) files.set(`${folder}/c${index}.ts`, { version: 1, text: chainFile(index) })
const options: TypeScript.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: ["node"],
  typeRoots: [join(import.meta.dirname, "../../node_modules/@types")],
}
const snapshots = new Map<string, TypeScript.IScriptSnapshot | undefined>()
const host: TypeScript.LanguageServiceHost = {
  getCompilationSettings: () => options,
  getScriptFileNames: () => [...files.keys()],
  getScriptVersion: (name) => String(files.get(name)?.version ?? 0),
  getScriptSnapshot: (name) => {
    const own = files.get(name)
    if (own !== undefined) return ts.ScriptSnapshot.fromString(own.text)
    if (!snapshots.has(name)) {
      const text = ts.sys.readFile(name)
      snapshots.set(name, text === undefined ? undefined : ts.ScriptSnapshot.fromString(text))
    }
    return snapshots.get(name)
  },
  getCurrentDirectory: () => folder,
  getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
  fileExists: (name) => files.has(name) || ts.sys.fileExists(name),
  readFile: (name) => ts.sys.readFile(name),
}
const service = ts.createLanguageService(host, ts.createDocumentRegistry())
const last = `${folder}/c${count - 1}.ts`
const check = (): number => service.getSyntacticDiagnostics(last).length + service.getSemanticDiagnostics(last).length
check()

process.on("message", (order: Order) => {
  if (order.do === "memory") return void process.send?.(process.memoryUsage().rss / 1024 / 1024)
  const start = performance.now()
  set(0, chainFile(0, `export const z = ${order.n}`))
  if (order.do === "completion") {
    const text = chainFile(count - 1, `value${count - 1}[0].`)
    set(count - 1, text)
    service.getCompletionsAtPosition(last, text.length, {})
  } else {
    set(count - 1, chainFile(count - 1, `const bad${order.n}: string = ${order.n}`))
    check()
  }
  return void process.send?.(performance.now() - start)
})
process.once("disconnect", () => process.exit(0))
process.send?.("ready")

function set(index: number, text: string): void {
  const file = files.get(`${folder}/c${index}.ts`)
  if (file === undefined || file.text === text) return
  file.text = text
  file.version++
}
