import { err } from "@quire/base"
import type { Result } from "@quire/base"
import type { CellDiagnostic, NotebookTypes, ServiceError } from "@quire/language"
import { offsetAt } from "@quire/notebook"
import type { CellId, Diagnostic } from "@quire/notebook"

/** Questions that wait for an answer at the same time: the way there and back takes as long as the answer. */
const AT_ONCE = 4
/** Told at once: each message makes pages draw. */
const BATCH_MS = 30
const LEAST_PAUSE_MS = 50
const REFUSED_PAUSE_MS = 1000
/** A cell that the checker has ended at, or refused, so often is not asked about again until something changes: it may be what
 *  ends it. */
const STRIKES = 3
/** Ends in a row, and whoever waits is told. */
const FAILURES = 8

type Problems = ReadonlyMap<CellId, readonly Diagnostic[]>

/** Looks for what is wrong with cells, some at a time, those on somebody's screen first. */
export class TypeChecks {
  /** Why nothing can be said; undefined: it can. */
  unavailable: string | undefined
  private readonly types: NotebookTypes
  private readonly textOf: (cell: CellId) => string | undefined
  private readonly onFound: (problems: Problems) => void
  private readonly watched = new Map<CellId, number>()
  private readonly strikes = new Map<CellId, { readonly text: string | undefined; readonly count: number }>()
  private due = new Set<CellId>()
  private found = new Map<CellId, readonly Diagnostic[]>()
  private crashes = 0
  private isAlone = false
  private checking: Promise<void> | undefined
  private telling: NodeJS.Timeout | undefined
  private lastTold = 0
  private isClosed = false

  constructor(
    types: NotebookTypes,
    textOf: (cell: CellId) => string | undefined,
    onFound: (problems: Problems) => void,
  ) {
    this.types = types
    this.textOf = textOf
    this.onFound = onFound
  }

  /** These may be wrong in another way by now. They are looked at when `start` is called. */
  add(cells: readonly CellId[]): void {
    const isFirst = (id: CellId): boolean => this.watched.has(id)
    this.due = new Set([...cells.filter(isFirst), ...this.due, ...cells.filter((id) => !isFirst(id))])
  }

  start(): void {
    if (this.isClosed || this.due.size === 0) return
    this.checking ??= Promise.all(Array.from({ length: AT_ONCE }, (_, n) => this.checkDue(n === 0))).then(() => {
      this.isAlone &&= this.due.size > 0
      this.checking = undefined
      this.start()
    })
  }

  /** Resolves when all that was due has been said, or cannot be. */
  async settled(): Promise<void> {
    while (this.checking !== undefined) await this.checking
    this.tell()
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

  note(cell: CellId, problems: readonly Diagnostic[]): void {
    this.found.set(cell, problems)
    const since = performance.now() - this.lastTold
    this.telling ??= setTimeout(() => this.tell(), Math.max(0, BATCH_MS - since))
  }

  close(): void {
    this.isClosed = true
    this.due.clear()
    clearTimeout(this.telling)
  }

  /** One of the workers; `isFirst`: the one that goes on alone. */
  private async checkDue(isFirst: boolean): Promise<void> {
    while (this.due.size > 0 && !this.isClosed && (isFirst || !this.isAlone)) {
      const [id] = this.due
      if (id === undefined) return
      this.due.delete(id)
      const text = this.textOf(id)
      const isAlone = this.isAlone
      const found = await this.diagnostics(id)
      if (!found.ok) {
        await this.failed(id, text, found.error, isAlone)
        continue
      }
      this.crashes = 0
      this.unavailable = undefined
      this.strikes.delete(id)
      // Of a text that is another one by now, it is asked again.
      if (text !== undefined && text === this.textOf(id)) this.note(id, diagnosticsOf(found.value, text))
    }
  }

  private async diagnostics(id: CellId): Promise<Result<CellDiagnostic[], ServiceError>> {
    try {
      return await this.types.diagnostics(id)
    } catch (error) {
      return err({ code: "service-refused", because: error instanceof Error ? error.message : String(error) })
    }
  }

  /** What was asked about when the checker ended is asked one at a time from then on: only so is it known what ends it. */
  private async failed(id: CellId, text: string | undefined, error: ServiceError, wasAlone: boolean): Promise<void> {
    const isEnd = error.code === "service-ended"
    if (isEnd && !wasAlone) {
      this.isAlone = true
      this.due = new Set([id, ...this.due])
      return await this.pause(error.retryInMs)
    }
    const before = this.strikes.get(id)
    const count = before?.text === text ? (before?.count ?? 0) + 1 : 1
    this.strikes.set(id, { text, count })
    if (count < STRIKES) this.due = new Set([id, ...this.due])
    else if (text !== undefined)
      this.note(id, [unchecked(error.code === "service-refused" ? error.because : "the type checker ended each time")])
    if (isEnd && ++this.crashes >= FAILURES) {
      this.unavailable = error.because
      this.due.clear()
      return
    }
    await this.pause(isEnd ? error.retryInMs : REFUSED_PAUSE_MS)
  }

  private async pause(ms: number): Promise<void> {
    await new Promise((resolve) => {
      setTimeout(resolve, Math.max(ms, LEAST_PAUSE_MS))
    })
  }

  private tell(): void {
    clearTimeout(this.telling)
    this.telling = undefined
    this.lastTold = performance.now()
    const { found } = this
    this.found = new Map()
    if (found.size > 0 && !this.isClosed) this.onFound(found)
  }
}

function unchecked(because: string): Diagnostic {
  const place = { line: 1, column: 1, start: 0, end: 0 }
  const message = `The types of this cell could not be checked: ${because}.`
  return { severity: "warning", code: "type", message, hint: "Make its types simpler.", place, rule: UNCHECKED }
}

/** Who says that nothing can be said. */
const UNCHECKED = "unchecked"

function diagnosticsOf(found: readonly CellDiagnostic[], source: string): Diagnostic[] {
  return found.map(({ range, severity, code, message, isUnused }) => ({
    severity: severity === 1 ? "error" : severity === 2 ? "warning" : "info",
    code: "type",
    message,
    hint: "",
    place: {
      line: range.start.line + 1,
      column: range.start.character + 1,
      start: offsetAt(source, range.start),
      end: offsetAt(source, range.end),
    },
    rule: `ts${code}`,
    ...(isUnused ? { isUnused } : {}),
  }))
}
