import { HEAD_CHARACTERS, TAIL_CHARACTERS } from "@quire/session/limits"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { FloodGate } from "./flood-gate.ts"
import type { Printed } from "./flood-gate.ts"

const printed = (text: string, cell = "a", name: "stdout" | "stderr" = "stdout"): Printed => ({
  type: "output",
  cell,
  run: 1,
  output: { type: "stream", name, text },
})

function pour(all: readonly Printed[], isBusy = false): Printed[] {
  const emitted: Printed[] = []
  const gate = new FloodGate(
    (one) => emitted.push(one),
    () => isBusy,
    () => undefined,
  )
  for (const one of all) gate.add(one)
  gate.flush()
  return emitted
}

const textOf = (all: readonly Printed[], cell = "a"): string =>
  all
    .filter((one) => one.cell === cell)
    .map(({ output }) => output.text)
    .join("")
const omittedOf = (all: readonly Printed[], cell = "a"): number =>
  all.filter((one) => one.cell === cell).reduce((sum, { output }) => sum + (output.omitted ?? 0), 0)

describe("[R10] of a flood, head and tail go on, and the rest is counted", () => {
  test("a few lines pass one by one, as they come", () => {
    const few = [printed("1\n"), printed("2\n", "a", "stderr"), printed("3\n", "b")]
    expect(pour(few)).toEqual(few)
  })

  test("a million lines", () => {
    const lines = Array.from({ length: 1000 }, (_, n) =>
      printed(Array.from({ length: 1000 }, (_, m) => `line ${n * 1000 + m}\n`).join("")),
    )
    const whole = textOf(lines)
    const seen = pour(lines)
    const text = textOf(seen)
    expect(text.length).toBeLessThan(whole.length / 4)
    expect(text.slice(0, HEAD_CHARACTERS)).toBe(whole.slice(0, HEAD_CHARACTERS))
    expect(text.slice(-TAIL_CHARACTERS)).toBe(whole.slice(-TAIL_CHARACTERS))
    expect(text.length + omittedOf(seen)).toBe(whole.length)
  })

  test("while the parent does not read, everything is held, and cut", () => {
    const seen = pour(
      Array.from({ length: 100 }, () => printed("x".repeat(50_000))),
      true,
    )
    expect(textOf(seen).length + omittedOf(seen)).toBe(5_000_000)
    expect(textOf(seen).length).toBe(HEAD_CHARACTERS + TAIL_CHARACTERS)
  })

  test("a flood that changes streams at each line makes no flood of messages", () => {
    const lines = Array.from({ length: 50_000 }, (_, n) => printed(`${n}\n`, "a", n % 2 === 0 ? "stdout" : "stderr"))
    const seen = pour(lines)
    expect(seen.length).toBeLessThan(3000)
    expect(textOf(seen).length + omittedOf(seen)).toBe(textOf(lines).length)
    expect(textOf(seen).endsWith("49998\n49999\n")).toBe(true)
  })

  test("nothing is lost, credited to another cell, or put out of order", () => {
    const one = fc.record({
      cell: fc.constantFrom("a", "b"),
      name: fc.constantFrom("stdout" as const, "stderr" as const),
      size: fc.oneof(fc.nat(100), fc.nat(200_000)),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (made) => {
        let n = 0
        const all = made.map(({ cell, name, size }) => printed(`${cell}${n++};`.repeat(size / 4), cell, name))
        const seen = pour(all)
        for (const cell of ["a", "b"]) {
          expect(textOf(seen, cell).length + omittedOf(seen, cell)).toBe(textOf(all, cell).length)
          expect(textOf(seen, cell)).not.toContain(cell === "a" ? "b" : "a")
        }
        const order = seen.flatMap(({ output }) =>
          [...output.text.matchAll(/(\d+);/g)].map(([, found]) => Number(found)),
        )
        expect(order.every((found, index) => index === 0 || found >= (order[index - 1] ?? 0))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
