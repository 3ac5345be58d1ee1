import type { CellId } from "@quire/notebook"
import { cellsOf, inOrder, readCell } from "./document.ts"
import type { DocumentCell } from "./document.ts"
import type { Doc, YMap } from "./yjs-types.ts"

type Cells = YMap<YMap<unknown>>
type Listener = Parameters<Cells["observeDeep"]>[0]

/** The cells of a document for somebody who looks often: only those that changed are read anew, all others are the same
 *  objects as before. */
export class LiveCells {
  private readonly cells: Cells
  private readonly known = new Map<string, DocumentCell>()
  private readonly changed = new Set<string>()
  private list: readonly DocumentCell[] = []
  private readonly note: Listener

  constructor(doc: Doc) {
    this.cells = cellsOf(doc)
    for (const id of this.cells.keys()) this.changed.add(id)
    this.note = (events) => {
      for (const { path, keys } of events) {
        const [id] = path
        if (id !== undefined) this.changed.add(String(id))
        else for (const key of keys.keys()) this.changed.add(key)
      }
    }
    this.cells.observeDeep(this.note)
  }

  /** In order. The same array, while nothing changes. */
  read(): readonly DocumentCell[] {
    if (this.changed.size === 0) return this.list
    let isOtherOrder = false
    for (const id of this.changed) {
      const [before, now] = [this.known.get(id), readCell(id as CellId, this.cells.get(id))]
      isOtherOrder ||= before?.order !== now?.order
      if (now === undefined) this.known.delete(id)
      else this.known.set(id, now)
    }
    this.list = isOtherOrder
      ? inOrder([...this.known.values()])
      : this.list.map((cell) => this.known.get(cell.id) ?? cell)
    this.changed.clear()
    return this.list
  }

  close(): void {
    this.cells.unobserveDeep(this.note)
  }
}
