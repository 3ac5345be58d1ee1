import { describe, expect, test } from "vitest"
import { withParams } from "./params.ts"

const set = (source: string, ...given: string[]): string => {
  const pairs = given.map((text) => text.split("=") as [string, string])
  const done = withParams(source, "ts", new Map(pairs))
  return done.ok ? done.value : `no: ${done.error.join("; ")}`
}

describe("[R9] parameters are read as the params cell declares them", () => {
  test.each([
    ["const n = 1", "n=2.5", "const n = 2.5"],
    ["const n = -1", "n=-2", "const n = -2"],
    ["const n: number = f()", "n=3", "const n: number = 3"],
    ["export let n: number", "n=3", "export let n: number = 3"],
    ["const n = 60 * 60", "n=5", "const n = 5"],
    ["const n = 1", "n=two", 'no: --param n is "two": it takes a number'],
    ["const n = 1", "n=", 'no: --param n is "": it takes a number'],
    ['const s = "a" // why', 's=it\'s "b"', 'const s = "it\'s \\"b\\"" // why'],
    ["const s = 'a'", "s=2", 'const s = "2"'],
    ["const b = false", "b=true", "const b = true"],
    ["const b = !true", "b=yes", 'no: --param b is "yes": it takes true or false'],
    ["const d = new Date()", "d=2026-01-02", 'const d = new Date("2026-01-02")'],
    ["const d: Date = today()", "d=never", 'no: --param d is "never": it takes a date, as 2026-11-26'],
    ['const m: "a" | "b" = "a"', "m=b", 'const m: "a" | "b" = "b"'],
    ['const m: "a" | 2 = "a"', "m=2", 'const m: "a" | 2 = 2'],
    ['const m: "a" | "b" = "a"', "m=c", 'no: --param m is "c": it takes one of a, b'],
    ["const o: string | undefined = undefined", "o=x", 'const o: string | undefined = "x"'],
    ["const list = [1]", "list=[2,3]", "const list = [2,3]"],
    ["const list: string[] = []", "list=a", 'no: --param list is "a": it takes JSON'],
    ["const big = 1n", "big=12", "const big = 12n"],
    ["const a = 1, b = 2", "b=3", "const a = 1, b = 3"],
    ["const a = 1, b = 2", "c=3", "no: --param c: the params cell declares a, b"],
  ])("%s with %s", (source, given, expected) => {
    expect(set(source, given)).toBe(expected)
  })

  test("all that is wrong is said at once", () => {
    expect(set("const a = 1", "a=x", "b=1")).toBe(
      'no: --param a is "x": it takes a number; --param b: the params cell declares a',
    )
  })
})
