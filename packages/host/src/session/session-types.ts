import type { Result } from "@quire/base"
import type { CellDiagnostic, NotebookTypes, ServiceCell, ServiceError } from "@quire/language"
import { parseFenceWords } from "@quire/notebook"
import type { Analysis, CellId, Diagnostic, FenceWords } from "@quire/notebook"
import { readCells } from "@quire/session"
import type { SessionEvent, SessionState } from "@quire/session"
import type { Doc } from "yjs"
import type { ImportedNotebooks } from "./imported-notebooks.ts"

interface Seen {
  readonly source: string
  /** The analysis that was there when the text changed: it is of another text. */
  readonly old: Analysis | undefined
}

const PAUSE_MS = 25
const LONGEST_PAUSE_MS = 200
const KEPT_WORDS = 1000
const RETRY_MS = 1000
/** Questions that wait for an answer at the same time: the way there and back takes as long as the answer. */
const AT_ONCE = 4
/** Told at once: each message makes pages draw. */
const BATCH_MS = 30

/** Keeps what TypeScript says of a notebook's cells up to date with the document, once somebody has edited one: nobody's
 *  opening a notebook starts the service. */
export class SessionTypes {
  private readonly types: NotebookTypes
  private readonly imported: ImportedNotebooks
  private readonly doc: Doc
  private readonly state: () => SessionState
  private readonly dispatch: (event: SessionEvent) => void
  private readonly seen = new Map<CellId, Seen>()
  /** What is to be looked at, in this order. */
  private due = new Set<CellId>()
  /** Cells that a page has on its screen, and how many pages: they come before the others. */
  private readonly watched = new Map<CellId, number>()
  private readonly found = new Map<CellId, readonly Diagnostic[]>()
  private readonly words = new Map<string, FenceWords>()
  private isAwake = false
  /** The document, or what is known of it, is another one than was looked at last. */
  private isStale = true
  private isClosed = false
  private timer: NodeJS.Timeout | undefined
  private waitsSince = 0
  private telling: NodeJS.Timeout | undefined
  private lastTold = 0
  private checking: Promise<void> | undefined

  constructor(
    types: NotebookTypes,
    imported: ImportedNotebooks,
    doc: Doc,
    state: () => SessionState,
    dispatch: (event: SessionEvent) => void,
  ) {
    this.types = types
    this.imported = imported
    this.doc = doc
    this.state = state
    this.dispatch = dispatch
  }

  /** Somebody edits code, or asks. */
  wake(): void {
    if (this.isAwake) return
    this.isAwake = true
    this.changed()
  }

  /** The document changed, or what is known of it: a burst is looked at once. */
  changed(): void {
    this.isStale = true
    if (!this.isAwake || this.isClosed) return
    const now = performance.now()
    if (this.timer === undefined) this.waitsSince = now
    else if (now - this.waitsSince > LONGEST_PAUSE_MS) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.sync()
    }, PAUSE_MS)
  }

  /** A file beside those that cells import was saved. */
  fileSaved(path: string): void {
    if (!this.isAwake || this.isClosed) return
    void this.lookAtNotebooks()
    this.types.fileSaved(path)
    for (const id of this.seen.keys()) this.due.add(id)
    this.check()
  }

  /** Packages were installed, or files of the project changed. */
  filesChanged(): void {
    if (!this.isAwake || this.isClosed) return
    this.types.refresh()
    for (const id of this.seen.keys()) this.due.add(id)
    this.check()
  }

  /** Asks about a cell as it is by now; the text that the answer is about. */
  ask(cell: CellId): { readonly types: NotebookTypes; readonly source: string | undefined } {
    this.wake()
    // What is wrong is looked for when the typing pauses: an answer is not to wait behind it.
    this.update()
    return { types: this.types, source: this.seen.get(cell)?.source }
  }

  /** A page has the cell on its screen, until what is given back is called. */
  watch(cell: CellId): () => void {
    this.watched.set(cell, (this.watched.get(cell) ?? 0) + 1)
    return () => {
      const left = (this.watched.get(cell) ?? 1) - 1
      if (left > 0) this.watched.set(cell, left)
      else this.watched.delete(cell)
    }
  }

  textOf(cell: CellId): string | undefined {
    return this.seen.get(cell)?.source
  }

  /** Resolves when all that is said is of the cells as they are. */
  async settled(): Promise<void> {
    this.isAwake = true
    this.isStale = true
    clearTimeout(this.timer)
    this.timer = undefined
    await this.lookAtNotebooks()
    this.sync()
    while (this.checking !== undefined) await this.checking
    this.tell()
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.timer)
    clearTimeout(this.telling)
    this.types.close()
  }

  private async lookAtNotebooks(): Promise<void> {
    const imports = Object.values(this.state().analyses).flatMap((analysis) => analysis.imports)
    if (!(await this.imported.update(imports)) || this.isClosed) return
    for (const id of this.seen.keys()) this.due.add(id)
    this.check()
  }

  private sync(): void {
    void this.lookAtNotebooks()
    this.update()
    this.check()
  }

  private update(): void {
    if (this.isClosed || !this.isStale) return
    this.isStale = false
    const cells = this.cells()
    const affected = this.types.update(cells)
    const isFirst = (id: CellId): boolean => this.watched.has(id)
    const [seen, unseen] = [affected.filter(isFirst), affected.filter((id) => !isFirst(id))]
    this.due = new Set([...seen, ...this.due, ...unseen])
    const there = new Set(cells.map(({ id }) => id))
    for (const id of this.seen.keys()) if (!there.has(id)) this.seen.delete(id)
  }

  private cells(): ServiceCell[] {
    const { structure, analyses } = this.state()
    const known = new Map(structure.map((cell) => [cell.id, cell]))
    return readCells(this.doc).map((cell): ServiceCell => {
      const { id, kind, level } = cell
      const words = this.wordsOf(cell.words)
      const head = known.get(id)
      const nothing = { id, kind, level, title: head?.title ?? "", branchFrom: head?.branchFrom }
      if (kind !== "code" || words.isStatic) return { ...nothing, analysis: undefined, code: undefined }
      const code = { source: cell.source, language: words.language }
      return { ...nothing, analysis: this.analysisOf(id, cell.source, analyses[id]), code }
    })
  }

  /** Read once: there are few, on many cells, looked at with every key. */
  private wordsOf(info: string): FenceWords {
    const known = this.words.get(info) ?? parseFenceWords(info)
    if (this.words.size < KEPT_WORDS) this.words.set(info, known)
    return known
  }

  /** Undefined while it is of another text. */
  private analysisOf(id: CellId, source: string, analysis: Analysis | undefined): Analysis | undefined {
    const before = this.seen.get(id)
    if (before === undefined) this.seen.set(id, { source, old: undefined })
    else if (before.source !== source) this.seen.set(id, { source, old: analysis })
    return this.seen.get(id)?.old === analysis ? undefined : analysis
  }

  private check(): void {
    this.checking ??= Promise.all(Array.from({ length: AT_ONCE }, () => this.checkDue()))
      .then(() => undefined)
      .finally(() => {
        this.checking = undefined
        if (this.due.size > 0 && !this.isClosed) this.check()
      })
  }

  private async checkDue(): Promise<void> {
    while (this.due.size > 0 && !this.isClosed) {
      const [id] = this.due
      if (id === undefined) return
      this.due.delete(id)
      const source = this.textOf(id)
      const found = await this.types.diagnostics(id)
      if (!found.ok) {
        this.due.add(id)
        return await pause(retryAfter(found))
      }
      // Of a text that is another one by now, it is asked again.
      if (source !== undefined && source === this.textOf(id))
        this.note(
          id,
          found.value.map((one) => toDiagnostic(one, source)),
        )
    }
  }

  private note(id: CellId, problems: readonly Diagnostic[]): void {
    this.found.set(id, problems)
    const since = performance.now() - this.lastTold
    this.telling ??= setTimeout(() => this.tell(), Math.max(0, BATCH_MS - since))
  }

  private tell(): void {
    clearTimeout(this.telling)
    this.telling = undefined
    this.lastTold = performance.now()
    const { types } = this.state()
    const isOther = ([id, now]: [CellId, readonly Diagnostic[]]): boolean =>
      JSON.stringify(types[id] ?? []) !== JSON.stringify(now)
    const problems = Object.fromEntries([...this.found].filter(isOther))
    this.found.clear()
    if (Object.keys(problems).length > 0 && !this.isClosed) this.dispatch({ type: "typed", problems })
  }
}

function retryAfter(result: Extract<Result<never, ServiceError>, { ok: false }>): number {
  return result.error.code === "service-ended" ? Math.max(result.error.retryInMs, 50) : RETRY_MS
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}

function toDiagnostic({ range, severity, code, message, isUnused }: CellDiagnostic, source: string): Diagnostic {
  const [start, end] = [offsetAt(source, range.start), offsetAt(source, range.end)]
  return {
    severity: severity === 1 ? "error" : severity === 2 ? "warning" : "info",
    code: "type",
    message,
    hint: "",
    place: { line: range.start.line + 1, column: range.start.character + 1, start, end },
    rule: `ts${code}`,
    ...(isUnused ? { isUnused } : {}),
  }
}

function offsetAt(source: string, { line, character }: CellDiagnostic["range"]["start"]): number {
  let start = 0
  for (let n = 0; n < line; n++) {
    const end = source.indexOf("\n", start)
    if (end === -1) return source.length
    start = end + 1
  }
  return Math.min(start + character, source.length)
}
