import { cellText, readCellText } from "../ipynb/cell-text.ts"
import { render } from "../ipynb/json-text.ts"
import { isObject, sorted } from "../ipynb/nbformat.ts"
import { NEW_IPYNB } from "../ipynb/read.ts"
import { styleIn } from "../ipynb/write.ts"
import { parse } from "../markdown/parse.ts"
import { keptOf } from "../markdown/raw.ts"
import { renderCell, renderWhole } from "../markdown/render.ts"
import { newCell } from "../model.ts"
import type { Cell, Notebook } from "../model.ts"
import { languageOf } from "../fence-words.ts"
import type { Note } from "./note.ts"

type Value = Readonly<Record<string, unknown>>

/** A Jupyter notebook as Markdown. What Markdown has no place for stands in a comment above each cell, and at the top. */
export function jupyterToMarkdown(
  notebook: Notebook,
  lineOf: (cell: Cell) => number,
): { notebook: Notebook; notes: Note[] } {
  const notes: Note[] = []
  const whole = JSON.parse(notebook.lead + notebook.end) as Value
  const { cells: _cells, ...about } = whole
  const cells = notebook.cells.map((cell, index): Cell => {
    const { cell_type: _type, source: _source, ...rest } = (readCellText(cell.raw)?.cell ?? {}) as Value
    const kept = Object.fromEntries(Object.entries(rest).filter(([, value]) => !isNothing(value)))
    const outputs = Array.isArray(kept["outputs"]) ? kept["outputs"].length : 0
    if (outputs > 0) notes.push({ line: lineOf(cell), text: `cell ${index + 1}: what it showed is kept in a comment` })
    if (isObject(kept["attachments"]))
      notes.push({ line: lineOf(cell), text: `cell ${index + 1}: its attachments are kept in a comment` })
    const isForeign = cell.kind === "code" && languageOf(cell.words) === undefined
    if (isForeign) notes.push({ line: lineOf(cell), text: `cell ${index + 1}: Quire does not run ${cell.words}` })
    const comment = Object.keys(kept).length > 0 || isForeign ? `${commentOf("ipynb", kept)}\n\n` : ""
    return { ...cell, raw: comment + bodyOf(cell), gap: "\n\n" }
  })
  const { frontMatter } = notebook
  const source = frontMatter?.source ?? ""
  return {
    notebook: {
      format: "md",
      bom: false,
      newline: "\n",
      frontMatter: source === "" ? undefined : { source, raw: "" },
      lead: `${commentOf("notebook", about)}\n\n`,
      cells,
      end: "\n",
    },
    notes,
  }
}

function isNothing(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value as object).length === 0)
}

/** No JSON ends a comment. */
function commentOf(name: string, value: unknown): string {
  return `<!-- quire:${name} ${JSON.stringify(value).replaceAll("--", "-\\u002d")} -->`
}

/** A cell's Markdown, such that it is read as this cell and no other. */
function bodyOf(cell: Cell): string {
  const bare = { ...cell, raw: "" }
  if (cell.kind !== "markdown") return renderCell(bare, false)
  const text = renderCell(bare, true)
  const plain = renderCell(bare, false)
  if (isOnly(plain, cell)) return plain
  return isOnly(text, cell) ? text : renderWhole(cell.source, cell.words)
}

function isOnly(text: string, { source, words }: Cell): boolean {
  // As it stands among others: what is above and below must not go into it, or the other way round.
  const code = "```ts\n1\n```"
  const mark = "<!-- quire:ipynb {} -->"
  const around = parse([code, mark, text, mark, `${code}\n`].join("\n\n")).cells
  const [, cell, next] = around
  return (
    around.length === 3 &&
    next?.source === "1" &&
    cell?.kind === "markdown" &&
    cell.source === source &&
    cell.words === words
  )
}

/** A notebook of Markdown as Jupyter's, with all that was kept of one. */
export function markdownToJupyter(notebook: Notebook): Notebook {
  const kept = keptJson(notebook.lead, "notebook")
  const about = kept === undefined ? NEW_IPYNB : `${render(sorted({ ...kept, cells: [] }), " ", 0)}\n`
  const open = about.indexOf('"cells": [') + '"cells": ['.length
  const [lead, end] = [about.slice(0, open), about.slice(open)]
  const style = styleIn({ lead, end })
  const cells = notebook.cells.map((cell, index): Cell => {
    const value = keptJson(keptOf(cell.raw), "ipynb")
    const bare = newCell(cell.kind, cell.source, cell.words, cell.level)
    if (value === undefined) return bare
    const isCode = cell.kind === "code" && !/^raw(?:\s|$)/.test(cell.words)
    const base = {
      ...(isCode ? { execution_count: null, outputs: [] } : {}),
      ...(style.hasIds ? { id: `cell-${index + 1}` } : {}),
      metadata: {},
      source: [],
      ...value,
      cell_type: cell.kind === "code" ? (isCode ? "code" : "raw") : "markdown",
    }
    const raw = render(sorted(base), " ", 2)
    return { ...bare, raw: `\n  ${cellText({ ...bare, raw }, style, `cell-${index + 1}`, true)}` }
  })
  const source = notebook.frontMatter?.source ?? ""
  return {
    format: "ipynb",
    bom: false,
    newline: "\n",
    frontMatter: source === "" ? undefined : { source, raw: "" },
    lead,
    cells,
    end: cells.length === 0 ? end : `\n ${end}`,
  }
}

function keptJson(text: string, name: string): Value | undefined {
  const json = new RegExp(`<!--\\s*quire:${name}\\s+(\\{[^\\r\\n]*\\})\\s*-->`).exec(text)?.[1]
  if (json === undefined) return undefined
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
