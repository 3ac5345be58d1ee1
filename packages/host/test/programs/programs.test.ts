import { execFile } from "node:child_process"
import { globSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Language } from "@quire/language/direct"
import { transform } from "esbuild"
import { parseSync, visitorKeys } from "oxc-parser"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { CaseRuntime, CaseSession } from "../language/case-session.ts"
import { splitProgram } from "./split.ts"

// [L11] Any program: as one cell, and as one cell a statement, it prints and fails as it does when Node runs it.
const folder = join(import.meta.dirname, "programs")
const files = globSync("*.{ts,tsx}", { cwd: folder }).toSorted()
const language = new Language()
const scratch = mkdtempSync(join(tmpdir(), "quire-programs-"))

interface Outcome {
  readonly stdout: string
  readonly error: string
}

let runtime: CaseRuntime
let played = 0
beforeAll(async () => {
  runtime = await CaseRuntime.start(scratch)
})
afterAll(async () => await runtime[Symbol.asyncDispose]())

/** What Node makes of the program. Its types are taken away by esbuild, as Node itself takes no enums or decorators. */
async function runNode(file: string, source: string): Promise<Outcome> {
  const { code } = await transform(source, {
    loader: languageOf(file),
    target: "esnext",
    supported: { decorators: false },
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  })
  const path = join(scratch, `${file}.mjs`)
  // What TypeScript writes for `import x = require()` in a module.
  const require = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`
  writeFileSync(path, /= require\(/.test(source) ? require + code : code)
  const arguments_ = ["--import", join(import.meta.dirname, "report.mjs"), path]
  return await new Promise((resolve) => {
    execFile(process.execPath, arguments_, { cwd: scratch }, (_failure, stdout, stderr) => {
      resolve({ stdout, error: /\0(.*)\0/s.exec(stderr)?.[1] ?? "" })
    })
  })
}

function languageOf(file: string): "ts" | "tsx" {
  return file.endsWith("x") ? "tsx" : "ts"
}

/** What cells make of it, up to the first error. */
async function runCells(cells: readonly string[], words: "ts" | "tsx"): Promise<Outcome> {
  const named = cells.map((source, n) => ({ name: `c${n}`, words, isSection: false, source }))
  const session = new CaseSession(language, runtime, (played += 1) + 10_000, { name: "", cells: named, steps: [] })
  const seen: string[] = []
  try {
    for (const { name } of named) {
      seen.push(...(await session.play(`run ${name}`)))
      if (seen.some((line) => / throws /.test(line))) break
    }
    seen.push(...(await session.play("settle")))
  } finally {
    session.end()
  }
  const lines = seen.flatMap((line) => /^c\d+ \|(?: (.*))?$/.exec(line)?.slice(1) ?? [])
  const error = seen
    .map((line) => /^c\d+ throws (.*?)(?: \([\w: ]+\))?$/.exec(line)?.[1] ?? "")
    .find((text) => text !== "")
  return { stdout: lines.map((line) => `${line ?? ""}\n`).join(""), error: error ?? "" }
}

/** Kinds of the parser's tree that no program can hold: `with` is refused in modules; JSDoc types and V8's own calls are
 *  read only when asked for; `intrinsic` is the library's own; `export =` and `export as namespace` make scripts of files. */
const IMPOSSIBLE =
  /^(?:WithStatement|TSJSDoc\w+|V8Intrinsic\w+|TSIntrinsicKeyword|TSExportAssignment|TSNamespaceExportDeclaration)$/

test("[L11] the programs hold every kind of the parser's tree", () => {
  const counts = new Map<string, number>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== "object" || node === null) return
    const { type } = node as { type?: unknown }
    if (typeof type === "string") counts.set(type, (counts.get(type) ?? 0) + 1)
    for (const child of Object.values(node)) visit(child)
  }
  for (const file of files) {
    const { program, errors } = parseSync(file, readFileSync(join(folder, file), "utf8"), {
      astType: "ts",
      sourceType: "module",
    })
    expect(errors).toEqual([])
    visit(program)
  }
  const kinds = Object.keys(visitorKeys).filter((kind) => !IMPOSSIBLE.test(kind))
  if (process.env["QUIRE_SHOW_KINDS"]) console.log(kinds.map((kind) => `${kind} ${counts.get(kind) ?? 0}`).join("\n"))
  expect(kinds.filter((kind) => !counts.has(kind))).toEqual([])
})

describe("[L11] any program", () => {
  test.each(files)("%s", async (file) => {
    const source = readFileSync(join(folder, file), "utf8")
    const [node, cells] = await Promise.all([runNode(file, source), splitProgram(language, source, languageOf(file))])
    expect(node.stdout + node.error).not.toBe("")
    expect({ as: "one cell", ...(await runCells([source], languageOf(file))) }).toEqual({ as: "one cell", ...node })
    expect({ as: "a cell a statement", ...(await runCells(cells, languageOf(file))) }).toEqual({
      as: "a cell a statement",
      ...node,
    })
  })
})
