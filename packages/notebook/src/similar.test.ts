import { expect, test } from "vitest"
import { similarName } from "./similar.ts"

test.each([
  ["cont", "count total", "count"],
  ["totla", "total", undefined],
  ["totals", "total", "total"],
  ["customers", "custmoers", "custmoers"],
  ["x", "y", undefined],
  ["Rows", "rows", "rows"],
  ["rows", "cols", undefined],
  ["anything", "", undefined],
])("[L16] %s of %s: %s may have been meant", (name, names, expected) => {
  expect(similarName(name, names.split(" "))).toBe(expected)
})
