import { describe, expect, test } from "vitest"
import type { Diagnostic } from "./analysis.ts"
import { problemsOf } from "./problems.ts"

/** `missing-name@3 x` or `ts2304@3 x`: who says it, where, of which name. */
function said(notation: string): Diagnostic[] {
  return notation
    .split(" | ")
    .filter((one) => one !== "")
    .map((one) => {
      const [, who = "", at = "0", name = ""] = /^([\w-]+)@(\d+) (.*)$/.exec(one) ?? []
      const place = { line: 1, column: Number(at) + 1, start: Number(at), end: Number(at) + 1 }
      const [word, meant] = name.split("?")
      const isTyped = who.startsWith("ts")
      return {
        severity: isTyped ? "error" : "warning",
        code: isTyped ? "type" : (who as "syntax"),
        message: `'${word}' ${meant === undefined ? "" : `Did you mean '${meant}'?`}`,
        hint: "",
        place,
        ...(isTyped ? { rule: who } : {}),
      }
    })
}

describe("[L16] each is said once, by whoever knows more", () => {
  test.each([
    ["nothing of types", "missing-name@0 x", "", "missing-name@0"],
    ["nothing of the graph", "", "ts2322@4 x", "ts2322@4"],
    [
      "both of one name, at all its places",
      "missing-name@0 x",
      "ts2304@0 x | ts2304@9 x",
      "ts2304@0 missing | ts2304@9 missing",
    ],
    ["and what was meant", "missing-name@0 x", "ts2552@0 x?xs", "ts2552@0 missing: Did you mean `xs`?"],
    ["of another name", "missing-name@0 x", "ts2304@5 y", "missing-name@0 | ts2304@5"],
    ["a syntax error hides the checker's own", "syntax@3 x", "ts1005@3 x | ts2322@8 y", "syntax@3 | ts2322@8"],
    ["and the names that it makes of broken code", "syntax@3 x", "ts2304@3 x | ts2322@8 y", "syntax@3 | ts2322@8"],
    ["an assignment to another cell's name", "foreign-assignment@0 x", "ts2632@0 x", "foreign-assignment@0"],
    ["to an import of one's own", "", "ts2632@0 x", "ts2632@0"],
  ])("%s", (_, own, typed, expected) => {
    const shown = problemsOf(said(own), said(typed)).map(
      ({ code, rule, place, hint }) =>
        `${rule ?? code}@${place.start}${code === "missing-name" && rule !== undefined ? " missing" : ""}${hint === "" ? "" : `: ${hint}`}`,
    )
    expect(shown.join(" | ")).toBe(expected)
  })
})
