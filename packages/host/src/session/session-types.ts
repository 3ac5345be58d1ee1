import type { NotebookTypes, ServiceCell } from "@quire/language"
import { parseFenceWords } from "@quire/notebook"
import type { Analysis, CellId, FenceWords } from "@quire/notebook"
import { LiveCells } from "@quire/session"
import type { DocumentCell, SessionEvent, SessionState, StructureCell } from "@quire/session"
import type { Doc } from "yjs"
import type { ImportedNotebooks } from "./imported-notebooks.ts"
import { TypeChecks } from "./type-checks.ts"

interface Seen {
  readonly source: string
  /** The analysis that was there when the text changed: it is of another text, of this. */
  readonly old: Analysis | undefined
  readonly oldSource: string
}

/** A cell as it was given to the checker, and what it was made of. */
interface Made {
  readonly cell: DocumentCell
  readonly head: StructureCell | undefined
  readonly analysis: Analysis | undefined
  readonly given: ServiceCell
}

const PAUSE_MS = 25
const LONGEST_PAUSE_MS = 200
const KEPT_WORDS = 1000

/** Keeps what TypeScript says of a notebook's cells up to date with the document, once somebody has edited one: nobody's
 *  opening a notebook starts the checker. */
export class SessionTypes {
  private readonly types: NotebookTypes
  private readonly imported: ImportedNotebooks
  private readonly fetchTypes: () => Promise<boolean>
  private readonly live: LiveCells
  private readonly state: () => SessionState
  private readonly checks: TypeChecks
  private readonly seen = new Map<CellId, Seen>()
  private readonly words = new Map<string, FenceWords>()
  private readonly made = new Map<CellId, Made>()
  private isAwake = false
  private isClosed = false
  /** The document, or what is known of it, is another one than was looked at last. */
  private isStale = true
  /** Why no folder could be made for the checker. */
  private broken: string | undefined
  private timer: NodeJS.Timeout | undefined
  private waitsSince = 0
  private fetching: Promise<void> = Promise.resolve()

  constructor(
    types: NotebookTypes,
    imported: ImportedNotebooks,
    fetchTypes: () => Promise<boolean>,
    doc: Doc,
    state: () => SessionState,
    dispatch: (event: SessionEvent) => void,
  ) {
    this.types = types
    this.imported = imported
    this.fetchTypes = fetchTypes
    this.live = new LiveCells(doc)
    this.state = state
    this.checks = new TypeChecks(
      types,
      (cell) => this.textOf(cell),
      (found) => {
        const known = state().types
        const isOther = (id: CellId): boolean => JSON.stringify(known[id] ?? []) !== JSON.stringify(found.get(id))
        const others = [...found].filter(([id]) => isOther(id))
        if (others.length > 0) dispatch({ type: "typed", problems: Object.fromEntries(others) })
      },
    )
  }

  /** Why types cannot be checked; undefined: they can. */
  get unavailable(): string | undefined {
    return this.broken ?? this.checks.unavailable
  }

  /** Somebody edits code, or asks. */
  wake(): void {
    if (this.isAwake) return
    this.isAwake = true
    this.fetch()
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
      void this.lookAtNotebooks()
      this.update()
      this.checks.start()
    }, PAUSE_MS)
  }

  /** A file beside those that cells import was saved. */
  fileSaved(path: string): void {
    if (!this.isAwake || this.isClosed) return
    void this.lookAtNotebooks()
    this.types.fileSaved(path)
    this.checkAll()
  }

  /** Packages were installed, or settings of the project changed. */
  filesChanged(): void {
    if (!this.isAwake || this.isClosed) return
    this.fetch()
    this.lookAnew()
  }

  /** Asks about a cell as it is by now; the text that the answer is about. */
  ask(cell: CellId): { readonly types: NotebookTypes; readonly source: string | undefined } {
    this.wake()
    // What is wrong is looked for when the typing pauses: an answer is not to wait behind it.
    this.update()
    return { types: this.types, source: this.seen.get(cell)?.source }
  }

  watch(cell: CellId): () => void {
    return this.checks.watch(cell)
  }

  textOf(cell: CellId): string | undefined {
    return this.seen.get(cell)?.source
  }

  /** Resolves when all that is said is of the cells as they are. */
  async settled(): Promise<void> {
    this.wake()
    await this.fetching
    this.isStale = true
    clearTimeout(this.timer)
    this.timer = undefined
    await this.lookAtNotebooks()
    this.update()
    this.checks.start()
    await this.checks.settled()
  }

  close(): void {
    this.isClosed = true
    this.live.close()
    this.imported.close()
    clearTimeout(this.timer)
    this.checks.close()
    this.guarded(() => this.types.close())
  }

  /** The types of packages that have none come from elsewhere: nobody waits for them, but who wants it all. */
  private fetch(): void {
    this.fetching = this.fetchTypes()
      .then((isOther) => (isOther && !this.isClosed ? this.lookAnew() : undefined))
      .catch(() => undefined)
  }

  private lookAnew(): void {
    this.guarded(() => this.types.refresh())
    this.checkAll()
  }

  private checkAll(): void {
    this.checks.add([...this.seen.keys()])
    this.checks.start()
  }

  private async lookAtNotebooks(): Promise<void> {
    const texts = this.live.read().flatMap(({ kind, source }) => (kind === "code" ? [source] : []))
    if ((await this.imported.update(texts)) && !this.isClosed) this.checkAll()
  }

  private update(): void {
    if (this.isClosed || !this.isStale) return
    this.isStale = false
    const cells = this.cells()
    this.guarded(() => this.checks.add(this.types.update(cells)))
    const coded = new Set(cells.flatMap(({ id, code }) => (code === undefined ? [] : [id])))
    for (const id of this.seen.keys()) if (!coded.has(id)) this.seen.delete(id)
    const there = new Set(cells.map(({ id }) => id))
    for (const id of this.made.keys()) if (!there.has(id)) this.made.delete(id)
    // Of a cell that is no code any more nothing is wrong.
    for (const [id, problems] of Object.entries(this.state().types))
      if (problems.length > 0 && !coded.has(id as CellId)) this.checks.note(id as CellId, [])
  }

  /** The checker's folder may be impossible to make: that is nobody's failure but the types'. */
  private guarded(act: () => void): void {
    try {
      act()
      this.broken = undefined
    } catch (error) {
      this.broken = error instanceof Error ? error.message : String(error)
    }
  }

  /** One that nothing happened to is the same object as before. */
  private cells(): ServiceCell[] {
    const { structure, analyses } = this.state()
    const heads = new Map(structure.map((head) => [head.id, head]))
    return this.live.read().map((cell) => {
      const [head, analysis, before] = [heads.get(cell.id), analyses[cell.id], this.made.get(cell.id)]
      if (before?.cell === cell && before.head === head && before.analysis === analysis) return before.given
      const given = this.make(cell, head, analysis)
      this.made.set(cell.id, { cell, head, analysis, given })
      return given
    })
  }

  private make(cell: DocumentCell, head: StructureCell | undefined, analysis: Analysis | undefined): ServiceCell {
    const { id, kind, level, source } = cell
    const { isStatic, language } = this.wordsOf(cell.words)
    const nothing = { id, kind, level, title: head?.title ?? "", branchFrom: head?.branchFrom }
    if (kind !== "code" || isStatic) return { ...nothing, analysis: undefined, code: undefined }
    return { ...nothing, analysis: this.analysisOf(id, source, analysis), code: { source, language } }
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
    if (before === undefined) this.seen.set(id, { source, old: undefined, oldSource: source })
    else if (before.source !== source) {
      const oldSource = before.old === analysis ? before.oldSource : before.source
      // Typed and taken back.
      const old = oldSource === source ? undefined : analysis
      this.seen.set(id, { source, old, oldSource })
    }
    return this.seen.get(id)?.old === analysis ? undefined : analysis
  }
}
