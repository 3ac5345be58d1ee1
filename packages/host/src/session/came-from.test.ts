import { expect, test } from "vitest"
import type { FileText } from "../journal/messages.ts"
import { cameFrom } from "./came-from.ts"

const BASE = "a\nb\nc"
const cases: [what: string, attempts: string[], found: string, from: string][] = [
  ["it is one of them", ["a\nb\nc\nd"], "a\nb\nc\nd", "a\nb\nc\nd"],
  ["a line more than the base", ["a\nb\nc\nd"], "a\nb\nc\ne", BASE],
  ["a line more than an attempt", ["a\nb\nc\nd"], "a\nb\nc\nd\ne", "a\nb\nc\nd"],
  ["a line less than the base", ["a\nb\nc\nd"], "a\nc", BASE],
  ["an attempt that took a line away, and one more", ["a\nc"], "a\nc\nd", "a\nc"],
  ["only half of an attempt is in it", ["a\nb\nc\nd\ne"], "a\nb\nc\nd\nf", BASE],
  ["both took one line away, and the attempt's other line stands elsewhere", ["a\nb\na"], "a\nb", BASE],
  ["brackets and fences say nothing", ["a\nb\nc\n```ts\n{\n}\nx\n```"], "a\nb\nc\n```ts\n{\n}\ny\n```", BASE],
  ["of two attempts the later is in it", ["a\nb\nc\nd", "a\nb\nc\nd\ne"], "a\nb\nc\nd\ne\nf", "a\nb\nc\nd\ne"],
  ["of two attempts the first is in it", ["a\nb\nc\nd", "a\nb\nc\nd\ne"], "a\nb\nc\nd\nf", "a\nb\nc\nd"],
]

test.each(cases)("[S4] %s", (_what, attempts, found, from) => {
  const text = (given: string): FileText => ({ text: given, ids: undefined })
  expect(cameFrom(text(BASE), attempts.map(text), found).text).toBe(from)
})
