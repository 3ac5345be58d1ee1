import { convertNotebook, rawWithOutputs } from "@quire/notebook"
import type { Notebook } from "@quire/notebook"
import { readDocument, toJupyter } from "@quire/session"
import type { LiveSession } from "./live-session.ts"
import type { CellResult } from "./results.ts"

/** The notebook as it is now. */
export function notebookOf(session: LiveSession): Notebook {
  return readDocument(session.doc)
}

/** A notebook as Jupyter's, with what its cells showed. */
export function withOutputs(given: Notebook, results: readonly CellResult[]): Notebook {
  const { notebook } = convertNotebook(given, "ipynb")
  const left = [...results]
  let count = 0
  const cells = notebook.cells.map((cell, index) => {
    const result = cell.kind === "code" ? left.shift() : undefined
    // Counted as Jupyter does: what ran.
    if (result?.status === "done" || result?.status === "error") count++
    if (result === undefined || result.outputs.length === 0) return cell
    const raw = rawWithOutputs(notebook, { ...cell, id: `cell-${index + 1}` }, toJupyter(result.outputs, count), count)
    return { ...cell, raw }
  })
  return { ...notebook, cells }
}
