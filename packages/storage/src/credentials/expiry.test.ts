import { expect, test } from "vitest"
import { parseExpiry } from "./expiry.ts"

test.each<[unknown, string]>([
  ["2026-11-24T12:00:00Z", "2026-11-24T12:00:00.000Z"],
  ["2026-11-24T12:00:00.123456789Z", "2026-11-24T12:00:00.123Z"],
  ["2026-11-24T12:00:00.5Z", "2026-11-24T12:00:00.500Z"],
  ["2026-11-24T12:00:00+00:00", "2026-11-24T12:00:00.000Z"],
  ["2026-11-24T14:00:00+0200", "2026-11-24T12:00:00.000Z"],
  ["2026-11-24T12:00:00UTC", "2026-11-24T12:00:00.000Z"],
  ["2026-11-24 12:00:00 UTC", "2026-11-24T12:00:00.000Z"],
  ["2026-11-24T12:00:00", "2026-11-24T12:00:00.000Z"],
  [" 2026-11-24T12:00:00Z\n", "2026-11-24T12:00:00.000Z"],
  [1795521600, "2026-11-24T12:00:00.000Z"],
  ["1795521600", "2026-11-24T12:00:00.000Z"],
  [1795521600000, "2026-11-24T12:00:00.000Z"],
  [new Date(1795521600000), "2026-11-24T12:00:00.000Z"],
  [undefined, "-"],
  [null, "-"],
  ["", "-"],
  ["  ", "-"],
  ["soon", "unreadable"],
  ["not a date", "unreadable"],
  ["2026-13-45T99:00:00Z", "unreadable"],
  [new Date(Number.NaN), "unreadable"],
  [{}, "unreadable"],
  [true, "unreadable"],
  [Infinity, "unreadable"],
])("[C13] an expiry of %j is %s", (given, expected) => {
  const found = parseExpiry(given)
  expect(found instanceof Date ? found.toISOString() : (found ?? "-")).toBe(expected)
})
