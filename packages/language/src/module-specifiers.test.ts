import { expect, test } from "vitest"
import { moduleSpecifiers } from "./module-specifiers.ts"

test.each([
  ['import a from "./a.md"', ["./a.md"]],
  ["import './a.md'\nexport * from './b.md'\nexport { c } from `x`", ["./a.md", "./b.md"]],
  ['await import("./a.md"); await import(`./b.md`); await import(`./${c}.md`)', ["./a.md", "./b.md"]],
  ['console.log(\'import a from "./a.md"\') // from "./b.md"', []],
  ['import a from "./a.md"; export { d } from "./a.md"', ["./a.md", "./a.md"]],
])("[L20] what a module imports: %s", (source, expected) => {
  const found = moduleSpecifiers(source, "ts")
  expect(found.map(({ start, end }) => source.slice(start, end))).toEqual(expected)
})
