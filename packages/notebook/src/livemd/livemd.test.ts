import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newCell } from "../model.ts"
import type { Cell } from "../model.ts"
import { readLivemd, writeLivemd } from "./livemd.ts"
import { livebookOutputsOf } from "./outputs.ts"

const INPUTS = join(import.meta.dirname, "../../../../tests/fixtures/inputs")
const files = ["livemd", "markdown", "notebooks"].flatMap((folder) =>
  readdirSync(join(INPUTS, folder)).map((name): [string, string] => [
    name,
    readFileSync(join(INPUTS, folder, name), "utf8"),
  ]),
)

const mark = (value: object): string => `<!-- livebook:${JSON.stringify(value)} -->`
const BREAK = mark({ break_markdown: true })

function shown(cells: readonly Cell[]): string {
  const name = (cell: Cell): string => (cell.kind === "heading" ? `h${cell.level}` : cell.kind[0]!)
  return cells
    .map((cell) => `${name(cell)}${cell.words && ` ${cell.words}`}: ${cell.source.replaceAll("\n", "|")}`)
    .join(" / ")
}

describe("[F10] a Livebook notebook is read, and written as it was", () => {
  test.each(files)("%s", (_name, text) => {
    expect(writeLivemd(readLivemd(text))).toBe(text)
  })

  test.each<[string, string, string]>([
    ["title, sections, cells", "# T\n\n## A\n\ntext\n\n```elixir\n1\n```\n", "h1: T / h2: A / m: text / c elixir: 1"],
    ["the comments of a notebook", `${mark({ autosave_interval_s: 5 })}\n\n# T\n`, "h1: T"],
    ["text above the title", "text\n\n# T\n", "m: text / h1: T"],
    ["several titles", "# T\n\n# U\n", "h1: T / m: # U"],
    ["no title", "## A\n\n```python\n1\n```\n", "h2: A / c python: 1"],
    ["a break", `a\n\n${BREAK}\n\nb\n`, "m: a / m: b"],
    [
      "a fence that is prose",
      `a\n\n${mark({ force_markdown: true })}\n\n\`\`\`elixir\n1\n\`\`\`\n\nb\n`,
      `m: a||${mark({ force_markdown: true })}||\`\`\`elixir|1|\`\`\`||b`,
    ],
    ["another language", "```sql\nselect 1\n```\n", "m: ```sql|select 1|```"],
    [
      "Python's packages",
      "# T\n\n```elixir\n1\n```\n\n```pyproject.toml\n[project]\n```\n\n## A\n\n```pyproject.toml\nx\n```\n",
      "h1: T / c elixir: 1 / c pyproject.toml: [project] / h2: A / m: ```pyproject.toml|x|```",
    ],
    ["ours", "```ts name=a\n1\n```\n", "c ts name=a: 1"],
    [
      "an output",
      `\`\`\`elixir\n1\n\`\`\`\n\n${mark({ output: true })}\n\n\`\`\`\n1\n\`\`\`\n\nafter\n`,
      "c elixir: 1 / m: after",
    ],
    [
      "two outputs, one without a fence",
      `\`\`\`elixir\n1\n\`\`\`\n\n${mark({ output: true })}\n\n\`\`\`\n1\n\`\`\`\n\n${mark({ output: true })}\n\nafter\n`,
      "c elixir: 1 / m: after",
    ],
    ["an old output", "```elixir\n1\n```\n\n```output\n1\n```\n", "c elixir: 1"],
    ["an output with no cell", `${mark({ output: true })}\n\n\`\`\`\n1\n\`\`\`\n`, "m: ```|1|```"],
    [
      "a smart cell",
      `${mark({ attrs: "e30", chunks: null, kind: "X", livebook_object: "smart_cell" })}\n\n\`\`\`elixir\n1\n\`\`\`\n`,
      "c elixir: 1",
    ],
    ["a branch", `## A\n\n${mark({ branch_parent_index: 0 })}\n\n## B C\n`, "h2: A / h2 branch from=A: B C"],
    ["a branch of none", `${mark({ branch_parent_index: 7 })}\n\n## B\n`, "h2: B"],
    ["no JSON", "<!-- livebook:{nope -->\n\n## B\n", "h2: B"],
    ["a stamp", `text\n\n${mark({ offset: 4, stamp: "x" })}\n`, "m: text"],
    ["a stamp in the middle", `text\n\n${mark({ stamp: "x" })}\n\nmore\n`, "m: text / m: more"],
    ["a comment alone", `# T\n\n${mark({ x: 1 })}\n`, "h1: T / m: "],
    ["windows' lines", `# T\r\n\r\n${BREAK}\r\n\r\n\`\`\`elixir\r\n1\r\n2\r\n\`\`\`\r\n`, "h1: T / c elixir: 1|2"],
    ["a fence in a longer one", "````elixir\n```\n````\n", "c elixir: ```"],
    ["a fence that is not closed", "```elixir\n1\n## A\n", "c elixir: 1|## A"],
  ])("%s", (_what, text, expected) => {
    const notebook = readLivemd(text)
    expect(shown(notebook.cells)).toBe(expected)
    expect(writeLivemd(notebook)).toBe(text)
  })

  test.each<[string, string, (cells: Cell[]) => Cell[], string]>([
    [
      "code keeps its comments and outputs",
      `${mark({ x: 1 })}\n\n\`\`\`elixir\n1\n\`\`\`\n\n${mark({ output: true })}\n\n\`\`\`\n1\n\`\`\`\n`,
      ([cell]) => [{ ...cell!, source: "2" }],
      `${mark({ x: 1 })}\n\n\`\`\`elixir\n2\n\`\`\`\n\n${mark({ output: true })}\n\n\`\`\`\n1\n\`\`\`\n`,
    ],
    [
      "a new Markdown cell below another",
      "a\n",
      (cells) => [...cells, newCell("markdown", "b")],
      `a\n\n${BREAK}\n\nb\n`,
    ],
    [
      "a new branch",
      "## A\n\n## B\n",
      ([a, b]) => [a!, { ...b!, words: "branch from=A" }],
      `## A\n\n${mark({ branch_parent_index: 0 })}\n\n## B\n`,
    ],
    [
      "a branch no more",
      `## A\n\n${mark({ branch_parent_index: 0, y: 1 })}\n\n## B\n`,
      ([a, b]) => [a!, { ...b!, words: "" }],
      `## A\n\n${mark({ y: 1 })}\n\n## B\n`,
    ],
    [
      "the parent's name",
      `## A\n\n${mark({ branch_parent_index: 0 })}\n\n## B\n`,
      ([a, b]) => [{ ...a!, source: "A2" }, b!],
      `## A2\n\n${mark({ branch_parent_index: 0 })}\n\n## B\n`,
    ],
    [
      "a section above that is gone",
      `## X\n\n## A\n\n${mark({ branch_parent_index: 1 })}\n\n## B\n`,
      ([_x, a, b]) => [a!, b!],
      `## A\n\n${mark({ branch_parent_index: 0 })}\n\n## B\n`,
    ],
    ["the parent is gone", `## A\n\n${mark({ branch_parent_index: 0 })}\n\n## B\n`, ([_a, b]) => [b!], "## B\n"],
    [
      "text below a lone comment",
      `${mark({ x: 1 })}\n`,
      ([a]) => [{ ...a!, source: "hi" }],
      `${mark({ x: 1 })}\n\nhi\n`,
    ],
    [
      "a word of ours",
      "```elixir\n1\n```\n",
      ([a]) => [{ ...a!, words: "elixir hide-code" }],
      "```elixir hide-code\n1\n```\n",
    ],
    [
      "prose with a fence of Elixir",
      "a\n",
      ([a]) => [{ ...a!, source: "a\n\n```elixir\n1\n```" }],
      `a\n\n${mark({ force_markdown: true })}\n\n\`\`\`elixir\n1\n\`\`\`\n`,
    ],
    [
      "a section above that is new",
      `## A\n\n${mark({ branch_parent_index: 0 })}\n\n## B\n`,
      (cells) => [newCell("heading", "New", "", 2), ...cells],
      `## New\n\n## A\n\n${mark({ branch_parent_index: 1 })}\n\n## B\n`,
    ],
  ])("changed: %s", (_what, text, change, expected) => {
    const notebook = readLivemd(text)
    expect(writeLivemd({ ...notebook, cells: change([...notebook.cells]) })).toBe(expected)
  })

  test("whatever stands in it is written as it was, and no line of prose or code is lost", () => {
    const lines = fc.constantFrom(
      "",
      "text",
      "# T",
      "## A",
      "```elixir",
      "```",
      "```output",
      "~~~",
      BREAK,
      mark({ output: true }),
      mark({ force_markdown: true }),
      mark({ branch_parent_index: 0 }),
      mark({ stamp: "x" }),
      "<!-- livebook:{ -->",
      "    indented",
      "> ```elixir",
      "<div>",
    )
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 14 }), fc.constantFrom("\n", "\r\n"), (parts, newline) => {
        const text = parts.join(newline)
        expect(writeLivemd(readLivemd(text))).toBe(text)
      }),
      { numRuns: 3000 },
    )
  })

  test("what is changed, added, moved and deleted is read again", () => {
    const sources = fc
      .array(fc.constantFrom("a", "b c", "", "```", "x = 1", "- y"), { maxLength: 3 })
      .map((all) => all.join("\n"))
    const steps = fc.array(
      fc.record({ index: fc.nat(), what: fc.constantFrom("change", "insert", "move", "delete"), source: sources }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(fc.constantFrom(...files.slice(0, 6).map(([, text]) => text)), steps, (text, changes) => {
        const notebook = readLivemd(text)
        let cells = [...notebook.cells]
        for (const { index, what, source } of changes) {
          const at = index % cells.length
          const cell = cells[at]!
          if (what === "change" && cell.kind === "code") cells = cells.with(at, { ...cell, source })
          else if (what === "insert") cells = cells.toSpliced(at, 0, newCell("code", source, "elixir"))
          else if (what === "move") cells = cells.toSpliced(at, 1).toSpliced((index * 7) % cells.length, 0, cell)
          else if (what === "delete" && cells.length > 1) cells = cells.toSpliced(at, 1)
        }
        const written = writeLivemd({ ...notebook, cells })
        const code = (all: readonly Cell[]): string[] =>
          all.flatMap(({ kind, source }) => (kind === "code" ? [source] : []))
        expect(code(readLivemd(written).cells)).toEqual(code(cells))
        expect(writeLivemd(readLivemd(written))).toBe(written)
      }),
      { numRuns: 150 },
    )
  })
})

test("[F10] what a Livebook cell has shown is read from its file", () => {
  const text = `\`\`\`elixir\n1\n\`\`\`\n\n${mark({ output: true })}\n\n\`\`\`\n:ok\n\`\`\`\n\n${mark({ output: true })}\n\n\`\`\`vega-lite\n{}\n\`\`\`\n`
  expect(livebookOutputsOf(readLivemd(text).cells[0]!.raw)).toEqual([
    { info: "", text: ":ok" },
    { info: "vega-lite", text: "{}" },
  ])
})
