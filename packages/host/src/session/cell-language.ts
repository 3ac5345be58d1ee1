import { resolve, sep } from "node:path"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { lintCells, writeInterface, writeSchema } from "@quire/language"
import type { Action, CellHover, NotebookTypes, ServiceError } from "@quire/language"
import { offsetAt, parseFenceWords } from "@quire/notebook"
import type { CellId, Diagnostic } from "@quire/notebook"
import type { ChildCall, HeldValue, Shape } from "@quire/protocol"
import { cellsOf, readCell } from "@quire/session"
import type { SessionState } from "@quire/session"
import type { Doc } from "yjs"
import type { SessionOptions } from "./options.ts"
import type { SessionTypes } from "./session-types.ts"

interface At {
  readonly line: number
  readonly character: number
}

/** A name, and the properties that are read of it: `data.rows` has the path `rows`. */
interface Chain {
  readonly name: string
  readonly path: readonly string[]
}

type Call = (call: ChildCall) => Promise<Result<unknown, { readonly code: string }>>

/** A cell that runs keeps its values to itself: so long are they waited for. */
const VALUE_WITHIN_MS = 250

/** What an editor asks about cells: of TypeScript, of the values that ran, and of the formatter. */
export class CellLanguage {
  private readonly options: Pick<SessionOptions, "format" | "folder" | "storage">
  private readonly doc: Doc
  private readonly types: SessionTypes
  private readonly state: () => SessionState
  private readonly call: Call

  constructor(
    options: Pick<SessionOptions, "format" | "folder" | "storage">,
    doc: Doc,
    types: SessionTypes,
    state: () => SessionState,
    call: Call,
  ) {
    this.options = options
    this.doc = doc
    this.types = types
    this.state = state
    this.call = call
  }

  /** TypeScript's answers, and the text of the cell that they will be about. */
  about(cell: CellId): { readonly types: NotebookTypes; readonly source: string | undefined } {
    return this.types.ask(cell)
  }

  /** The text that answers are about; undefined: there is no such cell, or it is no code. */
  textOf(cell: CellId): string | undefined {
    return this.types.textOf(cell) ?? readCell(cell, cellsOf(this.doc).get(cell))?.source
  }

  /** Whether a file that the checker names is one to be read by whoever reads the notebook: of its storage, or of a package. */
  mayShow(file: string): boolean {
    const { storage, folder } = this.options
    const roots = [folder, ...(storage.kind === "local" ? [storage.where] : [])]
    return roots.some((root) => file.startsWith(`${resolve(root)}${sep}`)) || file.includes(`${sep}node_modules${sep}`)
  }

  /** A page has the cell on its screen, until what is given back is called: what is wrong with it is looked for first. */
  watch(cell: CellId): () => void {
    return this.types.watch(cell)
  }

  /** Type and documentation of a name, and what it holds by now. */
  async hover(cell: CellId, at: At, signal: AbortSignal): Promise<Result<CellHover | undefined, ServiceError>> {
    const { types, source = "" } = this.about(cell)
    const chain = chainAt(source, offsetAt(source, at))
    const [typed, held] = await Promise.all([
      types.hover(cell, at, signal),
      chain === undefined ? undefined : this.held(cell, chain),
    ])
    // The type is worth showing without the value, and the other way round.
    const value = held === undefined ? "" : `\n\n*now* \`\`\`\`${held.text.replaceAll("`", "ˋ")}\`\`\`\``
    if (!typed.ok) return value === "" ? typed : ok({ markdown: value.trim() })
    if (typed.value === undefined) return ok(value === "" ? undefined : { markdown: value.trim() })
    return ok({ ...typed.value, markdown: `${typed.value.markdown.trimEnd()}${value}` })
  }

  /** Names of what a value has, where its type does not say: `rows[0]` of a table that a request gave. */
  async heldKeys(cell: CellId, at: At): Promise<readonly string[]> {
    const source = this.types.textOf(cell) ?? ""
    const chain = chainBefore(source, offsetAt(source, at))
    const held = chain === undefined ? undefined : await this.held(cell, chain)
    return held?.keys ?? []
  }

  /** Types for a name whose value has none, written from the value. */
  async typeActions(cell: CellId, at: At, signal: AbortSignal): Promise<readonly Action[]> {
    const { types, source = "" } = this.about(cell)
    const chain = chainAt(source, offsetAt(source, at))
    if (chain === undefined || chain.path.length > 0) return []
    const typed = await types.hover(cell, at, signal)
    const signature = typed.ok ? (typed.value?.markdown.split("\n")[1] ?? "") : ""
    if (!/:\s*(?:any|unknown)(?:\[\])*\s*$/.test(signature)) return []
    const owner = this.ownerOf(cell, chain.name)
    const shape = owner === undefined ? undefined : await this.ask<Shape>({ ask: "shape", cell: owner, ...chain })
    if (owner === undefined || shape === undefined || shape.kind === "unknown") return []
    return this.writeTypes(owner, chain.name, shape)
  }

  /** The cell in its project's style; undefined when it cannot be parsed. */
  async format(cell: CellId): Promise<string | undefined> {
    const found = readCell(cell, cellsOf(this.doc).get(cell))
    if (found === undefined) return undefined
    return await this.options.format?.(found.source, parseFenceWords(found.words).language)
  }

  /** What the linter says of cells; the error is a sentence. */
  async lint(cells: readonly CellId[]): Promise<Result<ReadonlyMap<CellId, readonly Diagnostic[]>, string>> {
    const found = cells.flatMap((id) => {
      const cell = readCell(id, cellsOf(this.doc).get(id))
      const words = parseFenceWords(cell?.words ?? "")
      return cell?.kind !== "code" || words.isStatic ? [] : [{ id, source: cell.source, language: words.language }]
    })
    if (found.length === 0) return ok(new Map())
    const linted = await lintCells(found, this.options.folder)
    return linted.ok ? ok(new Map(found.map(({ id }, n) => [id, linted.value[n] ?? []]))) : linted
  }

  private writeTypes(owner: CellId, name: string, shape: Shape): Action[] {
    const definition = this.state().analyses[owner]?.defines.find((one) => one.name === name)
    const source = this.types.textOf(owner) ?? ""
    const typeName = typeNameOf(name, shape)
    const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    const above = (text: string): { range: typeof top; newText: string } => ({ range: top, newText: `${text}\n\n` })
    const actions: Action[] = []
    const annotated = shape.kind === "array" ? `${typeName}[]` : typeName
    const isBare = definition !== undefined && /^\s*=/.test(source.slice(definition.place.end))
    const annotation = isBare ? [annotationOf(definition.place, `: ${annotated}`)] : []
    const add = (title: string, edits: Action["edits"]): void =>
      void actions.push({ title, kind: "refactor", isPreferred: false, edits })
    add(`Write an interface for ${name}`, new Map([[owner, [above(writeInterface(typeName, shape)), ...annotation]]]))
    const hasZod = /\bfrom\s*["']zod["']/.test(source) || this.ownerOf(owner, "z") !== undefined
    const imported = hasZod ? "" : 'import { z } from "zod"\n\n'
    add(`Write a zod schema for ${name}`, new Map([[owner, [above(`${imported}${writeSchema(typeName, shape)}`)]]]))
    return actions
  }

  private async held(cell: CellId, { name, path }: Chain): Promise<HeldValue | undefined> {
    const owner = this.ownerOf(cell, name)
    return owner === undefined ? undefined : await this.ask<HeldValue>({ ask: "value", cell: owner, name, path })
  }

  /** The cell that a name means here. */
  private ownerOf(cell: CellId, name: string): CellId | undefined {
    const { analyses, graph } = this.state()
    if (analyses[cell]?.defines.some((one) => one.name === name) === true) return cell
    const node = graph.get(cell)
    return node?.inputs.get(name) ?? node?.late.get(name)
  }

  /** Undefined when there is no runtime, the name holds nothing, or a cell keeps the runtime busy. */
  private async ask<T>(call: ChildCall): Promise<T | undefined> {
    if (this.state().runtime.status !== "ready") return undefined
    const late = new Promise<Result<unknown, unknown>>((resolve) => {
      setTimeout(() => resolve(err("late")), VALUE_WITHIN_MS).unref()
    })
    const answer = await Promise.race([this.call(call), late])
    return answer.ok ? (answer.value as T) : undefined
  }
}

const NAME = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`
const CHAIN = new RegExp(String.raw`(?<![.\p{ID_Continue}$])${NAME}(?:\??\.${NAME})*$`, "u")

/** The name at a place, with what it is read of. */
function chainAt(source: string, offset: number): Chain | undefined {
  const [rest = ""] = /^[\p{ID_Continue}$]*/u.exec(source.slice(offset)) ?? []
  return chainIn(source.slice(Math.max(0, offset - 500), offset + rest.length))
}

/** What a property is asked of: `data.rows` in `data.rows.len`. */
function chainBefore(source: string, offset: number): Chain | undefined {
  const before = source.slice(Math.max(0, offset - 500), offset)
  const dot = /\??\.[\p{ID_Continue}$]*$/u.exec(before)
  return dot === null ? undefined : chainIn(before.slice(0, dot.index))
}

function chainIn(text: string): Chain | undefined {
  const found = CHAIN.exec(text)?.[0]
  if (found === undefined) return undefined
  const [name = "", ...path] = found.split(/\??\./)
  return { name, path }
}

function annotationOf(
  { line, column, start, end }: { line: number; column: number; start: number; end: number },
  newText: string,
) {
  const at = { line: line - 1, character: column - 1 + (end - start) }
  return { range: { start: at, end: at }, newText }
}

/** `sales_rows` → `SalesRow`. */
function typeNameOf(name: string, shape: Shape): string {
  const words = name.split(/[^\p{ID_Continue}]+|_+|(?<=\p{Ll})(?=\p{Lu})/u).filter((word) => word !== "")
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")
  const single = shape.kind === "array" ? pascal.replace(/(?<=[^s])s$/, "") : pascal
  return single === name || single === "" ? `${name}Type` : single
}
