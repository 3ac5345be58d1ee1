import { describe, expect, test } from "vitest"
import { buildNotebook } from "./build-notebook.ts"
import { Language } from "./language.ts"

const language = new Language()

/** Cells by ` | `; `## Title` and `## Title < From` are sections. */
async function built(notation: string): Promise<string> {
  const text = notation
    .split(" | ")
    .map((cell) => {
      const [, title = "", from] = /^## (\S+)(?: < (\S+))?$/.exec(cell) ?? []
      if (title === "") return `\`\`\`${cell.includes("<b>") ? "tsx" : "ts"}\n${cell.replaceAll("⏎", "\n")}\n\`\`\``
      return `## ${title}${from === undefined ? "" : `\n\n<!-- quire:branch from="${from}" -->`}`
    })
    .join("\n\n")
  const made = await buildNotebook("a.md", text, (source, lang) => language.analyse(source, lang))
  return made.ok ? made.text.trim().replaceAll(/\n+/g, " ⏎ ") : `no: ${made.line}: ${made.problem}`
}

describe("[L20] a notebook as a plain module", () => {
  test.each([
    ["const a = 1", "const a = 1 ⏎ export { a }"],
    ["1 + 1", "1 + 1"],
    ["const a = 1 | const b = a", "const a = 1 ⏎ const b = a ⏎ export { a, b }"],
    ["export const a = 1 | a", "export const a = 1 ⏎ a"],
    [
      "interface Row { id: number } | const r: Row = { id: 1 }",
      "interface Row { id: number } ⏎ const r: Row = { id: 1 } ⏎ export { type Row, r }",
    ],
    ["const x = 1 | x + 1 | const x = 2 | x", "const x_1 = 1 ⏎ x_1 + 1 ⏎ const x = 2 ⏎ x ⏎ export { x }"],
    ["const x = 1, x_1 = 3 | const x = 2", "const x_2 = 1, x_1 = 3 ⏎ const x = 2 ⏎ export { x, x_1 }"],
    [
      "const x = 1 | const o = { x } | const x = 2",
      "const x_1 = 1 ⏎ const o = { x: x_1 } ⏎ const x = 2 ⏎ export { o, x }",
    ],
    ["const { x } = { x: 1 } | const x = 2", "const { x: x_1 } = { x: 1 } ⏎ const x = 2 ⏎ export { x }"],
    ["const f = (x: number) => x | const x = 1", "const f = (x: number) => x ⏎ const x = 1 ⏎ export { f, x }"],
    ["type T = 1 | const a: T = 1 | type T = 2", "type T_1 = 1 ⏎ const a: T_1 = 1 ⏎ type T = 2 ⏎ export { type T, a }"],
    ['import { z } from "zod" | z', 'import { z } from "zod" ⏎ z ⏎ export { z }'],
    [
      'import { z } from "zod" | z | import { z } from "zod"; z',
      'import { z as z_1 } from "zod" ⏎ import { z } from "zod" ⏎ z_1 ⏎ z ⏎ export { z }',
    ],
    ["const f = () => late | const late = 1", "const f = () => late ⏎ const late = 1 ⏎ export { f, late }"],
    ["export default 1 | export default 2", "void (1) ⏎ export default 2"],
    [
      "## Data | const a = 1 | ## Try < Data | const b = a | ## End | const c = a",
      "const a = 1 ⏎ const c = a ⏎ export { a, c }",
    ],
    ["const v = <b>x</b>", "const v = <b>x</b> ⏎ export { v }"],
    ["const a = 1 | [a].length", "const a = 1 ⏎ ;[a].length ⏎ export { a }"],
    [
      "const a = 1 | import { b } from 'b'⏎// c⏎(a)",
      "import { b } from 'b' ⏎ const a = 1 ⏎ ;// c ⏎ (a) ⏎ export { a, b }",
    ],
    ["const a = ;", "no: 2: "],
    ["const a = 1 | 1⏎a = 2", "no: 7: "],
    ["const a = 1⏎export { a as b } | b", "const a = 1 ⏎ ; ⏎ a ⏎ export { a, a as b }"],
    [
      "const a = 1⏎export { a as b } | b | const a = 2, b = 3",
      "const a_1 = 1 ⏎ ; ⏎ a_1 ⏎ const a = 2, b = 3 ⏎ export { a, b }",
    ],
    ['export { join as j } from "p" | ({ j })', 'import { join as j } from "p" ⏎ ;({ j }) ⏎ export { j }'],
    ['export { x } from "p" | x | const x = 1', 'import { x as x_1 } from "p" ⏎ x_1 ⏎ const x = 1 ⏎ export { x }'],
    ['export * as p from "p" | p.x', 'import * as p from "p" ⏎ p.x ⏎ export { p }'],
    ["export const a = 1 | export const a = 2", "const a_1 = 1 ⏎ export const a = 2"],
    ["export const a = 1, b = 2 | const a = 3", "const a_1 = 1, b = 2 ⏎ const a = 3 ⏎ export { a, b }"],
    [
      "const a: number = 1 | const b = a | const a = 'x'",
      "const a_1: number = 1 ⏎ const b = a_1 ⏎ const a = 'x' ⏎ export { a, b }",
    ],
    [
      "class A { static make() { return new A() } } | class A {}",
      "class A_1 { static make() { return new A_1() } } ⏎ class A {} ⏎ export { A }",
    ],
    [
      'import { T, v } from "p" | const a: T = v',
      'import { type T, v } from "p" ⏎ const a: T = v ⏎ export { type T, a, v }',
    ],
    [
      "new URL('a') | class URL {} | new URL()",
      "new URL('a') ⏎ class URL_1 {} ⏎ new URL_1() ⏎ export { URL_1 as URL }",
    ],
    ["fetch | export const fetch = 1", "fetch ⏎ const fetch_1 = 1 ⏎ export { fetch_1 as fetch }"],
    ["class A {} | const a: A = {}", "class A {} ⏎ const a: A = {} ⏎ export { A, a }"],
    ['import type { T } from "p"', 'import type { T } from "p" ⏎ export { type T }'],
    ["declare const d: number", "declare const d: number ⏎ export { type d }"],
    ["export default 1 | const a = 2", "export default 1 ⏎ const a = 2 ⏎ export { a }"],
    ["#!/bin/x⏎1", "///bin/x ⏎ 1"],
    [
      'const a = 1 | // @ts-ignore⏎import b from "b"⏎a',
      '// @ts-ignore ⏎ import b from "b" ⏎ const a = 1 ⏎ a ⏎ export { a, b }',
    ],
  ])("%s", async (notation, expected) => {
    const text = await built(notation)
    if (expected.startsWith("no:")) expect(text).toContain(expected)
    else expect(text).toBe(expected)
  })
})

test.each([
  [
    "cells where they stand",
    "# T\n\n```ts\nconst a = 1\n```\n\ntext\n\n```ts\nimport b from 'b'\n[a]\n```\n",
    "\n\n\nconst a = 1;\n\n\n\n\n\nimport b from 'b'\n[a]\nexport { a, b }\n",
  ],
])("[L20] a module with its lines where the file has them: %s", async (_, text, expected) => {
  const made = await buildNotebook("a.md", text, (source, lang) => language.analyse(source, lang))
  expect(made.ok && made.inPlace).toBe(expected)
})
