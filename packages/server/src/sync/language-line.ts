import { assertNever } from "@quire/base"
import type { Result } from "@quire/base"
import type { CellLanguage } from "@quire/host"
import type { Action, CellEdits, Found, Offered, ServiceError } from "@quire/language"
import type { CellId } from "@quire/notebook"
import { open } from "node:fs/promises"
import { fileURLToPath, pathToFileURL } from "node:url"
import { applyChanges, bestFor, editsBetween } from "./language-texts.ts"
import { message, METHODS } from "./language-messages.ts"
import type { MethodName, Params } from "./language-messages.ts"

/** Answers a page's editor about the cells of its notebook, in the words of the Language Server Protocol. The page's texts are
 *  known from its `didOpen` and `didChange`; a question about a text that is not the document's by now (somebody else's edit is
 *  under way) is refused as `ContentModified`, so that no place is ever one of another text. */
export class LanguageLine {
  private readonly language: CellLanguage
  private readonly send: (text: string) => void
  private readonly texts = new Map<string, string>()
  private readonly watched = new Map<string, () => void>()
  /** The entries of the last lists, by their numbers: an older one may still be on the screen. */
  private readonly offered = new Map<number, readonly Offered[]>()
  private lists = 0
  private readonly asked = new Map<string | number, AbortController>()
  /** Files that answers have named: only these may be read. */
  private readonly named = new Set<string>()

  constructor(language: CellLanguage, send: (text: string) => void) {
    this.language = language
    this.send = send
  }

  /** Takes a message. One that is none throws. */
  receive(text: string): void {
    const { id, method, params } = message.parse(JSON.parse(text))
    if (method === undefined) return
    if (id === undefined) return this.note(method, params)
    void this.answer(id, method, params)
  }

  close(): void {
    for (const controller of this.asked.values()) controller.abort()
    for (const leave of this.watched.values()) leave()
  }

  private note(method: string, params: unknown): void {
    switch (method) {
      case "textDocument/didOpen": {
        const { uri, text } = METHODS.didOpen.parse(params).textDocument
        if (!this.mayHold(uri, text)) return
        this.texts.set(uri, text)
        if (!this.watched.has(uri)) this.watched.set(uri, this.language.watch(cellOf(uri)))
        return
      }
      case "textDocument/didChange": {
        const { textDocument, contentChanges } = METHODS.didChange.parse(params)
        const before = this.texts.get(textDocument.uri)
        const text = before === undefined ? undefined : applyChanges(before, contentChanges)
        if (text === undefined) return
        if (this.mayHold(textDocument.uri, text)) this.texts.set(textDocument.uri, text)
        // What is not held is not known: questions about it are refused.
        else this.texts.delete(textDocument.uri)
        return
      }
      case "textDocument/didClose": {
        const { uri } = METHODS.didClose.parse(params).textDocument
        this.texts.delete(uri)
        this.watched.get(uri)?.()
        this.watched.delete(uri)
        return
      }
      case "$/cancelRequest":
        return this.asked.get(METHODS.cancel.parse(params).id)?.abort()
      default:
        // `initialized`, and what a newer client may say.
        return
    }
  }

  /** As many and as long as a page needs. */
  private mayHold(uri: string, text: string): boolean {
    const isKnown = this.texts.has(uri)
    if (text.length > LIMIT_TEXT || (!isKnown && this.texts.size >= LIMIT_TEXTS)) return false
    let all = text.length
    for (const [other, { length }] of this.texts) if (other !== uri) all += length
    return all <= LIMIT_ALL
  }

  private async answer(id: string | number, method: string, params: unknown): Promise<void> {
    if (this.asked.has(id) || this.asked.size >= LIMIT_ASKED) {
      const error = { code: REQUEST_FAILED, message: "Too much is asked at once." }
      return this.send(JSON.stringify({ jsonrpc: "2.0", id, error }))
    }
    const controller = new AbortController()
    this.asked.set(id, controller)
    try {
      const result = await this.resultOf(method, params, controller.signal)
      this.send(JSON.stringify({ jsonrpc: "2.0", id, result: result ?? null }))
    } catch (error) {
      const code = error instanceof Refused ? error.code : INVALID_PARAMS
      // What an editor asks by itself is nobody's failure when it cannot be answered just now.
      if (code !== INVALID_PARAMS && UNASKED.has(method))
        return this.send(JSON.stringify({ jsonrpc: "2.0", id, result: null }))
      this.send(JSON.stringify({ jsonrpc: "2.0", id, error: { code, message: messageOf(error) } }))
    } finally {
      this.asked.delete(id)
    }
  }

  private async resultOf(method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
    if (method === "initialize") return { capabilities: CAPABILITIES, serverInfo: { name: "quire" } }
    const name = NAMES.get(method)
    if (name === undefined) throw new Refused(METHOD_NOT_FOUND, `${method} is not known here`)
    if (name === "readFile") return await this.readFile(METHODS.readFile.parse(params).uri)
    return await this.ask(name, params, signal)
  }

  private async ask(name: Exclude<MethodName, "readFile">, params: unknown, signal: AbortSignal): Promise<unknown> {
    const { language } = this
    switch (name) {
      case "completion": {
        const { cell, at, source, context, textDocument } = this.at(name, params)
        const { types } = language.about(cell)
        const list = good(await types.completion(cell, at, context?.triggerCharacter, signal))
        if (list.items.length === 0) return heldEntries(await language.heldKeys(cell, at))
        const { items, isIncomplete } = bestFor(list, source, at)
        const number = this.noteOffered(items)
        const dataOf = (n: number): object => ({ uri: textDocument.uri, list: number, n })
        return { isIncomplete, items: items.map((item, n) => ({ ...item, whole: undefined, data: dataOf(n) })) }
      }
      case "resolve": {
        const { uri, list, n } = METHODS.resolve.parse(params).data
        const [item, cell] = [this.offered.get(list)?.[n], this.cellOf(uri)]
        return item === undefined ? {} : good(await language.about(cell).types.resolveCompletion(cell, item))
      }
      case "hover": {
        const { cell, at } = this.at(name, params)
        const hover = good(await language.hover(cell, at, signal))
        return hover && { contents: { kind: "markdown", value: hover.markdown }, range: hover.range }
      }
      case "signatureHelp": {
        const { cell, at } = this.at(name, params)
        return good(await language.about(cell).types.signature(cell, at, signal))
      }
      case "definition":
      case "typeDefinition": {
        const { cell, at } = this.at(name, params)
        return this.places(good(await language.about(cell).types.definition(cell, at, name)))
      }
      case "references": {
        const { cell, at } = this.at(name, params)
        return this.places(good(await language.about(cell).types.references(cell, at)))
      }
      case "prepareRename": {
        const { cell, at } = this.at(name, params)
        return good(await language.about(cell).types.prepareRename(cell, at))
      }
      case "rename": {
        const { cell, at, newName } = this.at(name, params)
        return this.editOf(good(await language.about(cell).types.rename(cell, at, newName)))
      }
      case "codeAction":
        return await this.actions(params, signal)
      case "formatting":
        return await this.format(params)
      case "lint":
        return await this.lint(params)
      case "inlayHint": {
        const { textDocument, range } = METHODS.inlayHint.parse(params)
        const cell = this.cellOf(textDocument.uri)
        return good(await language.about(cell).types.inlayHints(cell, range, signal))
      }
      default:
        return assertNever(name)
    }
  }

  /** Of one place: what mends it, and what could be written there. Of a whole cell: its imports, organised. */
  private async actions(params: unknown, signal: AbortSignal): Promise<unknown> {
    const { textDocument, range, context } = METHODS.codeAction.parse(params)
    const cell = this.cellOf(textDocument.uri)
    const { types } = this.language.about(cell)
    if (context.only?.includes("source.organizeImports") === true) {
      const edits = good(await types.organiseImports(cell))
      const whole = { title: "Organise imports", kind: "source.organizeImports", isPreferred: false }
      return edits.length === 0 ? [] : [this.actionOf({ ...whole, edits: new Map([[cell, edits]]) })]
    }
    const fixes = good(await types.quickFixes(cell, range, signal))
    const all = [...fixes, ...(await this.language.typeActions(cell, range.start, signal))]
    return all.map((action) => this.actionOf(action))
  }

  private actionOf({ title, kind, isPreferred, edits }: Action): unknown {
    return { title, kind, isPreferred, edit: this.editOf(edits) }
  }

  /** With the texts that it is for: a page carries it out on no others. */
  private editOf(edits: CellEdits): unknown {
    const entries = [...edits].map(([cell, list]) => [uriOf(cell), list, this.language.textOf(cell) ?? ""] as const)
    return {
      changes: Object.fromEntries(entries.map(([uri, list]) => [uri, list])),
      texts: Object.fromEntries(entries.map(([uri, , text]) => [uri, text])),
    }
  }

  private noteOffered(items: readonly Offered[]): number {
    this.offered.set(++this.lists, items)
    this.offered.delete(this.lists - KEPT_LISTS)
    return this.lists
  }

  private async lint(params: unknown): Promise<unknown> {
    const cell = this.cellOf(METHODS.lint.parse(params).textDocument.uri)
    const linted = await this.language.lint([cell])
    return linted.ok ? (linted.value.get(cell) ?? []) : []
  }

  private async format(params: unknown): Promise<unknown> {
    const { textDocument } = METHODS.formatting.parse(params)
    const cell = this.cellOf(textDocument.uri)
    const { source = "" } = this.language.about(cell)
    const formatted = await this.language.format(cell)
    if (formatted === undefined) throw new Refused(REQUEST_FAILED, "A cell with a syntax error cannot be formatted.")
    return editsBetween(source, formatted)
  }

  private at<
    N extends
      | "completion"
      | "hover"
      | "signatureHelp"
      | "definition"
      | "typeDefinition"
      | "references"
      | "prepareRename"
      | "rename",
  >(name: N, params: unknown): Params<N> & { cell: CellId; at: Params<N>["position"]; source: string } {
    const read = METHODS[name].parse(params) as Params<N>
    const cell = this.cellOf(read.textDocument.uri)
    return { ...read, cell, at: read.position, source: this.texts.get(read.textDocument.uri) ?? "" }
  }

  private cellOf(uri: string): CellId {
    const cell = cellOf(uri)
    const { source } = this.language.about(cell)
    const text = this.texts.get(uri)
    if (source === undefined || text === undefined) throw new Refused(INVALID_PARAMS, "There is no such cell.")
    if (source !== text) throw new Refused(CONTENT_MODIFIED, "The cell is another one by now.")
    return cell
  }

  private places(found: readonly Found[]): unknown[] {
    return found.flatMap((place) => {
      if ("cell" in place) return [{ uri: uriOf(place.cell), range: place.range }]
      if (!this.language.mayShow(place.file)) return []
      const uri = pathToFileURL(place.file).href
      this.named.add(uri)
      return [{ uri, range: place.range }]
    })
  }

  /** A file that an answer has named: of a package, or of the project. */
  private async readFile(uri: string): Promise<unknown> {
    if (!this.named.has(uri)) throw new Refused(INVALID_PARAMS, "No answer has named this file.")
    const path = fileURLToPath(uri)
    const file = await open(path).catch(() => undefined)
    if (file === undefined) throw new Refused(REQUEST_FAILED, `${path} cannot be read.`)
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(FILE_LIMIT), 0, FILE_LIMIT, 0)
      return { path, text: buffer.subarray(0, bytesRead).toString("utf8"), isWhole: bytesRead < FILE_LIMIT }
    } finally {
      await file.close()
    }
  }
}

// More than any page has on its screen.
const LIMIT_TEXTS = 2000
const LIMIT_TEXT = 4 * 1024 * 1024
const LIMIT_ALL = 32 * 1024 * 1024
const LIMIT_ASKED = 200
const KEPT_LISTS = 4
const FILE_LIMIT = 4 * 1024 * 1024
const METHOD_NOT_FOUND = -32_601
const INVALID_PARAMS = -32_602
const CANCELLED = -32_800
const CONTENT_MODIFIED = -32_801
const REQUEST_FAILED = -32_803

class Refused extends Error {
  readonly code: number

  constructor(code: number, words: string) {
    super(words)
    this.code = code
  }
}

const UNASKED = new Set(["textDocument/hover", "textDocument/signatureHelp", "textDocument/inlayHint", "quire/lint"])

const NAMES: ReadonlyMap<string, MethodName> = new Map([
  ["textDocument/completion", "completion"],
  ["completionItem/resolve", "resolve"],
  ["textDocument/hover", "hover"],
  ["textDocument/signatureHelp", "signatureHelp"],
  ["textDocument/definition", "definition"],
  ["textDocument/typeDefinition", "typeDefinition"],
  ["textDocument/references", "references"],
  ["textDocument/prepareRename", "prepareRename"],
  ["textDocument/rename", "rename"],
  ["textDocument/codeAction", "codeAction"],
  ["textDocument/formatting", "formatting"],
  ["textDocument/inlayHint", "inlayHint"],
  ["quire/readFile", "readFile"],
  ["quire/lint", "lint"],
] as const)

const CAPABILITIES = {
  positionEncoding: "utf-16",
  textDocumentSync: { openClose: true, change: 2 },
  completionProvider: { triggerCharacters: [".", '"', "'", "`", "/", "@", "<", "#"], resolveProvider: true },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ["(", ",", "<"], retriggerCharacters: [")"] },
  definitionProvider: true,
  typeDefinitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  codeActionProvider: true,
  documentFormattingProvider: true,
  inlayHintProvider: true,
}

/** What a value has, where its type says nothing. */
function heldEntries(keys: readonly string[]): unknown {
  const items = keys.map((label) => ({ label, kind: PROPERTY, detail: "what it holds now" }))
  return { isIncomplete: false, items }
}

const PROPERTY = 10

function good<T>(result: Result<T, ServiceError>): T {
  if (result.ok) return result.value
  const { error } = result
  switch (error.code) {
    case "cancelled":
      throw new Refused(CANCELLED, "It is not wanted any more.")
    case "service-ended":
      throw new Refused(REQUEST_FAILED, "The type checker is starting again.")
    case "service-refused":
      throw new Refused(REQUEST_FAILED, error.because)
    default:
      return assertNever(error)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Refused ? error.message : "This was not understood."
}

function cellOf(uri: string): CellId {
  return decodeURIComponent(uri.replace(/^cell:\/*/, "")) as CellId
}

function uriOf(cell: CellId): string {
  return `cell:///${encodeURIComponent(cell)}`
}
