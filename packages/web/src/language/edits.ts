import { keymap } from "@codemirror/view"
import type { Extension } from "@codemirror/state"
import { Prec } from "@codemirror/state"
import type { CellId } from "@quire/notebook"
import { cellsOf, sourceOf } from "@quire/session"
import { UndoManager } from "yjs"
import { cellUndo } from "../editor/cell-undo.ts"
import { cellOf } from "./cells-workspace.ts"
import type { LanguagePage } from "./language-page.ts"
import { isFor } from "./positions.ts"
import type { TextEdit, WorkspaceEdit } from "./positions.ts"

/** Origin of edits that go over several cells: they are taken back together. */
const OVER_CELLS = "edits-over-cells"

/** Carries out edits of cells, whether or not they have an editor, as one step: taken back by key in the cell that it was
 *  ordered in, as long as nothing was typed there since, or by a button. */
export class Edits {
  private readonly page: LanguagePage
  private undo: UndoManager | undefined
  private readonly steps: { readonly cell: CellId; readonly after: number }[] = []

  constructor(page: LanguagePage) {
    this.page = page
  }

  /** Where somebody has changed one of the texts meanwhile, nothing is done: false. */
  apply(edit: WorkspaceEdit, from: CellId, what: string): boolean {
    const { doc } = this.page.connection
    const wanted = Object.entries(edit.changes ?? {})
    const cells = wanted.flatMap(([uri, edits]) => {
      const id = cellOf(uri)
      const text = id === undefined ? undefined : sourceOf(doc, id)
      if (text === undefined || !isFor(edit, uri, text.toString())) return []
      return [{ text, changes: changesOf(text.toString(), edits) }]
    })
    if (cells.length < wanted.length || cells.length === 0) return false
    // Another history is another document.
    if (this.undo?.doc !== doc) {
      this.undo?.destroy()
      this.steps.length = 0
      this.undo = new UndoManager(cellsOf(doc), { trackedOrigins: new Set([OVER_CELLS]), captureTimeout: 0 })
    }
    doc.transact(() => {
      for (const { text, changes } of cells)
        for (const { from: start, to, insert } of changes) {
          text.delete(start, to - start)
          text.insert(start, insert)
        }
    }, OVER_CELLS)
    this.steps.push({ cell: from, after: this.typedIn(from) })
    const count = cells.length
    if (count > 1) this.page.say(`${what} in ${count} cells`, () => this.takeBack())
    return true
  }

  /** Before the editor's own undo, where this is what was done last. */
  get undoKeys(): Extension {
    const run = (): boolean => {
      const last = this.steps.at(-1)
      const isLast = last !== undefined && this.typedIn(last.cell) === last.after && this.isFocused(last.cell)
      if (isLast) this.takeBack()
      return isLast
    }
    return Prec.highest(keymap.of([{ key: "Mod-z", run }]))
  }

  private takeBack(): void {
    this.steps.pop()
    this.undo?.undo()
  }

  private isFocused(cell: CellId): boolean {
    return this.page.editors.get(cell)?.hasFocus === true
  }

  /** How much can be taken back in the cell's own editor. */
  private typedIn(cell: CellId): number {
    return this.page.editors.get(cell)?.state.facet(cellUndo)?.undoStack.length ?? -1
  }
}

/** From the last to the first, so that each leaves the places of the next alone. */
function changesOf(text: string, edits: readonly TextEdit[]): { from: number; to: number; insert: string }[] {
  const lines = [0]
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines.push(at + 1)
  const offset = ({ line, character }: TextEdit["range"]["start"]): number =>
    Math.min((lines[line] ?? text.length) + character, text.length)
  return edits
    .map(({ range, newText }) => ({ from: offset(range.start), to: offset(range.end), insert: newText }))
    .toSorted((a, b) => b.from - a.from || b.to - a.to)
}
