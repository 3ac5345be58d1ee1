import { describe, expect, test } from "vitest"
import { moveToFile } from "./move-to-file.ts"

const moved = (source: string, specifier = "./lib/x.ts", below: string[] = [], language: "ts" | "tsx" = "ts") =>
  moveToFile(source, language, specifier, new Set(below))

describe("[L13] a cell becomes a file", () => {
  test.each([
    ["const a = 1", "export const a = 1\n", 'import { a } from "./lib/x.ts"'],
    ["const a = 1\na * 2", "export const a = 1\n", 'import { a } from "./lib/x.ts"\n\na * 2'],
    ["export function f() {}", "export function f() {}\n", 'import { f } from "./lib/x.ts"'],
    ["interface P { n: number }", "export interface P { n: number }\n", 'import { type P } from "./lib/x.ts"'],
    ["const { a, b: [c] } = o", "export const { a, b: [c] } = o\n", 'import { a, c } from "./lib/x.ts"'],
    ["class K {}\nenum E {}", "export class K {}\nexport enum E {}\n", 'import { K, E } from "./lib/x.ts"'],
    ["console.log(1)\nlet x = 2", "console.log(1)\nexport let x = 2\n", 'import { x } from "./lib/x.ts"'],
    ['import "./data.ts"', 'import "../data.ts"\n', 'import "./lib/x.ts"'],
    ["// why\nconst a = 1 // so", "// why\nexport const a = 1 // so\n", 'import { a } from "./lib/x.ts"'],
    ["1 + 1", "\n", 'import "./lib/x.ts"\n\n1 + 1'],
    ["const b = 1\nexport { b as c }", "export const b = 1\nexport { b as c }\n", 'import { b, c } from "./lib/x.ts"'],
    [
      "function f(a: string): void\nfunction f(a: number): void\nfunction f() {}",
      "export function f(a: string): void\nexport function f(a: number): void\nexport function f() {}\n",
      'import { f } from "./lib/x.ts"',
    ],
  ])("%j", (source, file, cell) => {
    expect(moved(source)).toEqual({ ok: true, file, cell })
  })

  test("imports stay where cells further down use them", () => {
    const source = 'import { join } from "node:path"\nimport { sep } from "node:path"\nconst p = join("a", "b")'
    expect(moved(source, "./lib/x.ts", ["join"])).toMatchObject({
      cell: 'import { join } from "node:path"\nimport { p } from "./lib/x.ts"',
    })
  })

  test("imports stay that the last expression needs", () => {
    expect(moved('import { mean } from "d3-array"\nconst xs = [1]\nmean(xs)')).toMatchObject({
      cell: 'import { mean } from "d3-array"\nimport { xs } from "./lib/x.ts"\n\nmean(xs)',
    })
  })

  test.each([
    ["let a = 1\na = 2", "./x.ts", "Its last expression assigns to `a`, which only a module itself can."],
    ["const a = 1", "./x.js", "A ts cell becomes a file that ends in .ts."],
    ["const a = ", "./x.ts", "Its text has errors: mend them first."],
    ["const a = 1", "./x.txt", "A ts cell becomes a file that ends in .ts."],
    ["{ var a = 1 }", "./x.ts", "`a` is defined within a block: define it at the top first."],
  ])("%j to %s: no", (source, specifier, problem) => {
    expect(moved(source, specifier)).toEqual({ ok: false, problem })
  })

  test("JSX wants a file of its kind", () => {
    expect(moved("const a = <b />", "./x.ts", [], "tsx")).toMatchObject({ ok: false })
    expect(moved("const a = <b />", "./x.tsx", [], "tsx")).toMatchObject({ ok: true })
  })
})
