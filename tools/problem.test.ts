import { expect, test } from "vitest"
import { isTest, lineAt, readSources } from "./problem.ts"

test.each([
  ["", 0, 1],
  ["a\nb", 1, 1],
  ["a\nb", 2, 2],
  ["\n\nc", 2, 3],
])("in %j, offset %i is on line %i", (text, offset, line) => {
  expect(lineAt(text, offset)).toBe(line)
})

test.each([
  ["packages/a/src/b.test.ts", true],
  ["packages/a/src/b.test.tsx", true],
  ["packages/a/src/b.test-helper.ts", true],
  ["packages/a/src/b.ts", false],
  ["tools/test.ts", false],
])("%s is a test: %s", (path, is) => {
  expect(isTest(path)).toBe(is)
})

test("readSources reads what matches, by paths from the root, and leaves node_modules out", () => {
  const paths = readSources("tools/problem*.ts", "packages/base/package.json", "node_modules/yjs/package.json")
  expect(paths.map(({ path }) => path)).toEqual([
    "packages/base/package.json",
    "tools/problem.test.ts",
    "tools/problem.ts",
  ])
})
