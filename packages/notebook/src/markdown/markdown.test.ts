import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newCell } from "../model.ts"
import type { Cell, Notebook } from "../model.ts"
import { markdownish } from "./markdownish.test-helper.ts"
import { parse } from "./parse.ts"
import { serialise, withoutRaw } from "./serialise.ts"

const INPUTS = join(import.meta.dirname, "../../../../tests/fixtures/inputs")
const files = ["markdown", "notebooks", "livemd"].flatMap((folder) =>
  readdirSync(join(INPUTS, folder)).map((name): [string, string] => [
    name,
    readFileSync(join(INPUTS, folder, name), "utf8"),
  ]),
)

/** `t:Title s:Section m:prose c:code`, as the shape of a parsed notebook. */
function shape(text: string): string {
  return parse(text)
    .cells.map(
      (cell) => `${cell.kind === "heading" ? (cell.level === 1 ? "t" : "s") : cell.kind.charAt(0)}:${cell.source}`,
    )
    .join(" | ")
}

describe("[F1] a file is read as cells", () => {
  test.each([
    ["", ""],
    ["\n\n", ""],
    ["# T\n\ntext\n", "t:T | m:text"],
    ["# T #\n## S\nx", "t:T | s:S | m:x"],
    ["# A\n\n# B\n", "t:A | m:# B"],
    ["```ts\n1\n```\n", "c:1"],
    ["``` TypeScript\n1\n```", "c:1"],
    ["~~~ts\n1\n```\n~~~", "c:1\n```"],
    ["````ts\n```\n````", "c:```"],
    ["```ts\nnever closed\n## no", "c:never closed\n## no"],
    ["```sql\nselect 1\n```", "m:```sql\nselect 1\n```"],
    ["- a\n\n  ```ts\n  1\n  ```\n", "m:- a\n\n  ```ts\n  1\n  ```"],
    ["- ```\n## S\n", "m:- ``` | s:S"],
    ["> ```ts\n1\n", "m:> ```ts\n1"],
    ["<!--\n```ts\n1\n```\n-->\n", "m:<!--\n```ts\n1\n```\n-->"],
    ["<div>\n## no\n\n## yes", "m:<div>\n## no | s:yes"],
    ["<script>\n\n## no\n</script>\n## yes", "m:<script>\n\n## no\n</script> | s:yes"],
    ["Title\n===\n\nS\n---\n", "t:Title | s:S"],
    ["- a\nb\n---\n", "m:- a\nb\n---"],
    ["    ```ts\n    1\n", "m:    ```ts\n    1"],
    ["a\n\n<!-- quire:cell -->\n\nb", "m:a | m:b"],
    ["<!-- quire:cell -->\n\n```ts\n1\n```", "m: | c:1"],
    ["<!-- quire:unknown -->\n\nx", "m:<!-- quire:unknown -->\n\nx"],
    ["---\na: 1\n---\n\nx", "m:x"],
    ["a\r\n\r\n```ts\r\n1\r\n2\r\n```\r\n", "m:a | c:1\n2"],
    ["    code\n## S", "m:    code | s:S"],
    ["1) a\n2) b\n```ts\n1\n```", "m:1) a\n2) b | c:1"],
  ])("%j is %s", (text, expected) => {
    expect(shape(text)).toBe(expected)
    expect(serialise(parse(text))).toBe(text)
  })

  test("a branch comment belongs to its section", () => {
    const [heading, cell] = parse('## B\n\n<!-- quire:branch from="Data" -->\n\n```ts\n1\n```\n').cells
    expect(heading).toMatchObject({ kind: "heading", source: "B", words: 'branch from="Data"' })
    expect(cell).toMatchObject({ kind: "code", source: "1" })
  })
})

describe("[F2] what is written is what was read, byte for byte", () => {
  test.each(files)("%s", (_, text) => {
    expect(serialise(parse(text))).toBe(text)
  })

  test("any text at all", () => {
    fc.assert(
      fc.property(markdownish, (text) => {
        const notebook = parse(text)
        expect(serialise(notebook)).toBe(text)
        expect(serialise(slim(notebook))).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })
})

/** As the document keeps it. The last cell says how the file ended. */
function slim(notebook: Notebook): Notebook {
  const last = notebook.cells.length - 1
  const cells = notebook.cells.map((cell, index) => (index === last ? cell : withoutRaw(cell, notebook.newline)))
  return { ...notebook, cells }
}

describe("[F3] one changed cell is one changed hunk", () => {
  const notebooks = files.filter(([name]) => !name.startsWith("09"))
  test.each(notebooks)("%s: edit, insert, delete, move each cell", (_, text) => {
    const notebook = slim(parse(text))
    for (const [index, cell] of notebook.cells.entries()) {
      if (cell.kind === "markdown" && cell.source.startsWith("<!--")) continue
      const changed = withCells(notebook, (cells) => cells.with(index, { ...cell, source: `${cell.source}x` }))
      expectOneHunk(text, changed)
      const inserted = withCells(notebook, (cells) => cells.toSpliced(index, 0, newCell("code", "inserted", "ts")))
      expectOneHunk(text, inserted)
      expect(parse(inserted).cells.length).toBe(notebook.cells.length + 1)
      expectOneHunk(
        text,
        withCells(notebook, (cells) => cells.toSpliced(index, 1)),
      )
    }
  })

  test("a moved cell is the only one that differs", () => {
    const text = "# T\n\na\n\n```ts\n1\n```\n\n## S\n\nb\n\n```ts\n2\n```\n"
    const moved = withCells(parse(text), (cells) => [...cells.slice(0, 2), ...cells.slice(3), cells[2]!])
    expect(moved).toBe("# T\n\na\n\n## S\n\nb\n\n```ts\n2\n```\n\n```ts\n1\n```\n")
  })
})

describe("[F4] no cell swallows another", () => {
  test.each([
    ["an unclosed fence in prose", [newCell("markdown", "```"), newCell("code", "1", "ts")]],
    ["an unclosed comment in prose", [newCell("markdown", "<!-- x"), newCell("code", "1", "ts")]],
    ["backticks in code", [newCell("code", "`\n```\n`", "ts"), newCell("code", "1", "ts")]],
    ["two Markdown cells", [newCell("markdown", "a"), newCell("markdown", "b")]],
    ["an empty Markdown cell", [newCell("markdown", ""), newCell("code", "1", "ts")]],
    ["prose that looks like front matter", [newCell("markdown", "---\n\na: 1\n\n---"), newCell("code", "1", "ts")]],
  ])("%s", (_, cells) => {
    const text = serialise({ ...parse(""), cells })
    expect(parse(text).cells.map((cell) => cell.kind)).toEqual(cells.map((cell) => cell.kind))
    expect(parse(text).cells.at(-1)!.source).toBe(cells.at(-1)!.source)
    expect(serialise(parse(text))).toBe(text)
  })

  test("what is serialised parses back to itself", () => {
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 8 }), (list) => {
        const text = serialise({ ...parse(""), cells: list })
        expect(parse(text).cells.map(({ kind, source, words }) => ({ kind, source, words }))).toEqual(
          list.map(({ kind, source, words }) => ({ kind, source, words })),
        )
      }),
    )
  })
})

test("[F5] ten megabytes keep every byte", () => {
  const unit = files.map(([, text]) => text.replace(/\n```ts\nnever closed[^]*/, "")).join("\n\n")
  const text = unit.repeat(Math.ceil(10_000_000 / unit.length))
  expect(serialise(parse(text)) === text).toBe(true)
})

const prose = fc.stringMatching(/^[a-z][a-z ,.]{0,20}[a-z]$/)
const cells: fc.Arbitrary<Cell> = fc.oneof(
  prose.map((source) => newCell("markdown", source)),
  fc
    .array(fc.constantFrom("1", "```", "~~~~", "", "x = `", "# no"), { maxLength: 4 })
    .map((lines) => newCell("code", lines.join("\n"), "ts name=a")),
  prose.map((source) => newCell("heading", source, "", 2)),
)

function withCells(notebook: Notebook, change: (cells: Cell[]) => Cell[]): string {
  return serialise({ ...notebook, cells: change([...notebook.cells]) })
}

/** All that differs lies between a common head and a common tail which together hold the rest of both texts. */
function expectOneHunk(before: string, after: string): void {
  const [a, b] = [before.split("\n"), after.split("\n")]
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const longest = Math.max(...parse(before).cells.map((cell) => cell.raw.split("\n").length)) + 6
  expect(Math.max(a.length, b.length) - head - tail).toBeLessThanOrEqual(longest)
}
