import type { Notebook } from "../model.ts"
import { cellText, readCellText } from "./cell-text.ts"
import type { Style } from "./cell-text.ts"
import { indentOf, memberOf, render, setMember, skipBlank } from "./json-text.ts"
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
    const before = /^[\s,]*/.exec(cell.raw)?.[0] ?? ""
    const kept = (before === "" && cell.raw === "" ? gap : before).replace(",", "")
    const comma = index === 0 ? "" : before.includes(",") ? "" : ","
    text += index === 0 ? kept : comma === "" ? before : comma + kept
    text += cellText(cell, style, newId(cell, index, ids), !hasTitle)
    hasTitle ||= cell.level === 1
  }
  // The bracket of an empty list; a list that stands on one line is closed there.
  const last = notebook.cells.at(-1)
  const isApart = last !== undefined && (last.raw === "" || /^[ \t\r,]*\n/.test(last.raw))
  const close =
    isApart && around.end.startsWith("]") && style.indent !== undefined ? `${style.newline}${style.indent}` : ""
  return (notebook.bom ? "\uFEFF" : "") + text + close + around.end
}

function newId(cell: object, index: number, taken: Set<string>): string {
  const own = "id" in cell && typeof cell.id === "string" ? cell.id.replace(/[^\w-]/g, "").slice(0, 64) : ""
  let id = own || `cell-${index + 1}`
  while (taken.has(id)) id = `${id.slice(0, 60)}-${taken.size}`
  taken.add(id)
  return id
}

/** What stands around the cells, with the front matter that the notebook has now. Both may have been spoiled by a page that
 *  means harm. */
function surroundings({ lead, end, frontMatter }: Notebook): { readonly lead: string; readonly end: string } {
  const isSound = isWhole(lead + end)
  const whole = isSound ? lead + end : NEW_IPYNB
  const value = JSON.parse(whole) as Readonly<Record<string, unknown>>
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
  return { lead: text.slice(0, open), end: text.slice(open) }
}

function isWhole(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && Array.isArray(value["cells"]) && value["cells"].length === 0
  } catch {
    return false
  }
}

/** How the cells of a notebook are written, from what stands around them. */
export function styleIn({ lead, end }: Pick<Notebook, "lead" | "end">): Style {
  return styleOf(isWhole(lead + end) ? lead + end : NEW_IPYNB)
}

function styleOf(whole: string): Style {
  const value = JSON.parse(whole) as Readonly<Record<string, unknown>>
  const minor = value["nbformat_minor"]
  return {
    language: languageIn(value["metadata"]),
    indent: indentOf(whole),
    newline: whole.includes("\r\n") ? "\r\n" : "\n",
    hasIds: typeof minor === "number" && minor >= 5,
  }
}
