import { fileURLToPath } from "node:url"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CellId } from "@quire/notebook"
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  Diagnostic,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  Position,
  Range,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-types"
import {
  cellEdits,
  entryOf,
  hintOf,
  isBareStyle,
  isOfCell,
  overlaps,
  placeIn,
  readable,
  shift,
  withoutTwins,
  wordsOf,
} from "./cell-terms.ts"
import { NotebookModules } from "./notebook-modules.ts"
import type { CellModule, ServiceCell } from "./notebook-modules.ts"
import { uriOf } from "./server-process.ts"
import type { ProjectFolder } from "./project-folder.ts"
import type { ServerProcess, ServiceError } from "./server-process.ts"

/** A place in a cell, or in a file of the project or of a package. Lines and columns count from 0, as editors' protocols do. */
export type Found = { readonly cell: CellId; readonly range: Range } | { readonly file: string; readonly range: Range }

/** Edits of cells, each cell's in its own lines. */
export type CellEdits = ReadonlyMap<CellId, readonly TextEdit[]>

/** What is wrong, in words of TypeScript's. */
export interface CellDiagnostic {
  readonly range: Range
  /** 1 an error, 2 a warning, else a hint. */
  readonly severity: number
  readonly code: number
  readonly message: string
  /** Nothing uses it: it is dimmed. */
  readonly isUnused: boolean
}

/** An entry that could stand at a place, in the cell's terms; `whole` is TypeScript's own. */
export interface Offered extends CompletionItem {
  readonly whole: CompletionItem
}

export interface Completions {
  readonly isIncomplete: boolean
  readonly items: readonly Offered[]
}

export interface CellHover {
  readonly markdown: string
  readonly range?: Range
}

export interface CellHint {
  readonly position: Position
  readonly label: string
  readonly paddingLeft: boolean
  readonly paddingRight: boolean
}

/** Edits that mend something. */
export interface Action {
  readonly title: string
  readonly kind: string
  readonly isPreferred: boolean
  readonly edits: CellEdits
}

// A module has no exported member (and perhaps a similar one); a property does not exist (and perhaps a similar one).
const LACKS_EXPORT = new Set([2305, 2614, 2724])
const LACKS_MEMBER = new Set([2339, 2551])

type Places = Location | Location[] | LocationLink[] | null

type Answer<T> = Promise<Result<T, ServiceError>>

/** What TypeScript knows about the cells of one notebook. Positions are those of the cells' texts, in UTF-16 units. Ask only
 *  about cells of the last `update`. Errors: `cancelled`, `service-ended` (it is started again by a later question),
 *  `service-refused`. */
export class NotebookTypes {
  private readonly server: ServerProcess
  private readonly makeFolder: () => ProjectFolder
  private readonly name: string
  private modules: NotebookModules | undefined
  private folder: ProjectFolder | undefined
  private cells: readonly ServiceCell[] = []

  /** See `TypeService.open`. */
  constructor(server: ServerProcess, makeFolder: () => ProjectFolder, name: string) {
    this.server = server
    this.makeFolder = makeFolder
    this.name = name
  }

  /** The cells as they are by now, in document order. Gives those whose meaning may be another one. */
  update(cells: readonly ServiceCell[]): CellId[] {
    this.cells = cells
    this.folder ??= this.makeFolder()
    this.modules ??= new NotebookModules(this.folder.path, this.name)
    const { changed, gone } = this.modules.update(cells)
    for (const path of gone) this.server.remove(path)
    for (const module of changed) this.put(module)
    return this.modules.affected(changed.map(({ cell }) => cell))
  }

  /** Packages were installed, or settings changed: links are made anew. */
  refresh(): void {
    if (this.modules === undefined || this.folder === undefined) return
    const before = this.folder
    this.folder = this.makeFolder()
    this.server.changed([`${this.folder.path}/tsconfig.json`, `${this.folder.path}/node_modules`])
    if (before.path === this.folder.path) return
    this.close()
    this.update(this.cells)
  }

  /** A file of the project was saved, made or removed. */
  fileSaved(path: string): void {
    this.server.changed([path])
  }

  close(): void {
    for (const { path } of this.modules?.modules.values() ?? []) this.server.remove(path)
    this.modules = undefined
  }

  /** What is wrong with a cell, by its types. */
  async diagnostics(cell: CellId, signal?: AbortSignal): Answer<CellDiagnostic[]> {
    const module = this.moduleOf(cell)
    if (module === undefined) return ok([])
    const textDocument = { uri: uriOf(module.path) }
    const asked = await this.server.ask<{ items?: Diagnostic[] }>("textDocument/diagnostic", { textDocument }, signal)
    return asked.ok ? ok((asked.value.items ?? []).flatMap((found) => this.toCell(module, found))) : asked
  }

  /** What could stand at a place; `resolveCompletion` says more of an entry. */
  async completion(
    cell: CellId,
    position: Position,
    trigger: string | undefined,
    signal?: AbortSignal,
  ): Answer<Completions> {
    const written = this.modules?.takeInHand(cell)
    if (written !== undefined) this.put(written)
    const module = this.moduleOf(cell)
    if (module === undefined) return ok({ isIncomplete: false, items: [] })
    const context = trigger === undefined ? { triggerKind: 1 } : { triggerKind: 2, triggerCharacter: trigger }
    const params = { ...placeIn(module, position), context }
    const asked = await this.server.ask<CompletionList | CompletionItem[] | null>(
      "textDocument/completion",
      params,
      signal,
    )
    if (!asked.ok) return asked
    const list = Array.isArray(asked.value) ? asked.value : (asked.value?.items ?? [])
    const known = withoutTwins(list.filter((item) => !isOfCell(item)))
    const items = known.map((item) => ({ ...entryOf(item, module), whole: item }))
    return ok({ isIncomplete: !Array.isArray(asked.value) && asked.value?.isIncomplete === true, items })
  }

  /** The documentation of an entry, and what else is edited when it is taken. */
  async resolveCompletion(
    cell: CellId,
    { whole }: Offered,
  ): Answer<Pick<CompletionItem, "detail" | "documentation" | "additionalTextEdits">> {
    const module = this.moduleOf(cell)
    if (module === undefined) return ok({})
    const asked = await this.server.ask<CompletionItem>("completionItem/resolve", whole)
    if (!asked.ok) return asked
    const { detail, documentation, additionalTextEdits } = asked.value
    return ok({
      ...(detail === undefined ? {} : { detail: readable(detail) }),
      ...(documentation === undefined ? {} : { documentation }),
      ...(additionalTextEdits === undefined
        ? {}
        : { additionalTextEdits: cellEdits(module, additionalTextEdits, this.isBare()) }),
    })
  }

  async hover(cell: CellId, position: Position, signal?: AbortSignal): Answer<CellHover | undefined> {
    const asked = await this.at<Hover | null>("textDocument/hover", cell, position, {}, signal)
    if (!asked.ok || asked.value === null || asked.value === undefined) return asked.ok ? ok(undefined) : asked
    const [{ contents, range }, module] = [asked.value, this.moduleOf(cell)]
    const shown = { markdown: readable(wordsOf(contents)) }
    return ok(
      range === undefined || module === undefined ? shown : { ...shown, range: shift(range, -module.lineOffset) },
    )
  }

  async signature(cell: CellId, position: Position, signal?: AbortSignal): Answer<SignatureHelp | undefined> {
    const asked = await this.at<SignatureHelp | null>("textDocument/signatureHelp", cell, position, {}, signal)
    return asked.ok ? ok(asked.value ?? undefined) : asked
  }

  async definition(
    cell: CellId,
    position: Position,
    kind: "definition" | "typeDefinition" = "definition",
  ): Answer<Found[]> {
    return this.found(await this.at<Places>(`textDocument/${kind}`, cell, position))
  }

  async references(cell: CellId, position: Position): Answer<Found[]> {
    const context = { includeDeclaration: true }
    return this.found(await this.at<Places>("textDocument/references", cell, position, { context }))
  }

  /** The name at a place, where one can be given to it. */
  async prepareRename(cell: CellId, position: Position): Answer<Range | undefined> {
    const asked = await this.at<Range | { readonly range: Range } | null>("textDocument/prepareRename", cell, position)
    const module = this.moduleOf(cell)
    if (!asked.ok || asked.value === undefined || asked.value === null || module === undefined)
      return asked.ok ? ok(undefined) : asked
    return ok(shift("range" in asked.value ? asked.value.range : asked.value, -module.lineOffset))
  }

  /** Gives a name another name in all cells. Refused where a file outside of the notebook has it, too. */
  async rename(cell: CellId, position: Position, newName: string): Answer<CellEdits> {
    const asked = await this.at<WorkspaceEdit | null>("textDocument/rename", cell, position, { newName })
    if (!asked.ok) return asked
    const { edits, files } = this.editsOf(asked.value ?? {})
    const [file] = files
    if (file === undefined) return ok(edits)
    return err({ code: "service-refused", because: `The name is also used in ${file}, which no notebook changes.` })
  }

  /** Quick fixes for what is wrong in a range. */
  async quickFixes(cell: CellId, range: Range, signal?: AbortSignal): Answer<Action[]> {
    const module = this.moduleOf(cell)
    if (module === undefined) return ok([])
    const textDocument = { uri: uriOf(module.path) }
    const found = await this.server.ask<{ items?: Diagnostic[] }>("textDocument/diagnostic", { textDocument }, signal)
    if (!found.ok) return found
    const wanted = shift(range, module.lineOffset)
    const diagnostics = (found.value.items ?? []).filter((one) => overlaps(one.range, wanted))
    if (diagnostics.length === 0) return ok([])
    const context = { diagnostics, only: ["quickfix"] }
    return this.actions(
      await this.server.ask<CodeAction[] | null>(
        "textDocument/codeAction",
        { textDocument, range: wanted, context },
        signal,
      ),
    )
  }

  /** Sorts the imports of a cell, and takes away those that nothing uses. */
  async organiseImports(cell: CellId): Answer<readonly TextEdit[]> {
    const module = this.moduleOf(cell)
    if (module === undefined) return ok([])
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    const context = { diagnostics: [], only: ["source.organizeImports"] }
    const asked = await this.server.ask<CodeAction[] | null>("textDocument/codeAction", {
      textDocument: { uri: uriOf(module.path) },
      range,
      context,
    })
    const actions = this.actions(asked)
    return actions.ok ? ok(actions.value.flatMap(({ edits }) => edits.get(cell) ?? [])) : actions
  }

  async inlayHints(cell: CellId, range: Range, signal?: AbortSignal): Answer<CellHint[]> {
    const module = this.moduleOf(cell)
    if (module === undefined) return ok([])
    const params = { textDocument: { uri: uriOf(module.path) }, range: shift(range, module.lineOffset) }
    const asked = await this.server.ask<InlayHint[] | null>("textDocument/inlayHint", params, signal)
    if (!asked.ok) return asked
    return ok((asked.value ?? []).flatMap((hint) => hintOf(hint, module)))
  }

  private isBare(): boolean {
    return isBareStyle(this.cells.flatMap(({ code }) => code?.source ?? []))
  }

  private put({ path, languageId, text }: CellModule): void {
    this.server.put(path, languageId, text)
  }

  private moduleOf(cell: CellId): CellModule | undefined {
    return this.modules?.modules.get(cell)
  }

  private async at<T>(
    method: string,
    cell: CellId,
    position: Position,
    more: object = {},
    signal?: AbortSignal,
  ): Answer<T | undefined> {
    const module = this.moduleOf(cell)
    if (module === undefined) return ok(undefined)
    return await this.server.ask<T>(method, { ...placeIn(module, position), ...more }, signal)
  }

  private found(asked: Result<Places | undefined, ServiceError>): Result<Found[], ServiceError> {
    if (!asked.ok) return asked
    const list = asked.value ?? []
    return ok((Array.isArray(list) ? list : [list]).flatMap((place) => this.placeOf(place)))
  }

  /** Places in what is generated are nobody's. */
  private placeOf(place: Location | LocationLink): Found[] {
    const [uri, range] = "targetUri" in place ? [place.targetUri, place.targetSelectionRange] : [place.uri, place.range]
    const file = fileURLToPath(uri)
    const module = this.modules?.moduleAt(file)
    if (module === undefined) return [{ file, range }]
    return range.start.line < module.lineOffset ? [] : [{ cell: module.cell, range: shift(range, -module.lineOffset) }]
  }

  private toCell(module: CellModule, found: Diagnostic): CellDiagnostic[] {
    const { range, severity = 1, code = "", message, tags = [] } = found
    if (range.start.line < module.lineOffset || !this.isWanted(module, found)) return []
    const isUnused = tags.includes(1)
    // What it would merely rather see is nothing to be shown.
    if (severity > 2 && tags.length === 0) return []
    const text = readable(wordsOf(message))
    return [{ range: shift(range, -module.lineOffset), severity, code: Number(code), message: text, isUnused }]
  }

  /** Of JavaScript, which says nothing of types, only what no reader could miss: names that a module does not have. */
  private isWanted({ languageId, source }: CellModule, { code, message }: Diagnostic): boolean {
    if (languageId.startsWith("typescript") || this.folder?.checksJavaScript === true) return true
    if (/^\s*\/\/[ \t]*@ts-check\b/m.test(source) || Number(code) < 2000) return true
    const isOfModule = /on type 'typeof import\(/.test(wordsOf(message))
    return LACKS_EXPORT.has(Number(code)) || (LACKS_MEMBER.has(Number(code)) && isOfModule)
  }

  private actions(asked: Result<CodeAction[] | null, ServiceError>): Result<Action[], ServiceError> {
    if (!asked.ok) return asked
    const known = (asked.value ?? []).flatMap(({ title, kind = "", isPreferred = false, edit }) => {
      const { edits, files } = this.editsOf(edit ?? {})
      return files.length > 0 || edits.size === 0 ? [] : [{ title: readable(title), kind, isPreferred, edits }]
    })
    const titles = new Set(known.map(({ title }) => title))
    // Node's own modules go by one name.
    return ok(known.filter(({ title }) => !titles.has(title.replace(/"([^"]+)"/, '"node:$1"'))))
  }

  private editsOf({ changes = {}, documentChanges = [] }: WorkspaceEdit): {
    edits: Map<CellId, TextEdit[]>
    files: string[]
  } {
    const edits = new Map<CellId, TextEdit[]>()
    const files: string[] = []
    const all = [
      ...Object.entries(changes),
      ...documentChanges.flatMap((change): [string, TextEdit[]][] =>
        "edits" in change ? [[change.textDocument.uri, change.edits as TextEdit[]]] : [],
      ),
    ]
    for (const [uri, list] of all) {
      const file = fileURLToPath(uri)
      const module = this.modules?.moduleAt(file)
      if (module === undefined) files.push(file)
      else {
        const own = cellEdits(module, list, this.isBare())
        if (own.length > 0) edits.set(module.cell, own)
      }
    }
    return { edits, files }
  }
}
