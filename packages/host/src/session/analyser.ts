import { parseFenceWords } from "@quire/notebook"
import type { Analysis, CellId } from "@quire/notebook"
import type { ProjectLanguage } from "@quire/language"
import { readCells, structureOf } from "@quire/session"
import type { SessionEvent } from "@quire/session"
import type { Doc } from "yjs"

const ANNOUNCE_MS = 10
/** What is known of thousands of cells is worked out anew each time: that may take a fifth of the time. */
const SHARE = 4

/** Keeps what the reducer knows of the cells up to date with the document: structure when it changes, an analysis for
 *  each text that does. */
export class Analyser {
  private readonly doc: Doc
  private readonly language: ProjectLanguage
  private readonly dispatch: (event: SessionEvent) => void
  private structure = ""
  private readonly analysed = new Map<CellId, string>()
  private readonly waiting = new Set<Promise<void>>()
  private readonly found = new Map<CellId, Analysis>()
  private announcing: NodeJS.Timeout | undefined
  private pauseMs = ANNOUNCE_MS
  private isScheduled = false
  private isDirty = true

  constructor(doc: Doc, language: ProjectLanguage, dispatch: (event: SessionEvent) => void) {
    this.doc = doc
    this.language = language
    this.dispatch = dispatch
  }

  /** Looks at the document soon: a burst of edits is looked at once. */
  schedule(): void {
    this.isDirty = true
    if (this.isScheduled) return
    this.isScheduled = true
    setTimeout(() => {
      if (this.isScheduled) this.update()
    }, 30)
  }

  /** Waits until every cell's analysis is that of its text. */
  async settled(): Promise<void> {
    if (this.isDirty) this.update()
    while (this.waiting.size > 0) await Promise.all(this.waiting)
    this.announce()
  }

  /** Says what was found, a burst at once. */
  private announce(): void {
    clearTimeout(this.announcing)
    this.announcing = undefined
    if (this.found.size === 0) return
    const analyses = Object.fromEntries(this.found)
    this.found.clear()
    const start = performance.now()
    this.dispatch({ type: "analysed", analyses })
    this.pauseMs = Math.max(ANNOUNCE_MS, SHARE * (performance.now() - start))
  }

  private announceSoon(): void {
    this.announcing ??= setTimeout(() => this.announce(), this.pauseMs)
  }

  private update(): void {
    this.isScheduled = false
    this.isDirty = false
    const structure = structureOf(this.doc)
    const key = JSON.stringify(structure)
    if (key !== this.structure) {
      this.structure = key
      this.dispatch(structure)
    }
    const kept = new Set<CellId>()
    for (const cell of readCells(this.doc)) {
      if (cell.kind !== "code") continue
      kept.add(cell.id)
      const words = parseFenceWords(cell.words)
      const text = `${words.language}\0${cell.source}`
      if (this.analysed.get(cell.id) === text || words.isStatic) continue
      this.analysed.set(cell.id, text)
      const analysis = this.language.analyse(cell.source, words.language).then((found) => {
        if (this.analysed.get(cell.id) === text) this.found.set(cell.id, found)
        this.announceSoon()
      })
      this.waiting.add(analysis)
      void analysis.finally(() => this.waiting.delete(analysis))
    }
    for (const id of this.analysed.keys()) if (!kept.has(id)) this.analysed.delete(id)
  }
}
