import { expect, test } from "vitest"
import { versionsToForget } from "./thin-versions.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = 1000 * DAY

/** Ages in hours, the newest first; `!` has a name. */
function kept(ages: string): string {
  const all = ages.split(" ")
  const versions = all.map((age, n) => ({
    n,
    at: NOW - Number.parseFloat(age) * HOUR,
    by: "",
    reason: "auto" as const,
    name: age.endsWith("!") ? "x" : "",
  }))
  const gone = new Set(versionsToForget(versions, NOW))
  return all.filter((_, n) => !gone.has(n)).join(" ")
}

test.each([
  ["0 0.1 0.2 23", "0 0.1 0.2 23"],
  ["25 25.1 25.2", "25 25.1"],
  ["30.1 30.2 30.3 31.1", "30.1 31.1"],
  ["240.5 241 250 263.5 264.5", "240.5 264.5"],
  ["240.5 241! 250", "240.5 241!"],
  ["2400 2410 2600", "2400 2600"],
])("[S19] of versions %s hours old these stay: %s", (ages, expected) => {
  expect(kept(ages)).toBe(expected)
})

test("[S19] there are never more than five hundred without a name", () => {
  const versions = Array.from({ length: 700 }, (_, n) => ({
    n,
    at: NOW - n,
    by: "",
    reason: "auto" as const,
    name: "",
  }))
  expect(versionsToForget(versions, NOW)).toHaveLength(200)
})
