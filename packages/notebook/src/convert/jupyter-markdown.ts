import { languageOf } from "../fence-words.ts"
import { cellText, readCellText, typeOf, withType } from "../ipynb/cell-text.ts"
import type { Style } from "../ipynb/cell-text.ts"
import { laidOut, memberOf, membersOf, minified, parseJson, setMember, skipBlank } from "../ipynb/json-text.ts"
import { isObject } from "../ipynb/nbformat.ts"
import { NEW_IPYNB } from "../ipynb/read.ts"
import { styleIn, surroundings } from "../ipynb/write.ts"
import { readMark } from "../markdown/lines.ts"
import { parse } from "../markdown/parse.ts"
import { keptOf } from "../markdown/raw.ts"
import { proseOf, renderCell, renderWhole } from "../markdown/render.ts"
import { newCell } from "../model.ts"
import type { Cell, Notebook } from "../model.ts"
import type { Note } from "./note.ts"

/** A Jupyter notebook as Markdown. What Markdown has no place for stands in a comment above each cell, and at the top. */
export function jupyterToMarkdown(
  notebook: Notebook,
  lineOf: (cell: Cell) => number,
): { readonly notebook: Notebook; readonly notes: readonly Note[] } {
  const notes: Note[] = []
  const { lead, end } = surroundings(notebook)
  const cells = notebook.cells.map((cell, index): Cell => {
    const say = (text: string): unknown => notes.push({ line: lineOf(cell), text: `cell ${index + 1}: ${text}` })
    const was = readCellText(cell.raw)
    if ((was?.cell.outputs?.length ?? 0) > 0) say("what it showed is kept in a comment")
    if (Object.keys(was?.cell.attachments ?? {}).length > 0) say("its attachments are kept in a comment")
    if (cell.kind === "code" && languageOf(cell.words) === undefined) say(`Quire does not run ${cell.words}`)
    const kept = was === undefined ? "{}" : keptOfCell(was.json)
    return { ...cell, raw: `${commentOf("ipynb", kept)}\n\n${bodyOf(cell)}`, gap: "\n\n" }
  })
  const source = notebook.frontMatter?.source ?? ""
  return {
    notebook: {
      format: "md",
      bom: false,
      newline: "\n",
      frontMatter: source === "" ? undefined : { source, raw: "" },
      lead: `${commentOf(
        "notebook",
        withoutMembers(lead + end, (key) => key === "cells"),
      )}\n\n`,
      cells,
      end: "\n",
    },
    notes,
  }
}

/** What a cell has beside its kind and text, and what says something. */
function keptOfCell(json: string): string {
  return withoutMembers(json, (key, value) => key === "cell_type" || key === "source" || NOTHING.has(value))
}

const NOTHING: ReadonlySet<string> = new Set(["null", "[]", "{}"])

/** An object's text on one line, without some members. */
function withoutMembers(json: string, isLeftOut: (key: string, value: string) => boolean): string {
  const members = membersOf(json, skipBlank(json, 0)).flatMap(({ key, value }) => {
    const text = minified(json.slice(value.start, value.end))
    return isLeftOut(key, text) ? [] : [`${JSON.stringify(key)}:${text}`]
  })
  return `{${members.join()}}`
}

/** No JSON ends a comment: only in strings two hyphens stand beside each other. */
function commentOf(name: string, json: string): string {
  return `<!-- quire:${name} ${json.replaceAll("--", "-\\u002d")} -->`
}

/** A cell's Markdown, such that it is read as this cell and no other. */
function bodyOf(cell: Cell): string {
  const bare = { ...cell, raw: "" }
  const plain = renderCell(bare, false)
  if (cell.kind === "code" || isOnly(plain, cell)) return plain
  const marked = cell.kind === "markdown" ? renderCell(bare, true) : plain
  if (isOnly(marked, cell)) return marked
  return renderWhole(proseOf(cell), cell.kind === "heading" ? "" : cell.words)
}

function isOnly(text: string, { kind, source, words, level }: Cell): boolean {
  // As it stands among others: what is above and below must not go into it, or the other way round.
  const code = "```ts\n1\n```"
  const mark = "<!-- quire:ipynb {} -->"
  const around = parse([code, mark, text, mark, `${code}\n`].join("\n\n")).cells
  const [, cell, next] = around
  if (around.length !== 3 || cell === undefined || next?.source !== "1") return false
  return cell.kind === kind && cell.source === source && cell.words === words && cell.level === level
}

/** A notebook of Markdown as Jupyter's, with all that was kept of one. */
export function markdownToJupyter(notebook: Notebook): Notebook {
  const kept = keptJson(notebook.lead, "notebook")
  const whole = kept === undefined ? NEW_IPYNB : `${laidOut(setMember(kept, "cells", "[]", undefined, 0), " ", 0)}\n`
  const open = (memberOf(whole, 0, "cells")?.value.start ?? 0) + 1
  const { lead, end } = surroundings({ lead: whole.slice(0, open), end: whole.slice(open), frontMatter: undefined })
  const style = styleIn({ lead, end })
  const cells = notebook.cells.map((cell, index): Cell => {
    const own = keptJson(keptOf(cell.raw), "ipynb")
    const bare = newCell(cell.kind, cell.source, cell.words, cell.level)
    if (own === undefined) return bare
    const id = `cell-${index + 1}`
    const raw = laidOut(asCell(own, bare, style, id), " ", 2)
    // The list is closed on a line of its own.
    return { ...bare, raw: `,\n  ${cellText({ ...bare, raw }, style, id, true)}` }
  })
  const source = notebook.frontMatter?.source ?? ""
  return {
    format: "ipynb",
    bom: false,
    newline: "\n",
    frontMatter: source === "" ? undefined : { source, raw: "" },
    lead,
    cells,
    end,
  }
}

/** What was kept of a cell, with all that a cell must have. */
function asCell(kept: string, cell: Cell, style: Style, id: string): string {
  const must: readonly (readonly [string, string])[] = [
    ["metadata", "{}"],
    ["source", "[]"],
    ...(style.hasIds ? [["id", JSON.stringify(id)] as const] : []),
  ]
  const whole = must.reduce(
    (json, [key, none]) => (memberOf(json, 0, key) === undefined ? setMember(json, key, none, undefined, 0) : json),
    kept,
  )
  return withType(whole, typeOf(cell), undefined)
}

/** The JSON of a comment that keeps, where it is an object. */
function keptJson(text: string, name: string): string | undefined {
  for (const line of text.split(/[\r\n]+/)) {
    const mark = readMark(line)
    if (mark?.by !== "quire" || !mark.text.startsWith(`${name} `)) continue
    const json = mark.text.slice(name.length).trim()
    try {
      if (isObject(parseJson(json))) return json
    } catch {
      // Somebody has written in it.
    }
  }
  return undefined
}
