import type { CellId } from "@quire/notebook"
import { cellState } from "../state.ts"
import type { CellMark, SessionState } from "../state.ts"

/** The state of every code cell that runs, recomputed whole: a cell is fresh when its lowered code and the versions of
 *  all it uses are those of its last run, so that undoing an edit makes it fresh again. */
export function markCells(state: SessionState): Record<CellId, CellMark> {
  const marks: Record<CellId, CellMark> = {}
  for (const { id, kind, isStatic } of state.structure) {
    if (kind === "code" && !isStatic) marks[id] = markCell(state, id, marks)
  }
  return marks
}

/** What an input of a cell is hashed as: the run of the cell that defines it, and its input's version. */
export function versionOf(state: SessionState, id: CellId): string {
  const { last, inputVersion } = cellState(state, id)
  return `${last?.run ?? "none"}.${inputVersion}`
}

function markCell(state: SessionState, id: CellId, above: Record<CellId, CellMark>): CellMark {
  const mark = (status: CellMark["status"], why: string[] = []): CellMark => ({
    status,
    why,
    waitsFor: state.blocked[id],
  })
  const { last } = cellState(state, id)
  const why = last === undefined ? [] : reasons(state, id, above)
  if (state.running?.cell === id) return mark("running", why)
  if (state.queue.includes(id)) return mark("queued", why)
  if (last?.outcome === undefined) return mark("never")
  if (why.length > 0) return mark("stale", why)
  if (last.outcome === "done") return mark("fresh")
  return mark(last.outcome)
}

/** Names whose cell ran anew, is gone, or is itself not fresh; `""` when the cell's own code changed. */
function reasons(state: SessionState, id: CellId, above: Record<CellId, CellMark>): string[] {
  const { last } = cellState(state, id)
  const node = state.graph.get(id)
  if (last === undefined || node === undefined) return []
  const changed: string[] = []
  const analysis = state.analyses[id]
  if (analysis !== undefined && analysis.codeHash !== last.codeHash) changed.push("")
  for (const [name, owner] of node.inputs) {
    const isFresh = above[owner]?.status === "fresh"
    if (last.inputs[name] !== versionOf(state, owner) || !isFresh) changed.push(name)
  }
  for (const name of Object.keys(last.inputs)) if (!node.inputs.has(name) && !changed.includes("")) changed.push(name)
  return changed
}
