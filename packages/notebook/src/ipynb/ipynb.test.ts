import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newCell } from "../model.ts"
import type { Cell, Notebook } from "../model.ts"
import { whereJsonEnds } from "./json-error.ts"
import { setMember } from "./json-text.ts"
import { asLines } from "./nbformat.ts"
import { NEW_IPYNB, readIpynb } from "./read.ts"
import { writeIpynb } from "./write.ts"

const INPUTS = join(import.meta.dirname, "../../../../tests/fixtures/inputs/ipynb")
const files = readdirSync(INPUTS).map((name): [string, string] => [name, readFileSync(join(INPUTS, name), "utf8")])
const isOld = (text: string): boolean => (JSON.parse(text) as { nbformat: number }).nbformat < 4

function read(text: string): Notebook {
  const notebook = readIpynb(text)
  if (!notebook.ok) throw new Error(JSON.stringify(notebook.error))
  return notebook.value
}

/** A notebook as Jupyter writes it. */
function file(cells: readonly object[], metadata: object = DENO, minor = 5): string {
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: minor }, undefined, 1)}\n`
}

const DENO = { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } }
const code = (source: string, more: object = {}): object => {
  const { id = "a", metadata = {}, outputs = [] } = more as { id?: string; metadata?: object; outputs?: object[] }
  return { cell_type: "code", execution_count: null, id, metadata, outputs, source: asLines(source) }
}
const prose = (source: string): object => ({ cell_type: "markdown", id: "m", metadata: {}, source: asLines(source) })

/** Cells as `kind words: source`, with `|` for a line's end. */
function shown({ cells }: Notebook): string {
  const name = (cell: Cell): string => (cell.kind === "heading" ? `h${cell.level}` : cell.kind[0]!)
  return cells
    .map((cell) => `${name(cell)}${cell.words && ` ${cell.words}`}: ${cell.source.replaceAll("\n", "|")}`)
    .join(" / ")
}

/** The lines of one text that another does not have, from the first that differs to the last. */
function changedRegion(before: string, after: string): { readonly old: string; readonly now: string } {
  const [a, b] = [before.split("\n"), after.split("\n")]
  let [top, end] = [0, 0]
  while (top < Math.min(a.length, b.length) && a[top] === b[top]) top++
  while (end < Math.min(a.length, b.length) - top && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const lines = (all: string[]): string => all.slice(top, all.length - end).join("\n")
  return { old: lines(a), now: lines(b) }
}

describe("[F7] a Jupyter notebook is read", () => {
  test.each(files)("%s is written as it was, or once as 4.5 and then as it was", (_name, text) => {
    const written = writeIpynb(read(text))
    if (isOld(text)) expect(JSON.parse(written)).toMatchObject({ nbformat: 4, nbformat_minor: 5 })
    else expect(written).toBe(text)
    expect(writeIpynb(read(written))).toBe(written)
  })

  test.each<[string, string, string]>([
    ["a TypeScript kernel", file([code("1")]), "c ts: 1"],
    ["tslab", file([code("1")], { kernelspec: { language: "typescript", name: "tslab" } }), "c ts: 1"],
    ["jslab", file([code("1")], { kernelspec: { language: "typescript", name: "jslab" } }), "c js: 1"],
    ["only language_info", file([code("1")], { language_info: { name: "javascript" } }), "c js: 1"],
    ["Python", file([code("1")], { kernelspec: { language: "python", name: "python3" } }), "c python: 1"],
    ["C++", file([code("1")], { kernelspec: { language: "C++17", name: "xcpp" } }), "c c++17: 1"],
    ["no language", file([code("1")], {}), "c code: 1"],
    ["another language in one cell", file([code("1", { metadata: { vscode: { languageId: "sql" } } })]), "c sql: 1"],
    ["a title, once", file([prose("# A"), prose("# B"), prose("## C")]), "h1: A / m: # B / h2: C"],
    ["a heading and more", file([prose("## A\n\ntext")]), "m: ## A||text"],
    ["a heading as Quire would not write it", file([prose("##  A ##")]), "m: ##  A ##"],
    ["raw", file([{ cell_type: "raw", metadata: {}, source: "x" }]), "c raw: x"],
    ["a kind that nobody knows", file([{ cell_type: "heading", level: 1, metadata: {}, source: "x" }]), "c raw: x"],
    ["parameters", file([code("1", { metadata: { tags: ["parameters"] } })]), "c ts name=params: 1"],
    ["words of ours", file([code("1", { metadata: { quire: { words: "tsx name=b" } } })]), "c tsx name=b: 1"],
    ["no source", file([{ cell_type: "code", metadata: {} }]), "c ts: "],
    ["source as one text", '{"cells":[{"cell_type":"code","source":"a\\nb"}],"metadata":{}}', "c code: a|b"],
    ["windows' lines", '{"cells":[{"cell_type":"raw","source":"a\\r\\nb"}]}', "c raw: a|b"],
    ["nothing", "", ""],
    ["a byte order mark", `\uFEFF${file([code("1")])}`, "c ts: 1"],
    [
      "cells on one line",
      '{\n "cells": [{"cell_type":"raw","source":"a"}, {"cell_type":"raw","source":"b"}],\n "metadata": {}\n}',
      "c raw: a / c raw: b",
    ],
    [
      "a list closed on its last line",
      '{\n "cells": [\n  {"cell_type":"raw","source":"a"}],\n "metadata": {}\n}',
      "c raw: a",
    ],
    [
      "a list begun on its first line",
      '{\n "cells": [{"cell_type":"raw","source":"a"},\n  {"cell_type":"raw","source":"b"}],\n "metadata": {}\n}',
      "c raw: a / c raw: b",
    ],
    [
      "numbers of Python's",
      '{"cells":[{"cell_type":"code","outputs":[{"data":{"a":[NaN,-Infinity,"NaN"]}}],"source":"a"}]}',
      "c code: a",
    ],
    ["a section without a name", file([prose("##")]), "h2: "],
    ["windows' line ends", file([prose("a"), code("b")]).replaceAll("\n", "\r\n"), "m: a / c ts: b"],
    [
      "deep metadata",
      `{"cells":[{"cell_type":"raw","metadata":{"x":${"[".repeat(2e4)}${"]".repeat(2e4)}}}]}`,
      "c raw: ",
    ],
    ["ids that are there twice", file([code("1"), code("2")]), "c ts: 1 / c ts: 2"],
    ["a key that is there twice", '{"cells":[],"cells":[{"cell_type":"raw","source":"x"}]}', "c raw: x"],
  ])("%s", (_what, text, expected) => {
    const notebook = read(text)
    expect(shown(notebook)).toBe(expected)
    if (text !== "") expect(writeIpynb(notebook)).toBe(text)
  })

  test.each<[string, object, string]>([
    ["2: lines without their ends", v2({ cell_type: "code", input: ["a", "b"], language: "python" }), "c code: a|b"],
    ["3: a heading", v2({ cell_type: "heading", level: 2, source: ["A\n", "B"] }), "h2: A B"],
    ["3: html", v2({ cell_type: "html", source: "<b>" }), "m: <b>"],
  ])("format %s", (_what, value, expected) => {
    expect(shown(read(JSON.stringify(value)))).toBe(expected)
  })

  test("format 3's outputs come along", () => {
    const outputs = [
      { output_type: "stream", stream: "stderr", text: ["a\n", "b"] },
      { output_type: "pyout", prompt_number: 3, text: "x", png: "iVBO", metadata: { k: 1 } },
      { output_type: "pyerr", ename: "E", evalue: "e", traceback: ["t"] },
      { output_type: "display_data", json: '{"a": 1}', "x/y": "z", odd: 1 },
    ]
    const written = JSON.parse(writeIpynb(read(JSON.stringify(v2({ cell_type: "code", input: "", outputs }))))) as {
      cells: { outputs: unknown }[]
    }
    expect(written.cells[0]?.outputs).toEqual([
      { output_type: "stream", name: "stderr", text: ["a\n", "b"] },
      {
        output_type: "execute_result",
        execution_count: 3,
        metadata: { k: 1 },
        data: { "text/plain": ["x"], "image/png": "iVBO" },
      },
      { output_type: "error", ename: "E", evalue: "e", traceback: ["t"] },
      { output_type: "display_data", metadata: {}, odd: 1, data: { "application/json": { a: 1 }, "x/y": "z" } },
    ])
  })
})

function v2(...cells: object[]): object {
  return { metadata: {}, nbformat: 3, worksheets: [{ cells }] }
}

describe("[F8] what is changed in a Jupyter notebook is one region of its file", () => {
  const TEXT = file([
    prose("Hello"),
    code("let a = 1\nlet b", { outputs: [{ output_type: "stream", name: "stdout", text: ["1\n"] }] }),
  ])
  const change = (text: string, act: (cells: Cell[]) => Cell[]): string => {
    const notebook = read(text)
    return writeIpynb({ ...notebook, cells: act([...notebook.cells]) })
  }
  const set = (index: number, fields: Partial<Cell>) => (cells: Cell[]) =>
    cells.with(index, { ...cells[index]!, ...fields })

  test.each<[string, string, (cells: Cell[]) => Cell[], string, string]>([
    ["a line", TEXT, set(1, { source: "let a = 2\nlet b" }), '    "let a = 1\\n",', '    "let a = 2\\n",'],
    ["prose", TEXT, set(0, { source: "Bye" }), '    "Hello"', '    "Bye"'],
    [
      "a name",
      TEXT,
      set(1, { words: "ts name=x" }),
      '   "metadata": {},',
      '   "metadata": {\n    "quire": {\n     "words": "ts name=x"\n    }\n   },',
    ],
    [
      "params",
      TEXT,
      set(1, { words: "ts name=params" }),
      '   "metadata": {},',
      '   "metadata": {\n    "tags": [\n     "parameters"\n    ]\n   },',
    ],
    [
      "code to prose",
      file([code("x")]),
      set(0, { kind: "markdown", words: "" }),
      '   "cell_type": "code",\n   "execution_count": null,\n   "id": "a",\n   "metadata": {},\n   "outputs": [],',
      '   "cell_type": "markdown",\n   "id": "a",\n   "metadata": {},',
    ],
    [
      "prose to code",
      file([prose("x")]),
      set(0, { kind: "code", words: "ts" }),
      '   "cell_type": "markdown",\n   "id": "m",\n   "metadata": {},',
      '   "cell_type": "code",\n   "execution_count": null,\n   "id": "m",\n   "metadata": {},\n   "outputs": [],',
    ],
    ["a section's name", file([prose("## A")]), set(0, { source: "B" }), '    "## A"', '    "## B"'],
    [
      "source as one text",
      '{\n "cells": [\n  {\n   "cell_type": "raw",\n   "source": "a"\n  }\n ]\n}',
      set(0, { source: "b\nc" }),
      '   "source": "a"',
      '   "source": "b\\nc"',
    ],
    [
      "all on one line",
      '{"cells":[{"cell_type":"raw","n":1.0,"source":"a"}]}',
      set(0, { source: "b" }),
      '{"cells":[{"cell_type":"raw","n":1.0,"source":"a"}]}',
      '{"cells":[{"cell_type":"raw","n":1.0,"source":["b"]}]}'.replace('["b"]', '"b"'),
    ],
    [
      "no ids before 4.5",
      file([], DENO, 4),
      () => [newCell("markdown", "x")],
      ' "cells": [],',
      ' "cells": [\n  {\n   "cell_type": "markdown",\n   "metadata": {},\n   "source": [\n    "x"\n   ]\n  }\n ],',
    ],
  ])("%s", (_what, text, act, old, now) => {
    const written = change(text, act)
    expect(changedRegion(text, written)).toEqual({ old, now })
    const cells = act([...read(text).cells])
    expect(shown(read(written))).toBe(shown({ ...read(text), cells }))
  })

  test("a cell that is added, and one that is deleted, as Jupyter writes them", () => {
    const both = file([prose("a"), code("x", { id: "cell-2" })])
    expect(change(file([prose("a")]), (cells) => [...cells, newCell("code", "x", "ts")])).toBe(both)
    expect(change(both, ([cell]) => [cell!])).toBe(file([prose("a")]))
    expect(change(both, ([_cell, next]) => [next!])).toBe(file([code("x", { id: "cell-2" })]))
  })

  test("a file with the line ends of windows keeps them", () => {
    const text = file([prose("a"), code("x", { id: "cell-2" })])
    const edit = ([cell]: Cell[]): Cell[] => [{ ...cell!, source: "a" }, newCell("code", "x", "ts")]
    expect(change(file([prose("b")]).replaceAll("\n", "\r\n"), edit)).toBe(text.replaceAll("\n", "\r\n"))
  })

  test("the front matter is kept in the metadata, and taken out again", () => {
    const notebook = read(TEXT)
    const source = "dependencies:\n  zod: 4.0.0"
    const written = writeIpynb({ ...notebook, frontMatter: { source, raw: "" } })
    expect(read(written).frontMatter?.source).toBe(source)
    expect(JSON.parse(written)).toMatchObject({ metadata: { ...DENO, quire: { frontMatter: source } } })
    expect(writeIpynb({ ...read(written), frontMatter: undefined })).toBe(TEXT)
  })

  const TWO = file([prose("Hello"), code("let a = 1")])
  test.each<[string, (notebook: Notebook) => Partial<Notebook>]>([
    ["no JSON anywhere", ({ cells }) => ({ lead: "", end: "]", cells: cells.map((cell) => ({ ...cell, raw: "}]" })) })],
    ["cut in a string", () => ({ lead: '{"x":"', end: '","cells":[]}' })],
    ["another list of cells", () => ({ lead: '{"cells":[', end: '],"cells":[]}' })],
    ["a format to come", () => ({ lead: '{"nbformat":9,"cells":[', end: "]}" })],
    [
      "separators that are none",
      ({ cells }) => ({ cells: cells.map((cell) => ({ ...cell, raw: `,,\u00a0${cell.raw.trim()}` })) }),
    ],
    [
      "a source that is none",
      ({ cells }) => ({ cells: cells.map((cell) => ({ ...cell, raw: '{"cell_type":"code","source":3}' })) }),
    ],
    [
      "ids that lead on to each other",
      ({ cells }) => ({
        cells: [
          ...cells.map((cell, index) => ({ ...cell, raw: `{"cell_type":"raw","id":"${index === 0 ? "x" : "x-2"}"}` })),
          { ...newCell("code", "1", "ts"), id: "x" },
        ],
      }),
    ],
  ])("what a page has spoiled does not spoil the file: %s", (_what, spoil) => {
    const notebook = { ...read(TWO), ...spoil(read(TWO)) }
    const plain = ({ cells }: Notebook): string[] => cells.map(({ source }) => source)
    expect(plain(read(writeIpynb(notebook)))).toEqual(plain(notebook))
  })

  const sources = fc.string({
    unit: fc.constantFrom("a", " ", "\n", '"', "\\", "{", "]", "é", "\u2028", "😀", "#", "\t"),
    maxLength: 12,
  })
  const cell = fc.record({
    kind: fc.constantFrom("code", "markdown", "raw"),
    source: sources,
    keep: fc.boolean(),
    index: fc.nat(),
  })

  test("whatever is added, deleted, moved and changed is read again", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files.map(([, text]) => text), NEW_IPYNB),
        fc.array(cell, { maxLength: 8 }),
        (text, wanted) => {
          const notebook = read(text)
          const cells = wanted.map(({ kind, source, keep, index }): Cell => {
            const known = notebook.cells[index % Math.max(1, notebook.cells.length)]
            if (known !== undefined && keep) return known.kind === "heading" ? known : { ...known, source }
            return kind === "markdown"
              ? newCell("markdown", source)
              : newCell("code", source, kind === "raw" ? "raw" : "ts")
          })
          const again = read(writeIpynb({ ...notebook, cells }))
          const plain = (all: readonly Cell[]): string[] =>
            all.map(({ kind, source, level }) =>
              kind === "code"
                ? `c:${source}`
                : kind === "heading"
                  ? `m:${"#".repeat(level)} ${source}`.trimEnd()
                  : `m:${source}`,
            )
          expect(plain(again.cells)).toEqual(plain(cells))
          expect(writeIpynb(again)).toBe(writeIpynb(read(writeIpynb(again))))
        },
      ),
      { numRuns: 300 },
    )
  })

  test("a member is set, added and taken away, and the rest stays to the byte", () => {
    const values = fc.dictionary(
      fc.string({ maxLength: 3 }).filter((key) => key !== "__proto__"),
      fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 5 },
    )
    fc.assert(
      fc.property(
        values,
        fc.string({ maxLength: 3 }).filter((key) => key !== "__proto__"),
        fc.constantFrom(undefined, "true"),
        fc.constantFrom(undefined, " "),
        (value, key, wanted, indent) => {
          const text = JSON.stringify(value, undefined, indent)
          const { [key]: _gone, ...rest } = value
          const expected = wanted === undefined ? rest : { ...value, [key]: true }
          expect(JSON.parse(setMember(text, key, wanted, indent, 0))).toEqual(JSON.parse(JSON.stringify(expected)))
        },
      ),
    )
  })
})

describe("[F9] what is no Jupyter notebook is said with its place", () => {
  test.each<[string, string, string]>([
    ["half", '{"cells": [', "1:12 the file ends too early"],
    ["no JSON", "hello", '1:1 "h" has no place there'],
    ["a comma too many", '{\n "cells": [],\n}', '3:1 "}" has no place there'],
    ["a text without an end", '{"a":\n"b', "2:1 the text that begins here has no end"],
    ["deep", "[".repeat(20_000), "1:20001 the file ends too early"],
    ["a list", "[]", "1:1 a notebook is an object with cells"],
    ["null", "null", "1:1 a notebook is an object with cells"],
    ["no cells", '{"nbformat": 4}', "1:1 it has no cells"],
    ["cells that are none", '{"cells": {}}', "1:11 cells is no list"],
    ["a newer format", '{"nbformat": 5, "cells": []}', "1:14 format 5 is newer than Quire knows (4)"],
    ["a null cell", '{"cells": [\n{"cell_type": "raw"}, null]}', "2:23 cell 2 is null, not an object"],
    ["a cell without a kind", '{"cells": [{}]}', "1:12 cell 1 has no cell_type"],
    [
      "a source that is no text",
      '{"cells": [{"cell_type": "raw", "source": 3}]}',
      "1:43 cell 1 has a source that is a number, not text",
    ],
    [
      "outputs that are no list",
      '{"cells": [{"cell_type": "code", "outputs": "x"}]}',
      "1:45 cell 1 has outputs that are a string, not a list",
    ],
  ])("%s", (_what, text, expected) => {
    const result = readIpynb(text)
    const { line = 0, column = 0, because = "" } = result.ok ? {} : result.error
    expect(`${line}:${column} ${because}`).toBe(expected)
  })

  test("any text is a notebook or an error; the place is where it stops being JSON", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"cells"',
      '"',
      "\\",
      "1",
      "null",
      "\n",
      "e",
      '"cell_type"',
      "-",
      "\u0000",
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
        const text = parts.join("")
        const result = readIpynb(text)
        if (result.ok && text.trim() !== "") expect(writeIpynb(result.value)).toBe(text)
        const at = whereJsonEnds(text)
        expect(at).toBeLessThanOrEqual(text.length)
        // What is before it can go on to be JSON; with what is there it cannot.
        if (at < text.length) expect(isJson(text)).toBe(false)
        if (isJson(text)) expect(at).toBe(text.length)
      }),
      { numRuns: 2000 },
    )
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
