import { rawWithOutputs } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { cellsOf, cellState, readCell, readFacts, setCellStyle, toJupyter } from "@quire/session"
import type { SessionState } from "@quire/session"
import type { Doc } from "yjs"

/** Writes what a cell has shown to where its file has it: those of Jupyter do. */
export function keepOutputs(doc: Doc, state: SessionState, id: CellId): void {
  const facts = readFacts(doc)
  const cell = readCell(id, cellsOf(doc).get(id))
  const { outputs, last } = cellState(state, id)
  if (facts.format !== "ipynb" || cell === undefined || last === undefined) return
  const raw = rawWithOutputs(facts, cell, toJupyter(outputs, last.run), last.run)
  if (raw !== cell.raw) doc.transact(() => setCellStyle(doc, id, { ...cell, raw }), "server")
}
