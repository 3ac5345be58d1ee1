import { Facet } from "@codemirror/state"
import type { UndoManager } from "yjs"

/** The undo of a cell's own editor. */
export const cellUndo = Facet.define<UndoManager, UndoManager | undefined>({ combine: ([first]) => first })
