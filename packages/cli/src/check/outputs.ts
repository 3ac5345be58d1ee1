import type { CellResult } from "@quire/host"
import { withOutputs } from "@quire/host"
import { newCell, writeNotebook } from "@quire/notebook"
import type { Cell, Notebook } from "@quire/notebook"
import { fenceFor, plainText } from "../report.ts"
import type { Finding } from "./finding.ts"

/** A fence below a cell that holds what the cell shows. */
const OUTPUT = /^(?<ticks>`{3,}|~{3,})text output[ \t]*\n(?<text>(?:[\s\S]*?\n)?)\k<ticks>[ \t]*(?:\n|$)/

interface Updated {
  readonly findings: readonly Finding[]
  /** Undefined: nothing differs. */
  readonly updated: string | undefined
}

/** Holds what cells showed against what the file says of it. In Markdown that is a `text output` fence below a cell; a file
 *  that has none gets one below each cell that shows something. Other formats have places of their own. */
export function outputFindings(
  file: string,
  text: string,
  notebook: Notebook,
  results: readonly CellResult[],
  lineOf: (cell: Cell) => number,
): Updated {
  if (notebook.format === "livemd") return { findings: [], updated: undefined }
  if (notebook.format === "ipynb") {
    const written = writeNotebook(withOutputs(notebook, results))
    return { findings: [], updated: written === text ? undefined : written }
  }
  const hasAny = notebook.cells.some((cell, index) => expectedIn(notebook.cells, index) !== undefined)
  const shown = new Map(results.map(({ index, outputs }) => [index, textOf(outputs)]))
  const findings: Finding[] = []
  const cells = notebook.cells.flatMap((cell, index): Cell[] => {
    const own = index > 0 ? shown.get(index - 1) : undefined
    const expected = expectedIn(notebook.cells, index)
    if (expected !== undefined && own !== undefined) {
      if (own === expected.text) return [cell]
      const line = lineOf(cell)
      const place = { line, column: 1, endLine: line, endColumn: 1 }
      findings.push({
        file,
        ...place,
        severity: "error",
        rule: "output",
        message: `The cell above shows ${JSON.stringify(short(own))}, not ${JSON.stringify(short(expected.text))}.`,
        hint: "quire check --run --update writes what it shows.",
      })
      const rest = cell.source.slice(expected.length).replace(/^\n+/, "")
      const fence = fenceFor(own, "text output")
      return [newCell("markdown", rest === "" ? fence : `${fence}\n\n${rest}`)]
    }
    if (hasAny || own === undefined || own === "") return [cell]
    const fence = fenceFor(own, "text output")
    // Two cells of prose in a row would need a mark between them.
    const isProse = cell.kind === "markdown" && cell.words === ""
    return isProse ? [newCell("markdown", `${fence}\n\n${cell.source}`)] : [newCell("markdown", fence), cell]
  })
  const last = shown.get(notebook.cells.length - 1)
  const end = hasAny || last === undefined || last === "" ? [] : [newCell("markdown", fenceFor(last, "text output"))]
  const updated = writeNotebook({ ...notebook, cells: [...cells, ...end] })
  return { findings, updated: updated === text ? undefined : updated }
}

/** The output that stands at the beginning of a Markdown cell right below a code cell. */
function expectedIn(
  cells: readonly Cell[],
  index: number,
): { readonly text: string; readonly length: number } | undefined {
  const [cell, above] = [cells[index], cells[index - 1]]
  if (cell?.kind !== "markdown" || above?.kind !== "code") return undefined
  const found = OUTPUT.exec(cell.source)
  return found === null
    ? undefined
    : { text: (found.groups?.["text"] ?? "").replace(/\n$/, ""), length: found[0].length }
}

function textOf(outputs: CellResult["outputs"]): string {
  return outputs
    .map((output) =>
      output.type === "stream"
        ? output.text
        : output.type === "error"
          ? `${output.stack}\n`
          : `${plainText(output.data)}\n`,
    )
    .join("")
    .replace(/\n+$/, "")
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
