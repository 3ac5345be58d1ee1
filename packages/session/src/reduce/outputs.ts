import type { Output, SessionEvent } from "../events.ts"
import { HEAD_CHARACTERS, HEAD_OUTPUTS, TAIL_CHARACTERS, TAIL_OUTPUTS } from "../limits.ts"
import { cellState } from "../state.ts"
import type { CellRunState, SessionState } from "../state.ts"

/** Outputs of a cell. Late ones (a timer that outlives its run) stay with the cell that caused them. */
export function reduceOutputs(
  state: SessionState,
  event: Extract<SessionEvent, { type: "outputAdded" }>,
): SessionState {
  const cell = cellState(state, event.cell)
  if (cell.last === undefined || !state.structure.some(({ id }) => id === event.cell)) return state
  const isLate = cell.last.run !== event.run || cell.last.outcome !== undefined
  const output = isLate && event.output.type !== "value" ? { ...event.output, isLate } : event.output
  const omitted = output.type === "stream" ? (output.omitted ?? 0) : 0
  const counted = { ...cell, outputCount: cell.outputCount + 1, omittedBytes: cell.omittedBytes + omitted }
  const added = addOutput(counted, output)
  const failsLate = isLate && output.type === "error" && cell.last.run === event.run && cell.last.outcome === "done"
  const last = failsLate ? { ...cell.last, outcome: "error" as const } : cell.last
  return { ...state, cells: { ...state.cells, [event.cell]: { ...added, last } } }
}

function addOutput(cell: CellRunState, output: Output): CellRunState {
  // Says only how much was left out.
  if (output.type === "stream" && output.text === "") return cell
  const previous = cell.outputs.at(-1)
  const joins =
    output.type === "stream" &&
    previous?.type === "stream" &&
    previous.name === output.name &&
    previous.isLate === output.isLate
  const outputs = joins
    ? [...cell.outputs.slice(0, -1), { ...previous, text: previous.text + output.text }]
    : [...cell.outputs, output]
  return bound({ ...cell, ...fewer(outputs, cell.omittedBytes) })
}

function fewer(outputs: readonly Output[], omittedBytes: number): Pick<CellRunState, "outputs" | "omittedBytes"> {
  if (outputs.length <= HEAD_OUTPUTS + TAIL_OUTPUTS) return { outputs, omittedBytes }
  const [left] = outputs.slice(HEAD_OUTPUTS, HEAD_OUTPUTS + 1)
  const characters = left?.type === "stream" ? left.text.length : 1
  return { outputs: outputs.toSpliced(HEAD_OUTPUTS, 1), omittedBytes: omittedBytes + characters }
}

/** Cuts the middle out of the last stream when the cell's streams grow past head and tail. */
function bound(cell: CellRunState): CellRunState {
  const last = cell.outputs.at(-1)
  if (last?.type !== "stream") return cell
  const limit = HEAD_CHARACTERS + TAIL_CHARACTERS
  if (last.text.length <= limit * 1.25) return cell
  const cut = last.text.length - limit
  const text = last.text.slice(0, HEAD_CHARACTERS) + last.text.slice(HEAD_CHARACTERS + cut)
  return { ...cell, outputs: [...cell.outputs.slice(0, -1), { ...last, text }], omittedBytes: cell.omittedBytes + cut }
}
