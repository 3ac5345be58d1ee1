import { mkdirSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { MISSING } from "@quire/notebook"
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
  isMemberAt,
  isBareStyle,
  isOfCell,
  overlaps,
  placeIn,
  readable,
  shift,
  spellings,
  wordAt,
  withoutTwins,
  wordsOf,
} from "./cell-terms.ts"
import type {
  Action,
  CellDiagnostic,
  CellEdits,
  CellHint,
  CellHover,
  Completions,
  Found,
  Offered,
  ProvidedModule,
} from "./answers.ts"
import { NotebookModules } from "./notebook-modules.ts"
import type { CellModule, ServiceCell } from "./notebook-modules.ts"
import { renameInCells } from "./rename-cells.ts"
import { uriOf } from "./server-process.ts"
import { isWanted, LACKS_EXPORT, UNUSED } from "./wanted.ts"
import type { ProjectFolder } from "./project-folder.ts"
import type { ServerProcess, ServiceError } from "./server-process.ts"

const LOOK_MS = 2000

type Places = Location | Location[] | LocationLink[] | null

type Answer<T> = Promise<Result<T, ServiceError>>

/** What TypeScript knows about the cells of one notebook. Positions are those of the cells' texts, in UTF-16 units. Ask only
 *  about cells of the last `update`. Errors: `cancelled`, `service-ended` (it is started again by a later question),
 *  `service-refused`. */
export class NotebookTypes {
  private readonly server: ServerProcess
  private readonly makeFolder: () => ProjectFolder
  private readonly provided = new Map<string, ProvidedModule>()
  private lastLook = 0
  private stamp = ""
  private modules: NotebookModules | undefined
  private folder: ProjectFolder | undefined
  private cells: readonly ServiceCell[] = []

  /** See `TypeService.open`. */
  constructor(server: ServerProcess, makeFolder: () => ProjectFolder) {
    this.server = server
    this.makeFolder = makeFolder
  }

  /** The cells as they are by now, in document order. Gives those whose meaning may be another one. */
  update(cells: readonly ServiceCell[]): CellId[] {
    this.cells = cells
    const isOther = this.isOutdated()
    if (isOther) this.refresh()
    this.modules ??= new NotebookModules(this.ready().path)
    const { changed, gone } = this.modules.update(cells)
    for (const path of gone) this.server.remove(path)
    for (const module of changed) this.put(module)
    return this.modules.affected(isOther ? cells.map(({ id }) => id) : changed.map(({ cell }) => cell))
  }

  /** Packages were installed, or settings changed: links are made anew. */
  refresh(): void {
    if (this.modules === undefined || this.folder === undefined) return
    const before = this.folder
    this.folder = undefined
    this.folder = this.ready()
    this.server.changed([`${this.folder.path}/tsconfig.json`, `${this.folder.path}/node_modules`])
    if (before.path === this.folder.path) return
    const now = this.folder
    this.folder = before
    this.close()
    this.folder = now
    for (const [notebook, provided] of this.provided) this.provide(notebook, provided)
    this.update(this.cells)
  }

  /** Another notebook, as the module that cells import by its name. */
  provide(notebook: string, module: ProvidedModule): void {
    const before = this.provided.get(notebook)
    // TypeScript looks for one ending before the other.
    if (before !== undefined && before.language !== module.language) this.withdraw(notebook)
    this.provided.set(notebook, module)
    const path = this.pathOf(notebook, module.language)
    mkdirSync(dirname(path), { recursive: true })
    this.server.put(path, module.language === "ts" ? "typescript" : "typescriptreact", module.text)
  }

  /** It is imported no more, or is gone. */
  withdraw(notebook: string): void {
    const known = this.provided.get(notebook)
    if (known === undefined) return
    this.server.remove(this.pathOf(notebook, known.language))
    this.provided.delete(notebook)
  }

  /** A file of the project was saved, made or removed. */
  fileSaved(path: string): void {
    this.server.changed([path])
  }

  close(): void {
    for (const { path } of this.modules?.modules.values() ?? []) this.server.remove(path)
    for (const [notebook, { language }] of this.provided) this.server.remove(this.pathOf(notebook, language))
    this.modules = undefined
    this.folder = undefined
  }

  private ready(): ProjectFolder {
    if (this.folder === undefined) {
      this.folder = this.makeFolder()
      this.stamp = this.folder.stamp()
    }
    return this.folder
  }

  /** Now and then: packages came, or settings are others. */
  private isOutdated(): boolean {
    const now = performance.now()
    if (this.folder === undefined || now - this.lastLook < LOOK_MS) return false
    this.lastLook = now
    return this.folder.stamp() !== this.stamp
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
    const source = this.moduleOf(cell)?.source ?? ""
    // A member is one of what is named already.
    const written = isMemberAt(source, position) ? undefined : this.modules?.takeInHand(cell)
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
      ...(detail === undefined ? {} : { detail: ofCell(readable(detail), module.imports.has(whole.label)) }),
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
    const words = readable(wordsOf(contents))
    const isOfCell = module?.imports.has(wordAt(module.source, position)) === true
    const shown = { markdown: ofCell(words, isOfCell) }
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
    // What has no name is refused.
    if (!asked.ok) return asked.error.code === "service-refused" ? ok(undefined) : asked
    if (asked.value === undefined || asked.value === null || module === undefined) return ok(undefined)
    return ok(shift("range" in asked.value ? asked.value.range : asked.value, -module.lineOffset))
  }

  /** Gives a name another name in all cells that mean the same by it. Refused where that is no name, or one that is there
   *  already, for properties that a file outside of the notebook has, too, and where a cell is another one meanwhile. */
  async rename(cell: CellId, position: Position, newName: string): Answer<CellEdits> {
    if (this.modules === undefined) return ok(new Map())
    const { modules, server } = this
    const before = new Map([...modules.modules].map(([id, { source }]) => [id, source]))
    const renamed = await renameInCells(
      {
        modules,
        ask: (place, name) => server.ask<WorkspaceEdit | null>("textDocument/rename", { ...place, newName: name }),
        editsOf: (edit) => this.editsOf(edit),
        definition: (of, at) => this.definition(of, at),
      },
      { cell, position, newName },
    )
    const isOther = renamed.ok && [...renamed.value.keys()].some((id) => this.moduleOf(id)?.source !== before.get(id))
    if (!isOther) return renamed
    return err({ code: "service-refused", because: "The text changed meanwhile: try again." })
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
    const params = { textDocument, range: wanted, context }
    const asked = await this.server.ask<CodeAction[] | null>("textDocument/codeAction", params, signal)
    const actions = this.actions(asked)
    // Fixes of a text that is another one by now are none.
    if (this.moduleOf(cell)?.source !== module.source) return ok([])
    return actions.ok ? ok([...spellings(module, diagnostics), ...actions.value]) : actions
  }

  /** Sorts the imports of a cell, and takes away those that nothing uses. */
  async organiseImports(cell: CellId): Answer<readonly TextEdit[]> {
    const module = this.moduleOf(cell)
    if (module === undefined) return ok([])
    const alone = this.modules?.textForItself(cell)
    if (alone !== undefined) this.server.put(module.path, module.languageId, alone)
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
    const context = { diagnostics: [], only: ["source.organizeImports"] }
    const asked = await this.server.ask<CodeAction[] | null>("textDocument/codeAction", {
      textDocument: { uri: uriOf(module.path) },
      range,
      context,
    })
    const now = this.moduleOf(cell)
    if (now !== undefined) this.put(now)
    const actions = this.actions(asked)
    if (now?.source !== module.source) return ok([])
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

  private pathOf(notebook: string, language: string): string {
    const { path, of } = this.ready()
    return join(path, relative(of, `${notebook}.${language}`))
  }

  /** The notebook that a module was provided for: it has the same lines. */
  private notebookAt(file: string): string | undefined {
    for (const [notebook, { language }] of this.provided) if (this.pathOf(notebook, language) === file) return notebook
    return undefined
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
    if (module === undefined) return [{ file: this.notebookAt(file) ?? file, range }]
    return range.start.line < module.lineOffset ? [] : [{ cell: module.cell, range: shift(range, -module.lineOffset) }]
  }

  private toCell(module: CellModule, found: Diagnostic): CellDiagnostic[] {
    const { range, severity = 1, code = "", message, tags = [] } = found
    if (range.start.line < module.lineOffset || !isWanted(module, found, this.folder)) return []
    const isUnused = tags.includes(1) || UNUSED.has(Number(code))
    // What it would merely rather see is nothing to be shown.
    if (severity > 2 && !isUnused && !tags.includes(2)) return []
    const text = this.problemOfImport(Number(code), wordsOf(message)) ?? this.readable(wordsOf(message))
    // JavaScript may be given its names by somebody whom the checker does not see.
    const isGuess = MISSING.has(Number(code)) && !module.languageId.startsWith("typescript")
    const weight = isGuess ? Math.max(severity, 2) : severity
    return [{ range: shift(range, -module.lineOffset), severity: weight, code: Number(code), message: text, isUnused }]
  }

  /** Without the files that stand for cells, and for the file system. */
  private readable(text: string): string {
    const home = this.folder?.home ?? ""
    return readable(home === "" ? text : text.replaceAll(home, ""))
  }

  /** Of a notebook that is no module nothing can be imported: that it is none is what is wrong. */
  private problemOfImport(code: number, message: string): string | undefined {
    const name = LACKS_EXPORT.has(code) ? /^Module '"([^"]+)"'/.exec(message)?.[1] : undefined
    if (name === undefined) return undefined
    for (const [notebook, { problem }] of this.provided)
      if (problem !== undefined && notebook.endsWith(name.replace(/^\.{1,2}(?=\/)/, "").replace(/\.tsx?$/, "")))
        return `"${name}" is no module: ${problem}`
    return undefined
  }

  private actions(asked: Result<CodeAction[] | null, ServiceError>): Result<Action[], ServiceError> {
    if (!asked.ok) return asked
    const known = (asked.value ?? []).flatMap(({ title, kind = "", isPreferred = false, edit }) => {
      const { edits, files } = this.editsOf(edit ?? {})
      return files.length > 0 || edits.size === 0 ? [] : [{ title: this.readable(title), kind, isPreferred, edits }]
    })
    const titles = new Set(known.map(({ title }) => title))
    // Node's own modules go by one name.
    const isTwin = (title: string): boolean =>
      /"(?!node:)/.test(title) && titles.has(title.replace(/"([^"]+)"/, '"node:$1"'))
    return ok(known.filter(({ title }) => !isTwin(title)))
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

/** What another cell defines is no alias to whoever reads the notebook. */
function ofCell(words: string, isOfCell: boolean): string {
  return isOfCell ? words.replace("(alias) ", "") : words
}
