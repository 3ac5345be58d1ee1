import type { Cell, CellId, CellKind, Notebook } from "@quire/notebook"
import { newCell, setFenceWord, withoutRaw } from "@quire/notebook"
import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing"
import { YMap, YText } from "./yjs-types.ts"
import type { Doc } from "./yjs-types.ts"

/** A cell of the live document. `source` is what people type; all else changes rarely. */
export interface DocumentCell extends Cell {
  readonly id: CellId
  readonly order: string
}

/** The shape of the document (DESIGN §13): cells by id in a map, each with a fractional order key, because Yjs has no
 *  move: delete and insert would lose what somebody else types meanwhile. Ties of order are broken by id. */
export function cellsOf(doc: Doc): YMap<YMap<unknown>> {
  return doc.getMap<YMap<unknown>>("cells")
}

/** The YAML at the top, as shared text. */
export function frontMatterOf(doc: Doc): YText {
  return doc.getText("frontMatter")
}

/** What is about the file and in no cell. */
export type FileFacts = Pick<Notebook, "format" | "upgradedFrom" | "bom" | "newline" | "lead" | "end">

/** The facts, and the front matter's exact slice. */
function fileFacts(doc: Doc): YMap<unknown> {
  return doc.getMap("file")
}

const DELETED_AT = "deletedAt"
const DELETED_BY = "deletedBy"

/** Fills an empty document from a notebook. Only the server does this, once, under a new epoch: two clients that each
 *  seed the same text double it. `ids` gives one id a cell. */
export function seedDocument(doc: Doc, notebook: Notebook, ids: readonly CellId[]): void {
  const orders = generateNKeysBetween(null, null, notebook.cells.length)
  doc.transact(() => {
    const facts = fileFacts(doc)
    facts.set("format", notebook.format)
    if (notebook.upgradedFrom !== undefined) facts.set("upgradedFrom", notebook.upgradedFrom)
    facts.set("bom", notebook.bom)
    facts.set("newline", notebook.newline)
    facts.set("lead", notebook.lead)
    facts.set("end", notebook.end)
    facts.set("frontMatterRaw", notebook.frontMatter?.raw ?? "")
    frontMatterOf(doc).insert(0, notebook.frontMatter?.source ?? "")
    const last = notebook.cells.length - 1
    for (const [index, cell] of notebook.cells.entries()) {
      const kept = index === last ? cell : withoutRaw(cell, notebook.newline)
      putCell(doc, ids[index] as CellId, orders[index] ?? "", kept)
    }
  })
}

function putCell(doc: Doc, id: CellId, order: string, cell: Cell): void {
  const map = new YMap<unknown>()
  map.set("kind", cell.kind)
  map.set("level", cell.level)
  map.set("order", order)
  map.set("words", cell.words)
  map.set("raw", cell.raw)
  if (cell.gap !== undefined) map.set("gap", cell.gap)
  map.set("source", new YText(cell.source))
  cellsOf(doc).set(id, map)
}

/** The cells in order. */
export function readCells(doc: Doc): DocumentCell[] {
  const cells: DocumentCell[] = []
  for (const [id, map] of cellsOf(doc).entries()) {
    const cell = readCell(id as CellId, map)
    if (cell !== undefined) cells.push(cell)
  }
  return inOrder(cells)
}

export function inOrder(cells: readonly DocumentCell[]): DocumentCell[] {
  return cells.toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1))
}

/** What the document holds under a cell's id: a peer may have written anything there. */
function cellMap(doc: Doc, id: CellId): YMap<unknown> | undefined {
  const map: unknown = cellsOf(doc).get(id)
  return map instanceof YMap ? (map as YMap<unknown>) : undefined
}

/** One cell; undefined when it is in the bin, or a peer has written something that is no cell. */
export function readCell(id: CellId, map: unknown): DocumentCell | undefined {
  return map instanceof YMap && map.has(DELETED_AT) ? undefined : readAnyCell(id, map)
}

function readAnyCell(id: CellId, map: unknown): DocumentCell | undefined {
  // Ids are keys of records: names that every object has are none.
  if (!(map instanceof YMap) || !/^[\w-]{1,64}$/.test(id) || id in {}) return undefined
  const [kind, order, source] = [map.get("kind"), map.get("order"), map.get("source")]
  if (!isKind(kind) || typeof order !== "string" || !(source instanceof YText)) return undefined
  const level = map.get("level")
  const gap = map.get("gap")
  return {
    id,
    kind,
    order,
    level: level === 1 || level === 2 ? level : 0,
    // A fence's words are one line, and between cells there is nothing but blank lines, whatever a peer wrote.
    words: oneLine(text(map.get("words"))),
    raw: text(map.get("raw")),
    gap: typeof gap === "string" && gap.trim() === "" ? gap : undefined,
    source: source.toString(),
  }
}

/** The notebook that the document holds, ready to be serialised. */
export function readDocument(doc: Doc): Notebook {
  const source = frontMatterOf(doc).toString()
  const raw = text(fileFacts(doc).get("frontMatterRaw"))
  return {
    ...readFacts(doc),
    // One that has always been empty stays; one that was emptied goes.
    frontMatter: source !== "" || /^---[ \t]*(?:\r\n|\n|\r)---/.test(raw) ? { source, raw } : undefined,
    cells: readCells(doc),
  }
}

export function readFacts(doc: Doc): FileFacts {
  const facts = fileFacts(doc)
  const given = facts.get("format")
  const format = given === "ipynb" || given === "livemd" ? given : "md"
  const upgradedFrom = facts.get("upgradedFrom")
  return {
    format,
    ...(typeof upgradedFrom === "number" ? { upgradedFrom } : {}),
    bom: facts.get("bom") === true,
    newline: facts.get("newline") === "\r\n" ? "\r\n" : "\n",
    lead: format === "md" ? leadOf(text(facts.get("lead"))) : text(facts.get("lead")),
    end: format === "md" ? blank(facts.get("end")) : text(facts.get("end")),
  }
}

/** Takes over what is around theirs and was not around the base: nobody here changes it. */
export function mergeFacts(doc: Doc, base: Partial<FileFacts>, theirs: Partial<FileFacts>): void {
  const facts = fileFacts(doc)
  for (const key of ["bom", "newline", "lead", "end"] as const)
    if (base[key] !== undefined && theirs[key] !== undefined && base[key] !== theirs[key]) facts.set(key, theirs[key])
}

/** The file has what the document has, in the format that is written now. */
export function noteWritten(doc: Doc): void {
  if (fileFacts(doc).has("upgradedFrom")) fileFacts(doc).delete("upgradedFrom")
}

/** The live text of a cell, or undefined when the cell is gone. */
export function sourceOf(doc: Doc, id: CellId): YText | undefined {
  const map = cellMap(doc, id)
  const source = map?.has(DELETED_AT) === true ? undefined : map?.get("source")
  return source instanceof YText ? source : undefined
}

/** Inserts a cell below `after` (undefined: at the top) under an id that the caller made. */
export function insertCell(doc: Doc, after: CellId | undefined, id: CellId, cell: Cell): void {
  const cells = readCells(doc)
  putCell(doc, id, orderAfter(cells, after), cell)
}

/** Puts a cell into the bin: out of the notebook, with all that anybody still writes into it. Nothing when it is gone
 *  already. `at`: milliseconds since 1970. */
export function removeCell(doc: Doc, id: CellId, at: number, by: string): void {
  const map = cellMap(doc, id)
  if (map === undefined || map.has(DELETED_AT)) return
  map.set(DELETED_AT, at)
  map.set(DELETED_BY, by)
}

/** A cell in the bin, and who put it there when. */
export interface DeletedCell {
  readonly cell: DocumentCell
  readonly at: number
  readonly by: string
}

/** The bin, the last deleted first. */
export function deletedCells(doc: Doc): DeletedCell[] {
  const found: DeletedCell[] = []
  for (const [id, map] of cellsOf(doc).entries()) {
    const cell = map instanceof YMap && map.has(DELETED_AT) ? readAnyCell(id as CellId, map) : undefined
    if (cell !== undefined) found.push({ cell, at: Number(map.get(DELETED_AT)) || 0, by: text(map.get(DELETED_BY)) })
  }
  return found.sort((a, b) => b.at - a.at)
}

/** Takes a cell out of the bin, to where it was. */
export function restoreCell(doc: Doc, id: CellId): void {
  const map = cellMap(doc, id)
  map?.delete(DELETED_AT)
  map?.delete(DELETED_BY)
}

/** Forgets what has been in the bin longest. */
export function thinBin(doc: Doc, keep: number): void {
  const old = deletedCells(doc).slice(keep)
  if (old.length > 0) doc.transact(() => old.forEach(({ cell }) => cellsOf(doc).delete(cell.id)), "bin")
}

/** Moves a cell below `after` (undefined: to the top), keeping its text and everybody's cursors in it. */
export function moveCell(doc: Doc, id: CellId, after: CellId | undefined): void {
  const cells = readCells(doc).filter((cell) => cell.id !== id)
  cellMap(doc, id)?.set("order", orderAfter(cells, after))
}

/** Changes the words of a cell (its fence's, its branch mark's), or its kind. */
export function setCellField(doc: Doc, id: CellId, field: "words" | "kind", value: string): void {
  const map = cellMap(doc, id)
  if (map !== undefined && map.get(field) !== value) map.set(field, value)
}

/** Says how a cell stands in the file. */
export function setCellStyle(doc: Doc, id: CellId, { raw, gap }: Pick<Cell, "raw" | "gap">): void {
  const map = cellMap(doc, id)
  if (map === undefined) return
  map.set("raw", raw)
  if (gap === undefined) map.delete("gap")
  else map.set("gap", gap)
}

/** Splits a Markdown cell into the cells that its text has become: somebody typed a heading or a fence into it. The
 *  first part stays in the cell. `ids` gives one id for each further part. */
export function replaceWithCells(doc: Doc, id: CellId, parts: readonly Cell[], ids: readonly CellId[]): void {
  const [first, ...rest] = parts
  const map = cellMap(doc, id)
  const source = sourceOf(doc, id)
  if (first === undefined || map === undefined || source === undefined) return
  source.delete(0, source.length)
  source.insert(0, first.source)
  for (const field of ["kind", "level", "words", "raw"] as const) map.set(field, field === "raw" ? "" : first[field])
  let after = id
  for (const [index, part] of rest.entries()) {
    const next = ids[index]
    if (next === undefined) return
    insertCell(doc, after, next, newCell(part.kind, part.source, part.words, part.level))
    after = next
  }
}

/** Takes the text from `at` on (an offset in UTF-16, never within a character) out of a cell into a new one below, of
 *  the same kind, with `words` or its own but for the name. What somebody types into that part at the same time stays in the first. False: there is no such cell. */
export function splitCell(doc: Doc, id: CellId, at: number, newId: CellId, words?: string): boolean {
  const cell = readCell(id, cellMap(doc, id))
  const source = sourceOf(doc, id)
  if (cell === undefined || source === undefined || cell.kind === "heading") return false
  const text = source.toString()
  const isCode = cell.kind === "code"
  const before = text.slice(0, at).replace(isCode ? /\n$/ : /\n+$/, "")
  const after = text.slice(at).replace(isCode ? /^\n/ : /^\n+/, "")
  source.delete(before.length, text.length - before.length)
  insertCell(doc, id, newId, newCell(cell.kind, after, words ?? setFenceWord(cell.words, "name", undefined)))
  return true
}

/** Adds a cell's text to the one above it, and puts it into the bin. False: they are not of one kind, or not both there. */
export function joinCells(doc: Doc, id: CellId, next: CellId, at: number, by: string): boolean {
  const [above, below] = [readCell(id, cellMap(doc, id)), readCell(next, cellMap(doc, next))]
  const source = sourceOf(doc, id)
  if (above === undefined || below === undefined || source === undefined || id === next) return false
  if (above.kind !== below.kind || above.kind === "heading") return false
  const gap = above.source === "" || below.source === "" ? "" : above.kind === "markdown" ? "\n\n" : "\n"
  source.insert(source.length, `${gap}${below.source}`)
  removeCell(doc, next, at, by)
  return true
}

function orderAfter(cells: readonly DocumentCell[], after: CellId | undefined): string {
  const index = after === undefined ? -1 : cells.findIndex((cell) => cell.id === after)
  const until = after !== undefined && index === -1 ? cells.length : index + 1
  // A hostile peer may write order keys that are none: only sound ones are built upon.
  const above = cells.slice(0, until).findLast(({ order }) => isOrderKey(order))
  const below = cells.find(({ order }) => isOrderKey(order) && order > (above?.order ?? ""))
  return generateKeyBetween(above?.order ?? null, below?.order ?? null)
}

function isOrderKey(order: string): boolean {
  try {
    generateKeyBetween(order, null)
    return true
  } catch {
    return false
  }
}

function isKind(kind: unknown): kind is CellKind {
  return kind === "heading" || kind === "markdown" || kind === "code"
}

function oneLine(words: string): string {
  if (!/[\r\n]/.test(words)) return words
  const lines = words.split(/[\r\n]+/).map((line) => line.trim())
  return lines.filter((line) => line !== "").join(" ")
}

/** Blank lines, and the comment that keeps what another format has of the notebook. */
function leadOf(lead: string): string {
  return /^\s*(?:<!--\s*quire:notebook\s+\{[^\r\n]*-->\s*)?$/.test(lead) ? lead : ""
}

function blank(value: unknown): string {
  return text(value).trim() === "" ? text(value) : ""
}

function text(value: unknown): string {
  return typeof value === "string" ? value : ""
}
