import { proseOf } from "../markdown/render.ts"
import type { Cell, CellKind } from "../model.ts"
import { parseFenceWords, setFenceWord } from "../fence-words.ts"
import { indentOf, memberOf, parseJson, render, setMember, skipBlank } from "./json-text.ts"
import { asLines, isObject, joined, RAW, sorted } from "./nbformat.ts"
import type { JupyterCell } from "./nbformat.ts"

/** What a cell's JSON says, as the notebook's model has it. */
export interface CellParts {
  readonly kind: CellKind
  readonly source: string
  readonly words: string
  readonly level: 0 | 1 | 2
}

/** How a notebook's cells are written. */
export interface Style {
  /** The notebook's language, as a word after a fence. */
  readonly language: string
  /** What each level of the JSON is indented by; undefined: it is on one line. */
  readonly indent: string | undefined
  readonly newline: "\n" | "\r\n"
  /** Cells have ids since format 4.5. */
  readonly hasIds: boolean
}

const CELL_LEVEL = 2
const KNOWN_TYPES: ReadonlySet<string> = new Set(["code", "markdown", RAW])
const PARAMETERS = "parameters"
const PARAMS = "params"

/** Reads a cell. `mayBeTitle`: whether a heading of the first level may be the notebook's title. */
export function partsOfCell(cell: JupyterCell, language: string, mayBeTitle: boolean): CellParts {
  const source = (joined(cell.source) ?? "").replace(/\r\n?/g, "\n")
  const metadata = isObject(cell.metadata) ? cell.metadata : {}
  const own = isObject(metadata["quire"]) ? metadata["quire"]["words"] : undefined
  const kept = typeof own === "string" ? own.replace(/\s+/g, " ").trim() : undefined
  if (cell.cell_type === "markdown") {
    const heading = /^(#{1,2})(?:[ \t]+(\S[^\n]*))?$/.exec(source)
    const level = heading?.[1]?.length === 1 ? 1 : 2
    const text = heading?.[2]?.trim() ?? ""
    // Only what is written back as it was.
    const isHeading =
      heading !== null && (level === 2 || mayBeTitle) && source === `${"#".repeat(level)} ${text}`.trimEnd()
    if (isHeading) return { kind: "heading", source: text, words: kept ?? "", level }
    return { kind: "markdown", source, words: kept ?? "", level: 0 }
  }
  const words = kept ?? (cell.cell_type === "code" ? (foreignLanguage(metadata) ?? language) : RAW)
  const tags = metadata["tags"]
  const isParams = Array.isArray(tags) && tags.includes(PARAMETERS)
  return { kind: "code", source, words: isParams ? setFenceWord(words, "name", PARAMS) : words, level: 0 }
}

/** Some editors let a cell have another language than its notebook. */
function foreignLanguage(metadata: Readonly<Record<string, unknown>>): string | undefined {
  const { vscode } = metadata
  const id = isObject(vscode) ? vscode["languageId"] : undefined
  return typeof id === "string" && /^[\w+#-]+$/.test(id) ? id : undefined
}

/** What separates a cell from the one before. */
export function separatorOf(raw: string): string {
  return /^[ \t\r\n]*,?[ \t\r\n]*/.exec(raw)?.[0] ?? ""
}

/** The cell whose JSON stands in `raw`, behind what separates it from the one before; undefined where it is none, or one
 *  that would not be read from a file. */
export function readCellText(
  raw: string,
): { readonly cell: JupyterCell; readonly json: string; readonly before: string } | undefined {
  const before = separatorOf(raw)
  const json = raw.slice(before.length)
  try {
    const cell = parseJson(json)
    return problemOf(cell) === undefined ? { cell: cell as JupyterCell, json, before } : undefined
  } catch {
    return undefined
  }
}

/** Why a value is no cell, as the end of a sentence about it, and which member it is about. */
export function problemOf(cell: unknown): { readonly text: string; readonly member?: string } | undefined {
  if (!isObject(cell)) return { text: `is ${nameOf(cell)}, not an object` }
  if (typeof cell["cell_type"] !== "string") return { text: "has no cell_type" }
  const { source, outputs } = cell
  if (source !== undefined && joined(source) === undefined)
    return { text: `has a source that is ${nameOf(source)}, not text`, member: "source" }
  if (outputs !== undefined && !Array.isArray(outputs))
    return { text: `has outputs that are ${nameOf(outputs)}, not a list`, member: "outputs" }
  return undefined
}

function nameOf(value: unknown): string {
  if (value === null) return "null"
  if (Array.isArray(value)) return "a list with other things than text"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

/** A cell's JSON. Of one that was read from a file, only what changed is another: what Quire knows nothing of stands as it
 *  did, to the byte. `id`: for a cell that has none. */
export function cellText(cell: Cell, style: Style, id: string, mayBeTitle: boolean): string {
  const was = readCellText(cell.raw)
  const text = was === undefined ? newCellText(cell, style, id) : changedText(cell, was, style, mayBeTitle)
  // No string of JSON has a line's end in it.
  return text === was?.json || style.newline === "\n" ? text : text.replace(/\r?\n/g, style.newline)
}

function changedText(
  cell: Cell,
  was: { readonly cell: JupyterCell; readonly json: string },
  style: Style,
  mayBeTitle: boolean,
): string {
  const parts = partsOfCell(was.cell, style.language, mayBeTitle)
  const isSame = parts.kind === cell.kind && parts.words === cell.words && parts.level === cell.level
  if (isSame && parts.source === cell.source) return was.json
  let { json } = was
  const indent = indentOf(json) === undefined ? undefined : style.indent
  // A kind that nobody knows is shown as raw, and stays what it is.
  const isUnknown = !KNOWN_TYPES.has(was.cell.cell_type)
  const type = isUnknown && typeOf(cell) === RAW ? was.cell.cell_type : typeOf(cell)
  if (type !== was.cell.cell_type) json = withType(json, type, indent)
  const source = proseOf(cell)
  if (source !== (joined(was.cell.source) ?? "").replace(/\r\n?/g, "\n")) {
    const isText = typeof was.cell.source === "string"
    json = setMember(
      json,
      "source",
      render(isText ? source : asLines(source), indent, CELL_LEVEL + 1),
      indent,
      CELL_LEVEL,
    )
  }
  return isSame ? json : withWords(json, cell, style, indent)
}

/** What Jupyter calls the kind of a cell. */
export function typeOf(cell: Pick<Cell, "kind" | "words">): string {
  if (cell.kind !== "code") return "markdown"
  return /^raw(?:\s|$)/.test(cell.words) ? "raw" : "code"
}

/** A cell of a kind: it has what that must have, and nothing that it may not. */
export function withType(given: string, type: string, indent: string | undefined): string {
  const isCode = type === "code"
  const json = isCode ? setMember(given, "attachments", undefined, indent, CELL_LEVEL) : given
  let text = setMember(json, "cell_type", JSON.stringify(type), indent, CELL_LEVEL)
  for (const [key, value] of [
    ["execution_count", "null"],
    ["outputs", "[]"],
  ] as const) {
    const isThere = memberOf(text, skipBlank(text, 0), key) !== undefined
    if (isThere !== isCode) text = setMember(text, key, isCode ? value : undefined, indent, CELL_LEVEL)
  }
  return text
}

/** What stands after the fence is the cell's language, where that is the notebook's; a tag of Jupyter's; or kept for us. */
function withWords(json: string, cell: Cell, style: Style, indent: string | undefined): string {
  const member = memberOf(json, skipBlank(json, 0), "metadata")
  const metadata = member === undefined ? "{}" : json.slice(member.value.start, member.value.end)
  const next = metadataWith(metadata.startsWith("{") ? metadata : "{}", cell, style, indent)
  return next === metadata ? json : setMember(json, "metadata", next, indent, CELL_LEVEL)
}

function metadataWith(text: string, { kind, words }: Cell, { language }: Style, indent: string | undefined): string {
  const level = CELL_LEVEL + 1
  const isParams = kind === "code" && parseFenceWords(words).name === PARAMS
  const rest = isParams ? setFenceWord(words, "name", undefined) : words
  const value = parseJson(text) as Record<string, unknown>
  let next = text
  const tags = Array.isArray(value["tags"]) ? (value["tags"] as unknown[]) : []
  if (kind === "code" && isParams !== tags.includes(PARAMETERS)) {
    const wanted = isParams ? [...tags, PARAMETERS] : tags.filter((tag) => tag !== PARAMETERS)
    const list = wanted.length === 0 ? undefined : render(wanted, indent, level + 1)
    next = setMember(next, "tags", list, indent, level)
  }
  const own = isObject(value["quire"]) ? value["quire"] : {}
  const isDerived = kind === "code" ? rest === (foreignLanguage(value) ?? language) || rest === RAW : rest === ""
  if (isDerived && own["words"] === undefined) return next
  const { words: _words, ...others } = own
  const kept = isDerived ? others : { ...others, words: rest }
  const isEmpty = Object.keys(kept).length === 0
  return setMember(next, "quire", isEmpty ? undefined : render(kept, indent, level + 1), indent, level)
}

function newCellText(cell: Cell, style: Style, id: string): string {
  const type = typeOf(cell)
  const metadata = JSON.parse(metadataWith("{}", cell, style, undefined)) as unknown
  const value = {
    cell_type: type,
    ...(type === "code" ? { execution_count: null } : {}),
    ...(style.hasIds ? { id } : {}),
    metadata,
    ...(type === "code" ? { outputs: [] } : {}),
    source: asLines(proseOf(cell)),
  }
  return render(value, style.indent, CELL_LEVEL)
}

/** The id that a cell has in its file. */
export function idIn(raw: string): string | undefined {
  const id = raw.includes('"id"') ? readCellText(raw)?.cell.id : undefined
  return typeof id === "string" ? id : undefined
}

/** The same slice for a second cell: an id is there once. */
export function withId(raw: string, id: string): string {
  const was = readCellText(raw)
  if (was?.cell.id === undefined) return raw
  return was.before + setMember(was.json, "id", JSON.stringify(id), undefined, CELL_LEVEL)
}

/** The same cell with other outputs, as Jupyter has them. */
export function withOutputs(raw: string, outputs: readonly unknown[], count: number | null, style: Style): string {
  const was = readCellText(raw)
  if (was === undefined) return raw
  const indent = indentOf(was.json) === undefined ? undefined : style.indent
  let json = setMember(was.json, "outputs", render(sorted(outputs), indent, CELL_LEVEL + 1), indent, CELL_LEVEL)
  json = setMember(json, "execution_count", String(count), indent, CELL_LEVEL)
  return was.before + (style.newline === "\n" ? json : json.replace(/\r?\n/g, style.newline))
}
