import type { Cell, CellId, MergeStep } from "@quire/notebook"
import { mergeCells, newCell, setFenceWord } from "@quire/notebook"
import { insertCell, readCells, removeCell, setCellField, sourceOf } from "./document.ts"
import type { DocumentCell } from "./document.ts"
import { editText } from "./text-edit.ts"
import type { Doc } from "./yjs-types.ts"

/** What a merge did, for the notice on the page. */
export interface MergeReport {
  readonly changed: readonly CellId[]
  readonly added: readonly CellId[]
  readonly removed: number
  /** Cells of theirs that stand below ours because both changed it. */
  readonly conflicts: readonly CellId[]
}

/** Brings the changes between `base` and `theirs` into the document (three-way, by cell), as an ordinary edit with the
 *  given origin. Theirs of a conflict carries the word `conflict=theirs` until a person chooses. */
export function applyMerge(
  doc: Doc,
  base: readonly Cell[],
  theirs: readonly Cell[],
  nextId: () => CellId,
  origin: unknown,
): MergeReport {
  const steps = mergeCells(base, readCells(doc), theirs)
  const report = { changed: [] as CellId[], added: [] as CellId[], removed: 0, conflicts: [] as CellId[] }
  // Several cells inserted below the same one come in order: each goes below the one before.
  const lastAfter = new Map<CellId | undefined, CellId>()
  doc.transact(() => {
    for (const step of steps) applyStep(doc, step, nextId, lastAfter, report)
  }, origin)
  return report
}

function applyStep(
  doc: Doc,
  step: MergeStep<DocumentCell>,
  nextId: () => CellId,
  lastAfter: Map<CellId | undefined, CellId>,
  report: { changed: CellId[]; added: CellId[]; removed: number; conflicts: CellId[] },
): void {
  switch (step.type) {
    case "remove":
      removeCell(doc, step.mine.id)
      report.removed++
      return
    case "replace": {
      const text = sourceOf(doc, step.mine.id)
      if (text !== undefined) editText(text, step.source)
      setCellField(doc, step.mine.id, "words", step.words)
      report.changed.push(step.mine.id)
      return
    }
    case "insert": {
      const id = nextId()
      const { cell, isConflict } = step
      const words =
        isConflict && cell.kind !== "heading" ? setFenceWord(cell.words, "conflict", "theirs").trim() : cell.words
      const after = step.after?.id
      insertCell(
        doc,
        lastAfter.get(after) ?? after,
        id,
        isConflict ? newCell(cell.kind, cell.source, words, cell.level) : cell,
      )
      lastAfter.set(after, id)
      report[isConflict ? "conflicts" : "added"].push(id)
    }
  }
}
