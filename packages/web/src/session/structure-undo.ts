import type { Command } from "@quire/protocol"
import { cellsOf } from "@quire/session"
import { UndoManager } from "yjs"
import type { Doc, Item } from "yjs"
import { holdsOthersText } from "./others-text.ts"

/** Origin of edits that add, remove and move cells: they have an undo of their own. */
export const STRUCTURE = "structure"

/** Takes back what this page did to cells, the last first, and nobody else's work: its own edits of the document, and what
 *  the server did on its order. */
export class StructureUndo {
  private readonly manager: UndoManager
  private readonly orders: { readonly after: number; readonly inverse: Command }[] = []

  constructor(doc: Doc) {
    const trackedOrigins = new Set([STRUCTURE])
    const deleteFilter = (item: Item): boolean => !holdsOthersText(item, doc.clientID)
    this.manager = new UndoManager(cellsOf(doc), { trackedOrigins, captureTimeout: 0, deleteFilter })
  }

  /** An order was carried out, and another takes it back. */
  ordered(inverse: Command): void {
    this.orders.push({ after: this.manager.undoStack.length, inverse })
  }

  /** The order that is to be given; undefined: it is done, or there is nothing. */
  undo(): Command | undefined {
    const last = this.orders.at(-1)
    if (last !== undefined && last.after >= this.manager.undoStack.length) return this.orders.pop()?.inverse
    this.manager.undo()
    return undefined
  }
}
