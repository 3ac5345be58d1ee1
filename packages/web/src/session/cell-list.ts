import { cellsOf, readCells } from "@quire/session"
import type { CellId, CellKind } from "@quire/notebook"
import { Text } from "yjs"
import type { Doc } from "yjs"

/** What the page draws of a cell beside its text. */
export interface CellInfo {
  readonly id: CellId
  readonly kind: CellKind
  readonly level: 0 | 1 | 2
  readonly words: string
}

/** The cells in order, kept up to date with the document; typing in a cell does not change it. */
export class CellList {
  private cells: readonly CellInfo[] = []
  private readonly doc: Doc
  private readonly listeners = new Set<() => void>()

  constructor(doc: Doc) {
    this.doc = doc
    cellsOf(doc).observeDeep((events) => {
      if (events.some((event) => !((event.target as unknown) instanceof Text))) this.update()
    })
    this.update()
  }

  get(): readonly CellInfo[] {
    return this.cells
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private update(): void {
    const before = new Map(this.cells.map((cell) => [cell.id, cell]))
    this.cells = readCells(this.doc).map(({ id, kind, level, words }) => {
      const old = before.get(id)
      const isSame = old?.kind === kind && old.level === level && old.words === words
      return isSame ? old : { id, kind, level, words }
    })
    for (const listener of this.listeners) listener()
  }
}
