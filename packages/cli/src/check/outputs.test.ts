import type { CellResult } from "@quire/host"
import { parse } from "@quire/notebook"
import { describe, expect, test } from "vitest"
import { applyEdits, holdOutputs } from "./outputs.ts"

/** `shown`: what the code cells printed, in order. */
function updated(text: string, shown: readonly string[]): string {
  const notebook = parse(text)
  const code = [...notebook.cells.entries()].filter(([, cell]) => cell.kind === "code")
  const results = code.map(([index], n): CellResult => ({
    index,
    id: `${n}`,
    kind: "code",
    status: "done",
    outputs: [{ type: "stream", name: "stdout", text: shown[n] ?? "", isLate: false }],
  }))
  return applyEdits(
    text,
    holdOutputs(
      "a.md",
      text,
      notebook,
      results,
      () => true,
      () => 1,
    ).edits,
  )
}

const CELL = "```ts\na()\n```"
const output = (text: string, info = "text output", mark = "```"): string => `${mark}${info}\n${text}${mark}`

describe("[L17] --update writes outputs and nothing else", () => {
  test.each<[string, string, string[], string]>([
    ["a document without any", `${CELL}\n\ntext\n`, ["1\n"], `${CELL}\n\n${output("1\n")}\n\ntext\n`],
    [
      "what it says of two cells",
      `${CELL}\n${CELL}`,
      ["1", "2"],
      `${CELL}\n\n${output("1\n")}\n${CELL}\n\n${output("2\n")}`,
    ],
    ["nothing where nothing is shown", `${CELL}\n\ntext`, [""], `${CELL}\n\ntext`],
    ["one that is another", `${CELL}\n\n${output("1\n")}\ntext  \n`, ["2"], `${CELL}\n\n${output("2\n")}\ntext  \n`],
    ["one that is the same", `${CELL}\n\n\n${output("1\n")}\n# b`, ["1\n"], `${CELL}\n\n\n${output("1\n")}\n# b`],
    ["one that is empty by now", `${CELL}\n${output("1\n")}\n`, [""], `${CELL}\n${output("")}\n`],
    ["one that was empty", `${CELL}\n${output("")}\n`, ["1"], `${CELL}\n${output("1\n")}\n`],
    [
      "only where the document has some",
      `${CELL}\n\n${CELL}\n\n${output("1\n")}`,
      ["3", "2"],
      `${CELL}\n\n${CELL}\n\n${output("2\n")}`,
    ],
    [
      "other fences",
      `${CELL}\n\n${output("1\n", "text  output x", "~~~~")}\n`,
      ["2"],
      `${CELL}\n\n${output("2\n", "text  output x", "~~~~")}\n`,
    ],
    [
      "longer fences for fences",
      `${CELL}\n\n${output("1\n")}\n`,
      ["```\n2"],
      `${CELL}\n\n${output("```\n2\n", "text output", "````")}\n`,
    ],
    [
      "no longer ones for others",
      `${CELL}\n\n${output("1\n", "text output", "~~~")}\n`,
      ["```\n2"],
      `${CELL}\n\n${output("```\n2\n", "text output", "~~~")}\n`,
    ],
    ["a NUL, which no text has", CELL, ["a\0b"], `${CELL}\n\n${output("a␀b\n")}`],
    [
      "the lines of a file of CRLF",
      `${CELL}\n\n${output("1\n")}\n`.replaceAll("\n", "\r\n"),
      ["1\n2"],
      `${CELL}\n\n${output("1\n2\n")}\n`.replaceAll("\n", "\r\n"),
    ],
    ["not below a cell that is not closed", "```ts\na()\n", ["1"], "```ts\na()\n"],
    ["not below a cell that ends in another mark", "~~~ts\na()\n```", ["1"], "~~~ts\na()\n```"],
    [
      "an output with a line separator before a fence",
      `${CELL}\n\n${output("a\u2028```\nb\n")}\nend`,
      ["z"],
      `${CELL}\n\n${output("z\n")}\nend`,
    ],
    [
      "not what is no fence",
      `${CELL}\n\n${output("1\n", "text output `n`")}\n`,
      ["1"],
      `${CELL}\n\n${output("1\n")}\n\n${output("1\n", "text output `n`")}\n`,
    ],
    ["an indented one", `${CELL}\n\n  ~~~text output\n1\n  ~~~\n`, ["2"], `${CELL}\n\n  ~~~text output\n2\n  ~~~\n`],
    ["not a fence behind prose", `${CELL}\n\nb\n\n${output("1\n")}\n`, [""], `${CELL}\n\nb\n\n${output("1\n")}\n`],
  ])("%s", (_, text, shown, expected) => {
    expect(updated(text, shown)).toBe(expected)
    expect(updated(expected, shown)).toBe(expected)
  })
})
