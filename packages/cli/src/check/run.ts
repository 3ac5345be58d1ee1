import { cellResults, describeDeath } from "@quire/host"
import type { CellResult } from "@quire/host"
import type { CellId } from "@quire/notebook"
import { findingAt, TOP } from "./checked-text.ts"
import type { CheckedText } from "./checked-text.ts"
import type { Finding } from "./finding.ts"
import { holdOutputs } from "./outputs.ts"
import type { Held } from "./outputs.ts"

const SETTLE_MS = 2000

/** Runs the cells: those that failed, and what the file says of the others that is not so. */
export async function runCells(checked: CheckedText): Promise<Held> {
  const { session } = checked
  await session.run("all")
  await session.idle()
  // A timer that a cell left behind may still print, or fail.
  await session.call({ ask: "settle", limitMs: SETTLE_MS })
  const results = cellResults(session)
  const failed = [...death(checked, results), ...results.flatMap((result) => failure(checked, result))]
  const { findings, edits } = held(checked, results)
  return { findings: [...failed, ...findings], edits }
}

function held(checked: CheckedText, results: readonly CellResult[]): Held {
  const { file, text, notebook, document } = checked
  const lineAt = (offset: number): number => text.slice(0, offset).split(/\r\n|\n|\r/).length
  const isHeld = ({ index, status }: CellResult): boolean => {
    const cell = notebook.cells[index]
    // What stands in a list has no place below it for what it shows.
    const isMoved = cell !== undefined && document?.isMoved(checked.placeOf(cell, 1, 1).line) === true
    return !isMoved && (status === "done" || status === "error")
  }
  const { findings, edits } = holdOutputs(file, text, notebook, results, isHeld, lineAt)
  const inFile = document?.offsetInFile ?? ((offset: number): number => offset)
  return {
    findings,
    edits: edits.map((edit) => ({ ...edit, start: inFile(edit.start), end: inFile(edit.end) })),
  }
}

/** A process that ended while it ran them. */
function death(checked: CheckedText, results: readonly CellResult[]): Finding[] {
  const { runtime } = checked.session.state
  if (runtime.status !== "dead") return []
  const at = results.find(({ status }) => status === "interrupted" || status === "not-run")
  const cell = at && checked.notebook.cells[at.index]
  const message = `${describeDeath(runtime.reason)} Cells after that did not run.`
  return [findingAt(checked.file, cell === undefined ? TOP : checked.placeOf(cell, 1, 1), "run", message)]
}

/** A cell that failed; what was found before it ran is said already. */
function failure({ session, notebook, file, placeOf }: CheckedText, { index, id, outputs }: CellResult): Finding[] {
  const cell = notebook.cells[index]
  const error = outputs.find((output) => output.type === "error")
  if (cell === undefined || error === undefined) return []
  if (session.problems(id as CellId).some(({ severity }) => severity === "error")) return []
  const frame = error.frames.find((one) => one.cell === id)
  const place = placeOf(cell, frame?.line ?? 1, frame?.column ?? 1)
  return [findingAt(file, place, "run", `${error.name}: ${error.message}`, error.hint)]
}
