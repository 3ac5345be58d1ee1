import type { Dialect } from "../markdown/dialect.ts"
import { parse } from "../markdown/parse.ts"
import { readRaw } from "../markdown/raw.ts"
import { renderCell } from "../markdown/render.ts"
import { scanBlocks } from "../markdown/scan.ts"
import { serialise } from "../markdown/serialise.ts"
import { languageOf, parseAttributes, setFenceWord } from "../fence-words.ts"
import type { Cell, Notebook } from "../model.ts"
import { marksIn, readMarkJson, takeApart } from "./marks.ts"
import { isForced, isLivebooks, splitLivebook } from "./split.ts"

const BREAK = '<!-- livebook:{"break_markdown":true} -->'
const FORCED = '<!-- livebook:{"force_markdown":true} -->'
const BRANCH = "branch_parent_index"

/** Livebook's Markdown. What it says in comments, and its outputs, stay in the slices of the cells that they are of. */
const LIVEBOOK: Dialect = {
  format: "livemd",
  split: splitLivebook,
  read: (kind, raw) => readRaw(kind, takeApart(raw, kind === "code").body),
  render: (cell, needsMark) => {
    const { above, body, below } = partsFor(cell)
    const bare = renderCell({ ...cell, raw: body }, false)
    const text = cell.kind === "markdown" ? withForcedFences(bare) : bare
    const isBroken = marksIn(above).some((mark) => readMarkJson(mark)?.["break_markdown"] === true)
    const mark = needsMark && !isBroken ? `${BREAK}${text === "" ? "" : "\n\n"}` : ""
    // A comment that nothing followed has no line below it.
    const gap = above === "" || /[\r\n][ \t]*$/.test(above) || mark + text === "" ? "" : "\n\n"
    return (above + gap + mark + text + below).replace(/\r\n?/g, "\n")
  },
  // A comment of any kind begins a cell for us.
  hasMark: (raw) => takeApart(raw, false).above !== "",
}

/** Prose with a fence in it that would be a cell, and is none. */
function withForcedFences(text: string): string {
  const blocks = scanBlocks(text)
  return blocks.reduceRight((now, block, index) => {
    if (block.type !== "fence" || !(isLivebooks(block.info) || languageOf(block.info) !== undefined)) return now
    if (isForced(text, blocks[index - 1], block)) return now
    return `${now.slice(0, block.start)}${FORCED}\n\n${now.slice(block.start)}`
  }, text)
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
  const { newline } = notebook
  const titles: string[] = []
  const places = new Map<string, number>()
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.kind !== "heading" || cell.level !== 2) return cell
    const parent = parentFor(cell, titles, places)
    const title = quoted(cell.source)
    if (!places.has(title)) places.set(title, titles.length)
    titles.push(title)
    const bare = { ...cell, words: "" }
    return parent === parentOf(cell) ? bare : { ...bare, raw: withParent(cell, parent, newline) }
  })
  return serialise({ ...notebook, cells }, LIVEBOOK)
}

/** The number that is to stand there: of the section that the words name, if that is above, or of one that was renamed;
 *  one that never was of any stays. */
function parentFor(cell: Cell, titles: readonly string[], places: ReadonlyMap<string, number>): number | undefined {
  const from = parseAttributes(cell.words).get("from")
  const was = parentOf(cell)
  const isThere = was !== undefined && titles[was] !== undefined
  if (from === undefined) return isThere ? undefined : was
  if (isThere && titles[was] === from) return was
  return places.get(from) ?? (isThere ? was : undefined)
}

/** As a word holds it. */
function quoted(title: string): string {
  return title.replaceAll('"', "'")
}

/** The number of the section that one branches from, among all sections from 0. */
function parentOf({ raw }: Cell): number | undefined {
  for (const mark of marksIn(takeApart(raw, false).above)) {
    const parent = readMarkJson(mark)?.[BRANCH]
    if (typeof parent === "number") return parent
  }
  return undefined
}

function withParent(cell: Cell, parent: number | undefined, newline: string): string {
  const { above, body } = partsFor(cell)
  const others = marksIn(above).flatMap((text) => {
    const mark = readMarkJson(text)
    if (mark === undefined || !(BRANCH in mark)) return [text]
    const { [BRANCH]: _old, ...rest } = mark
    return Object.keys(rest).length === 0 ? [] : [JSON.stringify(rest)]
  })
  const marks = parent === undefined ? others : [...others, JSON.stringify({ [BRANCH]: parent })]
  const heading = body === "" ? renderCell({ ...cell, words: "", raw: "" }, false) : body
  return [...marks.map((mark) => `<!-- livebook:${mark} -->`), heading].join(newline + newline)
}
