import type { CellId } from "@quire/notebook"
import { newCell } from "@quire/notebook"
import { editText, insertCell, readCells, sourceOf } from "@quire/session"
import type { DocumentCell } from "@quire/session"
import type { Doc } from "yjs"

/** What this page wrote that the server never acknowledged, as texts: histories of two epochs are never merged. */
export interface LocalEdits {
  readonly changed: readonly { readonly id: CellId; readonly source: string }[]
  readonly added: readonly { readonly after: CellId | undefined; readonly cell: DocumentCell }[]
}

/** Compares what was acknowledged with what is here. */
export function localEdits(acknowledged: Doc, here: Doc): LocalEdits {
  const before = new Map(readCells(acknowledged).map((cell) => [cell.id, cell]))
  const cells = readCells(here)
  return {
    changed: cells.filter((cell) => before.has(cell.id) && before.get(cell.id)?.source !== cell.source),
    added: cells.flatMap((cell, index) => (before.has(cell.id) ? [] : [{ after: cells[index - 1]?.id, cell }])),
  }
}

/** Makes the same changes in another document: by id where the cell is there, as a new cell where it is not. */
export function replayEdits({ changed, added }: LocalEdits, doc: Doc): void {
  doc.transact(() => {
    for (const { id, source } of changed) {
      const text = sourceOf(doc, id)
      if (text === undefined) insertCell(doc, undefined, id, newCell("markdown", source))
      else editText(text, source)
    }
    for (const { after, cell } of added) {
      if (sourceOf(doc, cell.id) === undefined)
        insertCell(doc, after, cell.id, newCell(cell.kind, cell.source, cell.words, cell.level))
    }
  }, "rebase")
}
