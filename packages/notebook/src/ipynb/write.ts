import type { Notebook } from "../model.ts"
import { cellText, readCellText, separatorOf } from "./cell-text.ts"
import type { Style } from "./cell-text.ts"
import { indentOf, memberOf, parseJson, render, setMember, skipBlank } from "./json-text.ts"
import { isObject, languageIn } from "./nbformat.ts"
import { NEW_IPYNB } from "./read.ts"

/** Writes a notebook as Jupyter has it. What nobody changed stands as it did, to the byte. */
export function writeIpynb(notebook: Notebook): string {
  const around = surroundings(notebook)
  const style = styleOf(around.lead + around.end)
  const ids = new Set(notebook.cells.flatMap(({ raw }) => readCellText(raw)?.cell.id ?? []))
  const gap = style.indent === undefined ? "" : `${style.newline}${style.indent.repeat(2)}`
  let [text, hasTitle] = [around.lead, false]
  for (const [index, cell] of notebook.cells.entries()) {
    const own = cell.raw === "" ? `,${gap}` : separatorOf(cell.raw)
    // A list has no comma before its first, and one before each other.
    text += index === 0 ? own.replace(",", "") : own.includes(",") ? own : `,${own}`
    text += cellText(cell, style, newId(cell, index, ids), !hasTitle)
    hasTitle ||= cell.level === 1
  }
  // What was an empty list is closed on a line of its own; of any other the end is kept.
  const wasEmpty = notebook.cells.every(({ raw }) => raw === "" || separatorOf(raw).includes(","))
  const isNew = notebook.cells.length > 0 && wasEmpty && around.end.startsWith("]")
  const close = isNew && style.indent !== undefined ? `${style.newline}${style.indent}` : ""
  return (notebook.bom ? "\uFEFF" : "") + text + close + around.end
}

function newId(cell: object, index: number, taken: Set<string>): string {
  const own = "id" in cell && typeof cell.id === "string" ? cell.id.replace(/[^\w-]/g, "").slice(0, 50) : ""
  const name = own || `cell-${index + 1}`
  let id = name
  for (let n = 2; taken.has(id); n++) id = `${name}-${n}`
  taken.add(id)
  return id
}

/** What stands around the cells, with the front matter that the notebook has now. Both may have been spoiled by a page that
 *  means harm. */
export function surroundings({ lead, end, frontMatter }: Pick<Notebook, "lead" | "end" | "frontMatter">): {
  readonly lead: string
  readonly end: string
} {
  const isSound = isWhole(lead, end)
  const whole = isSound ? lead + end : NEW_IPYNB
  const value = parseJson(whole) as Readonly<Record<string, unknown>>
  const metadata = isObject(value["metadata"]) ? value["metadata"] : {}
  const own = isObject(metadata["quire"]) ? metadata["quire"] : {}
  const source = frontMatter?.source || undefined
  if (isSound && own["frontMatter"] === source) return { lead, end }
  const { frontMatter: _old, ...others } = own
  const wanted = source === undefined ? others : { ...others, frontMatter: source }
  const indent = indentOf(whole)
  const start = skipBlank(whole, 0)
  const member = memberOf(whole, start, "metadata")
  const before =
    member === undefined || !isObject(value["metadata"]) ? "{}" : whole.slice(member.value.start, member.value.end)
  const isEmpty = Object.keys(wanted).length === 0
  const next = setMember(before, "quire", isEmpty ? undefined : render(wanted, indent, 2), indent, 1)
  const text =
    next === before ? whole : whole.slice(0, start) + setMember(whole.slice(start), "metadata", next, indent, 0)
  const open = (memberOf(text, start, "cells")?.value.start ?? start) + 1
  const inLines = (part: string): string => (whole.includes("\r\n") ? part.replace(/\r?\n/g, "\r\n") : part)
  return { lead: inLines(text.slice(0, open)), end: inLines(text.slice(open)) }
}

/** Whether a notebook without cells is cut in its list of cells, and can be read again. */
function isWhole(lead: string, end: string): boolean {
  const text = lead + end
  try {
    const value = parseJson(text)
    if (!isObject(value) || !Array.isArray(value["cells"]) || value["cells"].length > 0) return false
    const format = value["nbformat"]
    const place = memberOf(text, skipBlank(text, 0), "cells")?.value.start
    return place !== undefined && place + 1 === lead.length && !(typeof format === "number" && format >= 5)
  } catch {
    return false
  }
}

/** How the cells of a notebook are written, from what stands around them. */
export function styleIn({ lead, end }: Pick<Notebook, "lead" | "end">): Style {
  return styleOf(isWhole(lead, end) ? lead + end : NEW_IPYNB)
}

function styleOf(whole: string): Style {
  const value = parseJson(whole) as Readonly<Record<string, unknown>>
  const minor = value["nbformat_minor"]
  return {
    language: languageIn(value["metadata"]),
    indent: indentOf(whole),
    newline: whole.includes("\r\n") ? "\r\n" : "\n",
    hasIds: typeof minor === "number" && minor >= 5,
  }
}
