import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { CellId } from "@quire/notebook"
import { afterAll, describe, expect, test } from "vitest"
import { TypeService } from "../../src/service/type-service.ts"
import { codeCell } from "./ask.ts"
import type { NotebookTypes } from "../../src/service/notebook-types.ts"

const home = mkdtempSync(join(tmpdir(), "quire-projects-"))
const kit = join(import.meta.dirname, "../../../kit/src/index.ts")
const service = new TypeService({ folder: join(home, "types"), kit, withFiles: false })
afterAll(async () => {
  await service[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
})

type Files = Readonly<Record<string, string | object>>

function project(files: Files): string {
  const folder = mkdtempSync(join(home, "p-"))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content))
  }
  return folder
}

function opened(folder: string, name: string, source: string): NotebookTypes {
  const types = service.open({ workspace: "w", folder, name, packages: () => undefined })
  types.update([codeCell("a", source)])
  return types
}

async function wrongIn(types: NotebookTypes): Promise<string[]> {
  const found = await types.diagnostics("a" as CellId)
  return found.ok ? found.value.map(({ code, message }) => `${code} ${message}`) : [JSON.stringify(found.error)]
}

async function wrong(files: Files, source: string, at = "."): Promise<string[]> {
  const types = opened(join(project(files), at), "a.md", source)
  const found = await wrongIn(types)
  types.close()
  return found
}

const TS = { strict: true }

describe("[L15] the project's settings hold for cells", () => {
  test.each<[string, Files, string]>([
    [
      "what is declared for all",
      {
        "tsconfig.json": { compilerOptions: TS, include: ["src"] },
        "src/g.d.ts": "declare const VERSION: string\ndeclare module '*.svg' { const s: string; export default s }",
      },
      "import logo from './logo.svg'\nVERSION.trim() + logo.trim()",
    ],
    [
      "a package that is not built yet",
      {
        "package.json": {
          name: "own",
          type: "module",
          exports: { ".": "./dist/index.js", "./b": { types: "./dist/b.d.ts" } },
        },
        "tsconfig.json": { compilerOptions: { outDir: "dist", rootDir: "src" } },
        "src/index.ts": "export const a = 1",
        "src/b.ts": "export const b = 'x'",
      },
      "import { a } from 'own'\nimport { b } from 'own/b'\na.toFixed() + b.trim()",
    ],
    [
      "paths of a tsconfig that is extended",
      {
        "tsconfig.json": { extends: "./config/base.json" },
        "config/base.json": { compilerOptions: { paths: { "@lib/*": ["../lib/*"] } } },
        "lib/x.ts": "export const x = 1",
      },
      "import { x } from '@lib/x'\nx.toFixed()",
    ],
    [
      "its own roots",
      { "tsconfig.json": { compilerOptions: { rootDirs: ["src", "made"] } }, "made/m.ts": "export const m = 1" },
      "import { m } from './m.ts'\nm.toFixed()",
    ],
    [
      "types of its own",
      {
        "tsconfig.json": { compilerOptions: { typeRoots: ["${configDir}/types"], types: ["glob"] } },
        "types/glob/index.d.ts": "declare const GLOB: number",
      },
      "GLOB.toFixed()",
    ],
    [
      "names of its package",
      { "package.json": { imports: { "#a": ["./src/a.ts"] } }, "src/a.ts": "export const a = 1" },
      "import { a } from '#a'\na.toFixed()",
    ],
    ["a name of nobody", { "package.json": { name: ".." } }, "1"],
    ["a tsconfig that cannot be read", { "tsconfig.json": "{" }, "const xs = []\nxs.push(1)"],
    ["arrays that grow", {}, "const xs = []\nxs.push(1)\nlet o = null\no = { a: 1 }\no.a + xs.length"],
    ["parameters without types, where it has no settings", {}, "function f(x) { return x }\nf(1)"],
    ["a line for the system", {}, "#!/usr/bin/env node\n1"],
  ])("%s", async (_, files, source) => {
    expect(await wrong(files, source, files["made/m.ts"] === undefined ? "." : "src")).toEqual([])
  })

  test("strictness", async () => {
    expect(await wrong({ "tsconfig.json": { compilerOptions: TS } }, "function f(x) { return x }\nf(1)")).toMatchObject(
      [expect.stringMatching(/^7006 /)],
    )
    expect(await wrong({ "tsconfig.json": { compilerOptions: {} } }, "const n: number = 'x'")).toEqual([
      "2322 Type 'string' is not assignable to type 'number'.",
    ])
  })

  test("whatever a package is called, and whatever lies beside it, nothing of the project is touched", async () => {
    const files = {
      "package.json": { name: "@x/.." },
      "tsconfig.json": { compilerOptions: TS },
      "foo/x.ts": "1",
      "node_modules/foo/a.js": "1",
    }
    const folder = project(files)
    symlinkSync("/nowhere", join(folder, "node_modules", "gone"))
    for (const name of ["@x/..", "..", ".", "a/../../b", "tsconfig.json"]) {
      writeFileSync(join(folder, "package.json"), JSON.stringify({ name }))
      const types = opened(folder, "a.md", "1")
      expect(await wrongIn(types)).toEqual([])
      types.close()
    }
    expect(JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8"))).toEqual(files["tsconfig.json"])
    for (const name of ["foo/x.ts", "node_modules/foo/a.js"]) expect(existsSync(join(folder, name))).toBe(true)
    expect(lstatSync(join(folder, "node_modules/foo")).isDirectory()).toBe(true)
  })

  test("one notebook's declarations are nothing to another; whatever a notebook is called, it is checked", async () => {
    const folder = project({})
    const first = opened(folder, "a.md", "declare global { var ofFirst: number }\nexport {}")
    const second = opened(folder, "b.d.md", "ofFirst")
    expect(await wrongIn(second)).toMatchObject([expect.stringMatching(/^2304 /)])
    first.close()
    second.close()
  })

  test("two notebooks import one, and what it is becomes another", async () => {
    const folder = project({})
    const sales = join(folder, "sales.md")
    const source = 'import { a } from "./sales.md"\nconst n: number = a'
    const [first, second] = [opened(folder, "a.md", source), opened(folder, "b.md", source)]
    for (const types of [first, second]) types.provide(sales, { text: "export const a = 1", language: "ts" })
    expect(await wrongIn(first)).toEqual([])
    first.close()
    expect(await wrongIn(second)).toEqual([])
    second.provide(sales, { text: "export const a = 'x'", language: "tsx" })
    expect(await wrongIn(second)).toEqual(["2322 Type 'string' is not assignable to type 'number'."])
    second.provide(sales, { text: "export {}", language: "ts", problem: "sales.md:3: Unexpected token" })
    expect(await wrongIn(second)).toEqual(['2305 "./sales.md" is no module: sales.md:3: Unexpected token'])
    second.withdraw(sales)
    expect(await wrongIn(second)).toMatchObject([expect.stringMatching(/^2307 /)])
    second.close()
  })
})
