import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { newCell, parse, readNotebook, serialise, writeNotebook } from "@quire/notebook"
import type { CellId, FormatName } from "@quire/notebook"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { applyStateAsUpdate, replicas, sync } from "./replicas.test-helper.ts"
import { applyMerge } from "./apply-merge.ts"
import {
  deletedCells,
  frontMatterOf,
  insertCell,
  joinCells,
  moveCell,
  readCells,
  readDocument,
  removeCell,
  restoreCell,
  seedDocument,
  sourceOf,
  splitCell,
  thinBin,
} from "./document.ts"
import { editText } from "./text-edit.ts"
import { Doc, YText } from "./yjs-types.ts"
import type { YMap } from "./yjs-types.ts"

const INPUTS = join(import.meta.dirname, "../../../../tests/fixtures/inputs/notebooks")

function seeded(text: string): Doc {
  const doc = new Doc()
  const notebook = parse(text)
  seedDocument(
    doc,
    notebook,
    notebook.cells.map((_, index) => `c${index}` as CellId),
  )
  return doc
}

const id = (n: number): CellId => `c${n}` as CellId
const sources = (doc: Doc): string =>
  readCells(doc)
    .map((cell) => cell.source)
    .join(" ")

test.each(readdirSync(INPUTS))("[S6] %s through the document and back is the same file", (name) => {
  const text = readFileSync(join(INPUTS, name), "utf8")
  expect(serialise(readDocument(seeded(text)))).toBe(text)
})

describe("[S29] cells split and joined", () => {
  /** Sources with `|` for a line's end, cells with a space between. */
  const shown = (doc: Doc): string => sources(doc).replaceAll("\n", "|")

  test.each([
    ["a|b", 1, "a b"],
    ["a|b", 2, "a b"],
    ["a|b", 0, " a|b"],
    ["a|b", 3, "a|b "],
    ["ab", 1, "a b"],
  ])("%j split at %d is %j", (source, at, expected) => {
    const doc = seeded(`\`\`\`ts name=x reactive\n${source.replaceAll("|", "\n")}\n\`\`\`\n`)
    expect(splitCell(doc, id(0), at, id(9))).toBe(true)
    expect(shown(doc)).toBe(expected)
    expect(readCells(doc).map(({ words }) => words)).toEqual(["ts name=x reactive", "ts reactive"])
  })

  test.each([
    ["```ts\na\n```\n\n```ts\nb\n```\n", "a|b", 1],
    ["a\n\n<!-- quire:cell -->\n\nb\n", "a||b", 1],
    ["```ts\n```\n\n```ts\nb\n```\n", "b", 1],
    ["a\n\n```ts\nb\n```\n", "a b", 0],
    ["# T\n\n## S\n", "T S", 0],
  ])("%j joined is %j", (text, expected, binned) => {
    const doc = seeded(text)
    expect(joinCells(doc, id(0), id(1), 5, "Ada")).toBe(binned === 1)
    expect(shown(doc)).toBe(expected)
    expect(deletedCells(doc)).toHaveLength(binned)
  })

  test("a cell that is gone is neither split nor joined", () => {
    const doc = seeded("```ts\na\n```\n\n```ts\nb\n```\n")
    removeCell(doc, id(1), 1, "Ada")
    expect(splitCell(doc, id(1), 0, id(9))).toBe(false)
    expect(joinCells(doc, id(0), id(1), 1, "Ada")).toBe(false)
    expect(joinCells(doc, id(0), id(0), 1, "Ada")).toBe(false)
    expect(sources(doc)).toBe("a")
  })
})

describe("[S7] structure edits", () => {
  const doc = (): Doc => seeded("```ts\na\n```\n\n```ts\nb\n```\n\n```ts\nc\n```\n")
  test.each<[string, (doc: Doc) => void, string]>([
    ["insert at the top", (d) => insertCell(d, undefined, id(9), newCell("code", "x", "ts")), "x a b c"],
    ["insert below", (d) => insertCell(d, id(0), id(9), newCell("code", "x", "ts")), "a x b c"],
    ["insert below one that is gone", (d) => insertCell(d, id(8), id(9), newCell("code", "x", "ts")), "a b c x"],
    ["remove", (d) => removeCell(d, id(1), 5, "Ada"), "a c"],
    ["move down", (d) => moveCell(d, id(0), id(1)), "b a c"],
    ["move to the top", (d) => moveCell(d, id(2), undefined), "c a b"],
  ])("%s", (_, edit, expected) => {
    const d = doc()
    edit(d)
    expect(sources(d)).toBe(expected)
  })

  test.each<[string, (cells: YMap<unknown>, cell: YMap<unknown>) => void]>([
    ["a value that is no cell", (cells) => cells.set("c0", "text")],
    ["a cell without text", (_, cell) => cell.delete("source")],
    ["words of two lines", (_, cell) => cell.set("words", "ts\n```\n\n# Another")],
    ["a gap that says something", (_, cell) => cell.set("gap", "\n\n# Another\n\n")],
    ["an order that is none", (_, cell) => cell.set("order", "!!")],
  ])("[S15] %s, by a peer: other cells keep their place and text", (_, act) => {
    const d = doc()
    const cells = d.getMap<unknown>("cells") as YMap<unknown>
    act(cells, cells.get("c0") as YMap<unknown>)
    moveCell(d, id(0), id(2))
    insertCell(d, id(1), id(9), newCell("code", "x", "ts"))
    const again = parse(serialise(readDocument(d))).cells.map(({ kind, source }) => `${kind} ${source}`)
    expect(again.filter((cell) => cell !== "code a")).toEqual(["code b", "code x", "code c"])
  })

  test("a move keeps what somebody else types meanwhile", () => {
    const [one, two] = replicas(doc(), 2)
    moveCell(one!, id(0), id(2))
    sourceOf(two!, id(0))?.insert(1, "!")
    sync([one!, two!])
    expect(sources(one!)).toBe("b c a!")
    expect(sources(two!)).toBe("b c a!")
  })
})

test("[S8] many people, random edits, random partings: all end equal", () => {
  const action = fc.record({
    who: fc.nat(2),
    what: fc.constantFrom("type", "insert", "remove", "move", "sync"),
    at: fc.nat(9),
    text: fc.string({ maxLength: 3 }),
  })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const docs = replicas(seeded("a\n\n```ts\nb\n```\n\n## S\n\n```ts\nc\n```\n"), 3)
      for (const [n, { who, what, at, text }] of actions.entries()) {
        const d = docs[who]!
        const cells = readCells(d)
        const cell = cells[at % Math.max(cells.length, 1)]
        if (what === "sync") sync([d, docs[(who + 1) % 3]!])
        else if (what === "insert") insertCell(d, cell?.id, `n${n}` as CellId, newCell("code", text, "ts"))
        else if (cell === undefined) continue
        else if (what === "type") editText(sourceOf(d, cell.id)!, cell.source + text)
        else if (what === "remove") removeCell(d, cell.id, n, "x")
        else moveCell(d, cell.id, cells[(at * 7) % cells.length]?.id)
      }
      sync(docs)
      sync(docs)
      for (const d of docs) expect(serialise(readDocument(d))).toBe(serialise(readDocument(docs[0]!)))
    }),
  )
})

test.each([
  ["𖠊", "𖠀𐐊"],
  ["𖠀", "𖠁"],
  ["a😀b", "a😁b"],
  ["😀😀", "😀"],
  ["👩‍👩‍👧", "👩‍👧"],
  ["x𐐊", "𖠊x"],
])("[S9] an edit of %j to %j cuts no character", (from, to) => {
  const text = new Doc().getText("t")
  text.insert(0, from)
  editText(text, to)
  expect(text.toString()).toBe(to)
})

// What somebody types at `^` meanwhile; `|` for a line's end.
test.each([
  ["a|b^", "x|a|b", "|t", "x|a|b|t"],
  ["a^|b", "x|a|b", "|t", "x|a|t|b"],
  ["a|b^", "a", "|t", "a|t"],
  ["a^|b", "a", "|t", "a|t"],
  ["a^", "a|b", "|t", "a|t|b"],
  ["const a = 1^", "// t8|const a = 1", "|// t9", "// t8|const a = 1|// t9"],
  ["const a = 1^|// t3", "// t8|const a = 1", "|// t9", "// t8|const a = 1|// t9"],
  ["a|b^|c", "a|x", "|t", "a|x|t"],
  ["a|b^|c", "a|x|y", "|t", "a|x|t|y"],
])("[S9] a line typed into %j while it becomes %j stays a line", (from, to, typed, both) => {
  const lines = (text: string): string => text.replaceAll("|", "\n")
  const [here, there] = [new Doc(), new Doc()]
  here.clientID = 2
  there.clientID = 1
  here.getText("t").insert(0, lines(from.replace("^", "")))
  sync([here, there])
  there.getText("t").insert(from.indexOf("^"), lines(typed))
  editText(here.getText("t"), lines(to))
  sync([here, there])
  expect(here.getText("t").toString()).toBe(lines(both))
})

test("[S9] an edit of text changes only what differs", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (from, to) => {
      const text = new Doc().getText("t")
      text.insert(0, from)
      editText(text, to)
      expect(text.toString()).toBe(to)
    }),
    { numRuns: 1000 },
  )
  const doc = new Doc()
  const text = doc.getText("t")
  text.insert(0, "one two three")
  const updates: number[] = []
  doc.on("update", (update: Uint8Array) => updates.push(update.length))
  editText(text, "one 2 three")
  expect(updates.length).toBeLessThanOrEqual(2)
  expect(text).toBeInstanceOf(YText)
})

test("[S4] a merge is an edit of the document, with theirs below ours where both changed a cell", () => {
  const base = "```ts name=a\n1\n```\n\n```ts name=b\n1\n```\n"
  const doc = seeded(base)
  editText(sourceOf(doc, id(0))!, "mine")
  const { report } = applyMerge(doc, parse(base), parse("```ts name=a\ntheirs\n```\n\n```ts name=b\n2\n```\n\nnew\n"), {
    nextId: (
      (n) => () =>
        `m${n++}` as CellId
    )(0),
    at: 1,
    origin: "merge",
  })
  expect(report).toEqual({
    changed: ["c1"],
    added: ["m1"],
    moved: 0,
    removed: 0,
    conflicts: ["m0"],
    frontMatter: "same",
  })
  expect(serialise(readDocument(doc))).toBe(
    "```ts name=a\nmine\n```\n\n```ts name=a conflict=theirs\ntheirs\n```\n\n```ts name=b\n2\n```\n\nnew\n",
  )
})

test.each([
  ["only theirs changed", "a: 1\nb: 2", "a: 1\nb: 2", "a: 1\nb: 3", "a: 1\nb: 3", "changed"],
  ["only ours", "a: 1", "a: 2", "a: 1", "a: 2", "same"],
  ["both, other lines", "a: 1\nb: 2\nc: 3", "a: 9\nb: 2\nc: 3", "a: 1\nb: 2\nc: 8", "a: 9\nb: 2\nc: 8", "changed"],
  ["both, the same line", "a: 1", "a: 2", "a: 3", "a: 2\n# theirs: a: 3", "conflict"],
  ["theirs added one where there was none", "", "", "a: 1", "a: 1", "changed"],
])("[S4] the front matter is merged by line: %s", (_name, base, mine, theirs, expected, report) => {
  const file = (yaml: string): string => (yaml === "" ? "text\n" : `---\n${yaml}\n---\n\ntext\n`)
  const doc = seeded(file(base))
  editText(frontMatterOf(doc), mine)
  const merged = applyMerge(doc, parse(file(base)), parse(file(theirs)), {
    nextId: () => id(9),
    at: 1,
    origin: "merge",
  })
  expect(merged.report.frontMatter).toBe(report)
  expect(serialise(readDocument(doc))).toBe(file(expected))
})

test("[S4] a cell that somebody moved in the file moves, with what was written into it here", () => {
  const doc = seeded("one\n\n```ts name=a\n1\n```\n\ntwo\n")
  const base = readDocument(doc)
  editText(sourceOf(doc, id(1))!, "1 + 1")
  applyMerge(doc, base, parse("```ts name=a\n1\n```\n\none\n\ntwo\n"), { nextId: () => id(9), at: 1, origin: "merge" })
  expect(serialise(readDocument(doc))).toBe("```ts name=a\n1 + 1\n```\n\none\n\ntwo\n")
})

describe("[S17] deleted cells", () => {
  test("lie in the bin, the last one first, with what somebody else wrote into them meanwhile", () => {
    const [ours, theirs] = replicas(seeded("a\n\n```ts\nb\n```\n\nc\n"), 2) as [Doc, Doc]
    const theirText = sourceOf(theirs, id(1))!
    removeCell(ours, id(1), 5, "Ada")
    removeCell(ours, id(2), 7, "Ada")
    theirText.insert(1, " + 1")
    sync([ours, theirs])
    for (const doc of [ours, theirs]) {
      expect(sources(doc)).toBe("a")
      expect(sourceOf(doc, id(1))).toBe(undefined)
      expect(deletedCells(doc).map(({ cell, at, by }) => [cell.source, at, by])).toEqual([
        ["c", 7, "Ada"],
        ["b + 1", 5, "Ada"],
      ])
    }
  })

  test("come back to where they were; the oldest are forgotten", () => {
    const doc = seeded("a\n\n```ts\nb\n```\n\nc\n")
    removeCell(doc, id(1), 5, "Ada")
    removeCell(doc, id(1), 9, "Bob")
    expect(deletedCells(doc)).toMatchObject([{ at: 5, by: "Ada" }])
    restoreCell(doc, id(1))
    expect(sources(doc)).toBe("a b c")
    removeCell(doc, id(0), 10, "Ada")
    removeCell(doc, id(1), 11, "Ada")
    thinBin(doc, 1)
    expect(deletedCells(doc).map(({ cell }) => cell.source)).toEqual(["b"])
  })

  test("that the file no longer has are in the bin, too", () => {
    const doc = seeded("a\n\n```ts\nb\n```\n")
    applyMerge(doc, readDocument(doc), parse("a\n"), { nextId: () => id(9), at: 3, origin: "merge" })
    expect(deletedCells(doc)).toMatchObject([{ at: 3, by: "the file" }])
  })
})

test("[S10] what a peer writes that is no cell is left out", () => {
  const doc = seeded("a\n")
  doc.getMap("cells").set("bad", 1 as never)
  applyStateAsUpdate(doc, new Doc())
  expect(sources(doc)).toBe("a")
})

describe("[S4] what somebody changes around the text stays", () => {
  const cell = (source: string, more: object = {}): object => ({
    cell_type: "code",
    execution_count: null,
    id: "a",
    metadata: {},
    outputs: [],
    source: [source],
    ...more,
  })
  const jupyter = (cells: readonly object[], metadata: object = {}): string =>
    `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`

  test.each<[string, FormatName, string, string]>([
    ["another fence", "md", "```ts\n1\n```\n", "~~~ts\n1\n~~~\n"],
    ["blank lines", "md", "a\n\n```ts\n1\n```\n", "\n\na\n\n\n\n```ts\n1\n```\n\n"],
    ["line ends", "md", "# T\n\ntext\n", "# T\r\n\r\ntext\r\n"],
    ["a heading's look", "md", "# T\n\nx\n", "T\n===\n\nx\n"],
    [
      "outputs",
      "ipynb",
      jupyter([cell("1")]),
      jupyter([cell("1", { outputs: [{ output_type: "stream", name: "stdout", text: ["1"] }] })]),
    ],
    ["metadata of a cell", "ipynb", jupyter([cell("1")]), jupyter([cell("1", { metadata: { tags: ["x"] } })])],
    ["metadata of a notebook", "ipynb", jupyter([cell("1")]), jupyter([cell("1")], { widgets: { a: 1 } })],
    ["a Livebook comment", "livemd", "```elixir\n1\n```\n", '<!-- livebook:{"x":1} -->\n\n```elixir\n1\n```\n'],
  ])("%s of %s", (_what, format, before, after) => {
    const [base, theirs] = [readNotebook(format, before), readNotebook(format, after)]
    if (!base.ok || !theirs.ok) throw new Error("no notebook")
    const doc = new Doc()
    seedDocument(
      doc,
      base.value,
      base.value.cells.map((_, index) => id(index)),
    )
    let n = 9
    applyMerge(doc, base.value, theirs.value, { nextId: () => id(n++), at: 0, origin: "merge" })
    expect(writeNotebook(readDocument(doc))).toBe(after)
    // What is typed here meanwhile stands in it.
    const text = sourceOf(doc, readCells(doc).at(-1)!.id)!
    text.insert(text.length, " mine")
    const again = readNotebook(format, writeNotebook(readDocument(doc)))
    expect(again.ok && again.value.cells.at(-1)?.source).toBe(`${theirs.value.cells.at(-1)!.source} mine`)
  })

  test("theirs of a conflict has an id of its own in the file", () => {
    const [base, mine, theirs] = ["old", "mine", "theirs"].map((text) =>
      readNotebook("ipynb", jupyter([cell(`the ${text} text`)])),
    )
    if (base?.ok !== true || mine?.ok !== true || theirs?.ok !== true) throw new Error("no notebook")
    const doc = new Doc()
    seedDocument(doc, mine.value, [id(0)])
    applyMerge(doc, base.value, theirs.value, { nextId: () => id(9), at: 0, origin: "merge" })
    const { cells } = JSON.parse(writeNotebook(readDocument(doc))) as { cells: { id: string; source: string[] }[] }
    expect(cells.map((one) => `${one.id} ${one.source.join("")}`)).toEqual(["a the mine text", "c9 the theirs text"])
  })
})
