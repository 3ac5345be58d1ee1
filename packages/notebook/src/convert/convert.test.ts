import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readNotebook, writeNotebook } from "../formats.ts"
import { asLines } from "../ipynb/nbformat.ts"
import type { FormatName, Notebook } from "../model.ts"
import { convert, convertNameOf } from "./convert.ts"
import type { ConvertName } from "./convert.ts"

const INPUTS = join(import.meta.dirname, "../../../../tests/fixtures/inputs")
const inputs = (folder: string): [string, string][] =>
  readdirSync(join(INPUTS, folder)).map((name) => [name, readFileSync(join(INPUTS, folder, name), "utf8")])

function through(text: string, ...kinds: ConvertName[]): string {
  return kinds.slice(1).reduce((now, to, index) => {
    const made = convert(now, kinds[index]!, to)
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    return made.value.text
  }, text)
}

function read(format: FormatName, text: string): Notebook {
  const notebook = readNotebook(format, text)
  if (!notebook.ok) throw new Error(JSON.stringify(notebook.error))
  return notebook.value
}

/** A Jupyter notebook as a value, of format 4. */
const jupyter = (text: string): { cells: Record<string, unknown>[] } =>
  JSON.parse(writeNotebook(read("ipynb", text))) as { cells: Record<string, unknown>[] }
const join_ = (source: unknown): unknown => (Array.isArray(source) ? source.join("") : source)

/** With what an empty field means written out. */
function plain({ cells, ...about }: { cells: Record<string, unknown>[] }): unknown {
  return {
    ...about,
    cells: cells.map(({ source, attachments, ...cell }) => ({
      metadata: {},
      ...(cell["cell_type"] === "code" ? { outputs: [], execution_count: null } : {}),
      ...cell,
      ...(attachments === undefined || JSON.stringify(attachments) === "{}" ? {} : { attachments }),
      source: String(join_(source ?? "")).replace(/\r\n?/g, "\n"),
    })),
  }
}

describe("[F11] a notebook is converted, and back", () => {
  test.each(inputs("ipynb"))("%s to Markdown and back keeps all that it says", (name, text) => {
    // Kinds that format 4 does not have become raw.
    const expected = jupyter(text)
    for (const cell of expected.cells)
      if (!["code", "markdown", "raw"].includes(String(cell["cell_type"]))) cell["cell_type"] = "raw"
    const back = jupyter(through(text, "ipynb", "md", "ipynb"))
    if (name.startsWith("nbformat--tests-invalid")) expect(back.cells).toHaveLength(expected.cells.length)
    else expect(plain(back)).toEqual(plain(expected))
  })

  test.each(inputs("livemd"))("%s to Markdown and back is the same file", (_name, text) => {
    expect(through(text, "livemd", "md", "livemd")).toBe(text)
  })

  test.each([...inputs("markdown"), ...inputs("notebooks")])(
    "%s to the model and back is the same file",
    (_name, text) => {
      expect(through(text, "md", "json", "md")).toBe(text)
    },
  )

  test.each(inputs("notebooks"))("%s to Jupyter and back has the same cells", (_name, text) => {
    const cells = (notebook: Notebook): unknown =>
      notebook.cells.map(({ kind, source, words, level }) => ({ kind, source, words: words.trim(), level }))
    const back = read("md", through(text, "md", "ipynb", "md"))
    expect(cells(back)).toEqual(cells(read("md", text)))
    expect(back.frontMatter?.source).toBe(read("md", text).frontMatter?.source)
  })

  test.each<[string, ConvertName, ConvertName, string, string]>([
    [
      "prose and code",
      "md",
      "ts",
      "# T\n\ntext\n\n```ts name=a\nlet a = 1\n```\n",
      "// %% [markdown]\n// # T\n\n// %% [markdown]\n// text\n\n// %% ts name=a\nlet a = 1\n",
    ],
    ["a sample", "md", "ts", "```ts static\nno()\n```\n", "// %% ts static\n// no()\n"],
    [
      "front matter",
      "md",
      "ts",
      "---\nreactive: true\n---\n\nx\n",
      "// %% [front matter]\n// reactive: true\n\n// %% [markdown]\n// x\n",
    ],
    ["a module without marks", "ts", "md", 'import a from "a"\n\na()\n', '```ts\nimport a from "a"\n\na()\n```\n'],
    ["marks of other editors", "ts", "md", "// %% [markdown]\n// # T\n// %%\n1\n", "# T\n\n```ts\n1\n```\n"],
    [
      "a branch",
      "livemd",
      "md",
      '## A\n\n<!-- livebook:{"branch_parent_index":0} -->\n\n## B\n',
      '## A\n\n<!-- livebook:{"branch_parent_index":0} -->\n\n## B\n\n<!-- quire:branch from=A -->\n',
    ],
    [
      "a branch of ours",
      "md",
      "livemd",
      "## A\n\n## B\n\n<!-- quire:branch from=A -->\n",
      '## A\n\n<!-- livebook:{"branch_parent_index":0} -->\n\n## B\n',
    ],
    [
      "two Markdown cells",
      "md",
      "livemd",
      "a\n\n<!-- quire:cell -->\n\nb\n",
      'a\n\n<!-- livebook:{"break_markdown":true} -->\n\nb\n',
    ],
    ["Elixir in Jupyter", "livemd", "md", "```elixir\n1\n```\n", "```elixir\n1\n```\n"],
  ])("%s, %s to %s", (_what, from, to, text, expected) => {
    expect(through(text, from, to)).toBe(expected)
  })

  test("what cannot be held is said, by line", () => {
    const text = "# T\n\n```elixir\n1\n```\n\ntext\n\n```elixir\n2\n```\n"
    const made = convert(text, "livemd", "md")
    expect(made.ok && made.value.notes).toEqual([
      { line: 3, text: "cell 2: elixir becomes a block that does not run" },
      { line: 9, text: "cell 4: elixir becomes a block that does not run" },
    ])
  })

  test("names say what a file is", () => {
    const names = ["a.md", "a.ipynb", "A.LIVEMD", "a.json", "a.ts", "a.mjs", "a.tsx", "a.txt", "a"]
    expect(names.map(convertNameOf)).toEqual(["md", "ipynb", "livemd", "json", "ts", "ts", "ts", undefined, undefined])
  })

  const text = fc
    .array(
      fc.constantFrom(
        "a",
        "# T",
        "## S",
        "```ts",
        "```",
        "~~~",
        "",
        " x ",
        "---",
        "<!-- x",
        "<!-- quire:cell -->",
        "<!-- quire:end 1 -->",
        "-->",
        "| a |",
        "- b",
        "    c",
        "===",
        "<div>",
        "$x$",
        "\\",
        "`",
      ),
      { maxLength: 6 },
    )
    .map((lines) => lines.join("\n"))
  const cell = fc.record({
    cell_type: fc.constantFrom("code", "markdown", "raw"),
    source: text,
    metadata: fc.constantFrom({}, { tags: ["parameters"] }, { tags: ["x"], "a-->b": "--!>" }),
    outputs: fc.constantFrom([], [{ output_type: "stream", name: "stdout", text: ["-->\n"] }]),
    id: fc.uuid(),
  })

  test("any Jupyter notebook goes through Markdown unchanged", () => {
    const language = fc.constantFrom("typescript", "python")
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 5 }), language, (cells, name) => {
        const file = JSON.stringify({
          cells: cells.map(({ outputs, source, ...rest }) => ({
            ...rest,
            source: asLines(source),
            ...(rest.cell_type === "code" ? { outputs, execution_count: null } : {}),
          })),
          metadata: { kernelspec: { name, language: name, display_name: name } },
          nbformat: 4,
          nbformat_minor: 5,
        })
        expect(plain(jupyter(through(file, "ipynb", "md", "ipynb")))).toEqual(plain(jupyter(file)))
      }),
      { numRuns: 500 },
    )
  })

  test("any text goes from each kind to each", () => {
    const kinds = ["md", "ipynb", "livemd", "json", "ts"] as const
    fc.assert(
      fc.property(text, fc.constantFrom(...kinds), fc.constantFrom(...kinds), (source, to, then) => {
        const once = through(source, "md", to)
        if (to !== "ts") expect(through(once, to, to)).toBe(once)
        expect(typeof through(once, to, then)).toBe("string")
      }),
      { numRuns: 500 },
    )
  })
})
