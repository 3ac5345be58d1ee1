import { NO_LINKS } from "./links.ts"
import { SourceMap } from "node:module"
import { compileFunction } from "node:vm"
import type { CodeLanguage } from "@quire/notebook"
import { CELL_PARAMETERS } from "@quire/protocol/child"
import { describe, expect, test } from "vitest"
import { Language } from "./language.ts"

const language = new Language()

interface Evaluated {
  readonly exports: Record<string, unknown>
  readonly value: unknown
}

/** Runs a cell as the runtime does, with names from other cells. */
async function evaluate(
  source: string,
  names: Record<string, unknown> = {},
  lang: CodeLanguage = "ts",
): Promise<Evaluated> {
  const compiled = await language.compile(source, lang, { ...NO_LINKS, live: Object.keys(names) })
  if (compiled === undefined) throw new SyntaxError("does not parse")
  const run = compileFunction(`"use strict"; return (async () => {\n${compiled.code}\n})()`, [...CELL_PARAMETERS], {
    filename: "cell",
    lineOffset: -1,
  }) as (...parameters: unknown[]) => Promise<void>
  const exports: Record<string, unknown> = {}
  let value: unknown
  const load = (specifier: string): unknown => import(specifier)
  const define = (to: object, name: string, property: PropertyDescriptor): object =>
    Object.defineProperty(to, name, property)
  const receive = (shown: unknown): unknown => (value = shown)
  try {
    await run(exports, load, load, { url: "file:///cell.ts" }, receive, names, undefined, define)
  } catch (error) {
    const { line } = placeOf(error, compiled.map)
    throw new Error(`${(error as Error).message} @${line}`, { cause: error })
  }
  return { exports, value }
}

function placeOf(error: unknown, map: string): { line: number } {
  const [, line = "1", column = "1"] = /cell:(\d+):(\d+)/.exec((error as Error).stack ?? "") ?? []
  const entry = new SourceMap(JSON.parse(map) as never).findEntry(Number(line) - 1, Number(column) - 1)
  return { line: "originalLine" in entry ? entry.originalLine + 1 : -1 }
}

describe("[L6] the value of a cell is its last expression", () => {
  test.each<[string, unknown]>([
    ["1 + 1", 2],
    ["const a = 3; a", 3],
    ["'use strict'", "use strict"],
    ["({ a: 1 }).a", 1],
    ["1, 2", 2],
    ["await Promise.resolve(4);", 4],
    ["const x = 1", undefined],
    ["export default 5", 5],
    ["export const n = 6; n", 6],
    ["enum E { A = 7 } E.A", 7],
    ["namespace N { export const q = 8 } namespace N { export const r = q + 1 } N.r", 9],
    ["class C { constructor(public v = 10) {} } new C().v", 10],
    ["class C { accessor v = 11 } new C().v", 11],
    ["const o = { a: 1 } satisfies object; o!.a as number", 1],
    ["function* g() { yield 12 } [...g()][0]", 12],
    ["`x${1}y`", "x1y"],
    ["const { sep } = await import('node:path'); sep", "/"],
    ["import { sep } from 'node:path'; sep", "/"],
    ["typeof import.meta.url", "string"],
    ["typeof missing", "undefined"],
    ["let n = 0; for (const x of [1, 2]) n += x; n // comment", 3],
    ["const f = () => { return 1 }\nf()\n", 1],
  ])("%s is %j", async (source, expected) => {
    expect((await evaluate(source)).value).toBe(expected)
  })
})

describe("[L6] definitions are live exports, names from above live imports", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["const a = 1, { b, ...c } = { b: 2, d: 3 }; let [e] = [4]", {}, { a: 1, b: 2, c: { d: 3 }, e: 4 }],
    ["function f() { return g() } function g() { return 1 }; const r = f()", {}, { r: 1 }],
    ["const y = x + 1", { x: 1 }, { y: 2 }],
    ["const y = f(2)", { f: (n: number) => n * 2 }, { y: 4 }],
    ["const o = { x }", { x: 5 }, { o: { x: 5 } }],
    ["interface P { a: number } type T = P; const v: T = { a: 1 }", {}, { v: { a: 1 } }],
    ["if (true) { var late = 1 }", {}, { late: 1 }],
  ])("%s", async (source, names, expected) => {
    const { exports } = await evaluate(source, names)
    expect({ ...exports }).toMatchObject(expected)
  })

  test("an export is read when it is used", async () => {
    const { exports } = await evaluate("let n = 1; function up() { n++ }")
    ;(exports["up"] as () => void)()
    expect(exports["n"]).toBe(2)
  })

  test("tsx uses React's automatic runtime", async () => {
    const compiled = await language.compile("const e = <b>x</b>; e", "tsx", NO_LINKS)
    expect(compiled?.code).toContain("react/jsx-runtime")
  })
})

describe("[L6] an error names the line that was typed", () => {
  test.each([
    ["const a = 1;\n\n// c\nthrow new Error('e')", {}, 4],
    ["interface A {\n  a: 1\n}\nenum E {\n  A\n}\n(undefined as any).x", {}, 7],
    ["\n\nx.y.z", { x: {} }, 3],
    ["const f = () => {\n  throw new Error('in f')\n}\nf()", { g: 1 }, 2],
    ["class C {\n  accessor a = 1\n  m() {\n    throw new Error('m')\n  }\n}\nnew C().m()", {}, 4],
  ])("%j", async (source, names, line) => {
    await expect(evaluate(source, names)).rejects.toThrow(`@${line}`)
  })
})

test("[L6] a text that does not parse does not compile", async () => {
  expect(await language.compile("const = ;", "ts", NO_LINKS)).toBeUndefined()
})
