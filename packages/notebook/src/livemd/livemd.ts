import type { Dialect } from "../markdown/dialect.ts"
import { parse } from "../markdown/parse.ts"
import { readRaw } from "../markdown/raw.ts"
import { renderCell } from "../markdown/render.ts"
import { serialise } from "../markdown/serialise.ts"
import { parseAttributes, setFenceWord } from "../fence-words.ts"
import type { Cell, Notebook } from "../model.ts"
import { marksIn, readMark, takeApart } from "./marks.ts"
import { splitLivebook } from "./split.ts"

const BREAK = '<!-- livebook:{"break_markdown":true} -->'
const BRANCH = "branch_parent_index"

/** Livebook's Markdown. What it says in comments, and its outputs, stay in the slices of the cells that they are of. */
const LIVEBOOK: Dialect = {
  format: "livemd",
  split: splitLivebook,
  read: (kind, raw) => readRaw(kind, takeApart(raw, kind === "code").body),
  render: (cell, needsMark) => {
    const { above, body, below } = partsFor(cell)
    const text = renderCell({ ...cell, raw: body }, false)
    const isBroken = marksIn(above).some((mark) => readMark(mark)?.["break_markdown"] === true)
    const mark = needsMark && !isBroken ? `${BREAK}${text === "" ? "" : "\n\n"}` : ""
    return (above + mark + text + below).replace(/\r\n?/g, "\n")
  },
  // A comment of any kind begins a cell for us.
  hasMark: (raw) => takeApart(raw, false).above !== "",
}

/** A cell's slices, where its `raw` is of its kind. */
function partsFor({ kind, raw }: Cell): ReturnType<typeof takeApart> {
  if (raw === "") return { above: "", body: "", below: "" }
  const parts = takeApart(raw, kind === "code")
  const isFence = /^(?:`{3,}|~{3,})/.test(parts.body)
  const isHeading = /^#{1,2}(?:[ \t]|$)/.test(parts.body)
  const isOwn = kind === "code" ? isFence : kind === "heading" ? !isFence : !isFence && !isHeading
  return isOwn ? parts : { above: "", body: "", below: "" }
}

/** Reads a Livebook notebook. Total, as Markdown is: a comment that cannot be read stays as it is. */
export function readLivemd(text: string): Notebook {
  const notebook = parse(text, LIVEBOOK)
  const titles: string[] = []
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.kind !== "heading" || cell.level !== 2) return cell
    const parent = titles[parentOf(cell) ?? -1]
    titles.push(cell.source)
    return parent === undefined ? cell : { ...cell, words: setFenceWord("branch", "from", parent) }
  })
  return { ...notebook, cells }
}

export function writeLivemd(notebook: Notebook): string {
  const titles: string[] = []
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.kind !== "heading" || cell.level !== 2) return cell
    const from = parseAttributes(cell.words).get("from")
    const wanted = from === undefined ? undefined : titles.findIndex((title) => quoted(title) === from)
    const was = parentOf(cell)
    const isKept = was === undefined ? wanted === undefined : titles[was] === undefined || quoted(titles[was]) === from
    titles.push(cell.source)
    const bare = { ...cell, words: "" }
    return isKept ? bare : { ...bare, raw: withParent(cell, wanted === -1 ? undefined : wanted) }
  })
  return serialise({ ...notebook, cells }, LIVEBOOK)
}

/** As a word holds it. */
function quoted(title: string): string {
  return title.replaceAll('"', "'")
}

/** The number of the section that one branches from, among all sections from 0. */
function parentOf({ raw }: Cell): number | undefined {
  for (const mark of marksIn(takeApart(raw, false).above)) {
    const parent = readMark(mark)?.[BRANCH]
    if (typeof parent === "number") return parent
  }
  return undefined
}

function withParent(cell: Cell, parent: number | undefined): string {
  const { above, body } = partsFor(cell)
  const others = marksIn(above).flatMap((text) => {
    const mark = readMark(text)
    if (mark === undefined || !(BRANCH in mark)) return [text]
    const { [BRANCH]: _old, ...rest } = mark
    return Object.keys(rest).length === 0 ? [] : [JSON.stringify(rest)]
  })
  const marks = parent === undefined ? others : [...others, JSON.stringify({ [BRANCH]: parent })]
  const heading = body === "" ? renderCell({ ...cell, words: "", raw: "" }, false) : body
  return [...marks.map((mark) => `<!-- livebook:${mark} -->`), heading].join("\n\n")
}
