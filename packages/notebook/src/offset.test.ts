import { expect, test } from "vitest"
import { offsetAt } from "./offset.ts"

test.each([
  ["", 0, 0, 0],
  ["ab\ncd", 0, 1, 1],
  ["ab\ncd", 1, 1, 4],
  ["ab\ncd", 1, 9, 5],
  ["ab\ncd", 2, 0, 5],
  ["ab\ncd", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 5],
])("[L15] %j, line %i, character %i", (text, line, character, expected) => {
  expect(offsetAt(text, { line, character })).toBe(expected)
})
