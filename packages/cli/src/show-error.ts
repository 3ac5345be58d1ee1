import type { CellResult } from "@quire/host"

type ErrorOutput = Extract<CellResult["outputs"][number], { type: "error" }>

/** An error for the terminal: whose it is, the stack in lines as typed, its causes, and what to do. */
export function showError(cell: CellResult, error: ErrorOutput): string {
  const title = cell.name === undefined ? "a cell" : `cell ${cell.name}`
  const [frame] = error.frames
  const line = frame?.cell === undefined ? "" : `, line ${frame.line}`
  const causes = error.causes.map((cause) => `  caused by ${cause.name}: ${cause.message}\n`)
  const hint = error.hint ? `  ${error.hint}\n` : ""
  return `\n${title}${line}: ${error.stack}\n${causes.join("")}${hint}`
}
