import { describe, expect, test } from "vitest"
import { readNotebook } from "./formats.ts"
import type { FormatName } from "./model.ts"
import { filePlaces } from "./places.ts"

const jupyter = (...sources: (string | string[])[]): string =>
  JSON.stringify(
    {
      cells: sources.map((source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source })),
      metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    undefined,
    1,
  )

/** What stands in the file at each place of the marked words of the code cells. */
function words(format: FormatName, text: string): string[] {
  const read = readNotebook(format, text)
  if (!read.ok) throw new Error(read.error.because)
  const place = filePlaces(text, read.value)
  const lines = text.split(/\r\n|\n/)
  return read.value.cells
    .filter(({ kind }) => kind === "code")
    .flatMap((cell) =>
      cell.source.split("\n").flatMap((line, index) =>
        [...line.matchAll(/x\d+/g)].map((found) => {
          const at = place(cell, index + 1, found.index + 1)
          return lines[at.line - 1]?.slice(at.column - 1, at.column - 1 + found[0].length) ?? "nothing"
        }),
      ),
    )
}

describe("[F14] a place in a cell is found in its file", () => {
  test.each<[string, FormatName, string]>([
    ["Markdown", "md", "# T\n\ntext\n\n```ts name=a\nx1\n  x2\n```\n\nmore\n\n~~~js\n\nx3 // 😀 x4\n~~~\n"],
    ["line ends of Windows, and a front matter", "md", "---\na: 1\n---\r\n\r\n```ts\r\nx1\r\n  x2\r\n```\r\n"],
    ["two that say the same", "md", "```ts\nx1\n```\n\n```ts\nx1\n```\n"],
    ["a comment that keeps, above", "md", '<!-- quire:ipynb {"id":"a"} -->\n\n```ts\nx1\n```\n'],
    ["Livebook", "livemd", '# T\n\n<!-- livebook:{"disable_formatting":true} -->\n\n```ts\nx1\n```\n'],
    ["Jupyter, a line a string", "ipynb", jupyter(["x1\n", '  "\\t" x2\n', "x3"], ["x4"])],
    ["Jupyter, one string", "ipynb", jupyter('x1\n"\t" x2\n😀 x3')],
    ["Jupyter, cells that say the same", "ipynb", jupyter(["x1"], ["x1"])],
  ])("%s", (_, format, text) => {
    const expected = [...text.matchAll(/x\d/g)].map(([word]) => word)
    expect(words(format, text)).toEqual(expected)
  })
})
