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
  const cells = notebook.cells.map((cell, index) => {
    const outputs = cell.kind === "code" ? (left.shift()?.outputs ?? []) : []
    if (outputs.length === 0) return cell
    const raw = rawWithOutputs(notebook, { ...cell, id: `cell-${index + 1}` }, toJupyter(outputs, index + 1), index + 1)
    return { ...cell, raw }
  })
  return { ...notebook, cells }
}
