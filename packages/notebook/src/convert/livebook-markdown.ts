import { readLivemd, writeLivemd } from "../livemd/livemd.ts"
import { parse } from "../markdown/parse.ts"
import { serialise } from "../markdown/serialise.ts"
import type { Cell, Notebook } from "../model.ts"
import { languageOf } from "../fence-words.ts"
import type { Note } from "./note.ts"

const LIVEBOOK_BREAK = '<!-- livebook:{"break_markdown":true} -->'
const QUIRE_BREAK = "<!-- quire:cell -->"

/** A Livebook notebook as Markdown: the same text, with marks for cells and branches. Its comments stay, and its cells of
 *  other languages are blocks of prose. */
export function livebookToMarkdown(
  notebook: Notebook,
  lineOf: (cell: Cell) => number,
): { readonly notebook: Notebook; readonly notes: readonly Note[] } {
  const notes = notebook.cells.flatMap((cell, index): Note[] =>
    cell.kind === "code" && languageOf(cell.words) === undefined
      ? [{ line: lineOf(cell), text: `cell ${index + 1}: ${cell.words} becomes a block that does not run` }]
      : [],
  )
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.raw.startsWith(LIVEBOOK_BREAK))
      return { ...cell, raw: QUIRE_BREAK + cell.raw.slice(LIVEBOOK_BREAK.length) }
    const { newline } = notebook
    return cell.kind === "heading" && cell.words !== ""
      ? { ...cell, raw: `${cell.raw}${newline}${newline}<!-- quire:${cell.words} -->` }
      : cell
  })
  return { notebook: parse(textOf({ ...notebook, cells })), notes }
}

/** What the slices say. */
function textOf({ bom, frontMatter, lead, cells, end, newline }: Notebook): string {
  const parts = cells.map(({ raw, gap }, index) => raw + (index < cells.length - 1 ? (gap ?? newline + newline) : ""))
  return (bom ? "\uFEFF" : "") + (frontMatter?.raw ?? "") + lead + parts.join("") + end
}

/** A notebook of Markdown as Livebook's. */
export function markdownToLivebook(notebook: Notebook): Notebook {
  const text = serialise(notebook)
  const own = parse(text)
  const cells = own.cells.map((cell): Cell => {
    if (cell.raw.startsWith(QUIRE_BREAK)) return { ...cell, raw: LIVEBOOK_BREAK + cell.raw.slice(QUIRE_BREAK.length) }
    return cell.kind === "heading" && cell.words !== ""
      ? { ...cell, raw: cell.raw.replace(/\s*<!--\s*quire:[^\r\n]*-->[ \t]*$/, "") }
      : cell
  })
  const branches = own.cells.flatMap(({ kind, level, words }) => (kind === "heading" && level === 2 ? [words] : []))
  const made = readLivemd(textOf({ ...own, cells }))
  let section = 0
  const marked = made.cells.map((cell): Cell =>
    cell.kind === "heading" && cell.level === 2 ? { ...cell, words: branches[section++] ?? "" } : cell,
  )
  return readLivemd(writeLivemd({ ...made, cells: marked }))
}
