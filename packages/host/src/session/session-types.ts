import type { NotebookTypes, ServiceCell } from "@quire/language"
import { parseFenceWords } from "@quire/notebook"
import type { Analysis, CellId, FenceWords } from "@quire/notebook"
import { readCells } from "@quire/session"
import type { SessionEvent, SessionState } from "@quire/session"
import type { Doc } from "yjs"
import type { ImportedNotebooks } from "./imported-notebooks.ts"
import { TypeChecks } from "./type-checks.ts"

interface Seen {
  readonly source: string
  /** The analysis that was there when the text changed: it is of another text. */
  readonly old: Analysis | undefined
}

const PAUSE_MS = 25
const LONGEST_PAUSE_MS = 200
const KEPT_WORDS = 1000

/** Keeps what TypeScript says of a notebook's cells up to date with the document, once somebody has edited one: nobody's
 *  opening a notebook starts the checker. */
export class SessionTypes {
  private readonly types: NotebookTypes
  private readonly imported: ImportedNotebooks
  private readonly doc: Doc
  private readonly state: () => SessionState
  private readonly checks: TypeChecks
  private readonly seen = new Map<CellId, Seen>()
  private readonly words = new Map<string, FenceWords>()
  private isAwake = false
  private isClosed = false
  /** The document, or what is known of it, is another one than was looked at last. */
  private isStale = true
  /** Why no folder could be made for the checker. */
  private broken: string | undefined
  private timer: NodeJS.Timeout | undefined
  private waitsSince = 0

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
    this.guarded(() => this.types.refresh())
    this.checkAll()
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
    this.isAwake = true
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
    clearTimeout(this.timer)
    this.checks.close()
    this.guarded(() => this.types.close())
  }

  private checkAll(): void {
    this.checks.add([...this.seen.keys()])
    this.checks.start()
  }

  private async lookAtNotebooks(): Promise<void> {
    const imports = Object.values(this.state().analyses).flatMap((analysis) => analysis.imports)
    if ((await this.imported.update(imports)) && !this.isClosed) this.checkAll()
  }

  private update(): void {
    if (this.isClosed || !this.isStale) return
    this.isStale = false
    const cells = this.cells()
    this.guarded(() => this.checks.add(this.types.update(cells)))
    const coded = new Set(cells.flatMap(({ id, code }) => (code === undefined ? [] : [id])))
    for (const id of this.seen.keys()) if (!coded.has(id)) this.seen.delete(id)
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
}
