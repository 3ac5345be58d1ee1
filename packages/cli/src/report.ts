import { convertNotebook, newCell, serialise } from "@quire/notebook"
import type { Notebook } from "@quire/notebook"
import type { CellResult } from "@quire/host"

type Output = CellResult["outputs"][number]

/** The notebook as Markdown with what its cells showed below each of them, for people to read. */
export function markdownReport(given: Notebook, results: readonly CellResult[]): string {
  const { notebook } = convertNotebook(given, "md")
  const left = [...results]
  const cells = notebook.cells.flatMap((cell) => {
    const outputs = cell.kind === "code" ? (left.shift()?.outputs ?? []) : []
    const shown = blocks(outputs)
    return shown === "" ? [cell] : [cell, newCell("markdown", shown)]
  })
  return serialise({ ...notebook, cells })
}

function blocks(outputs: readonly Output[]): string {
  const found: string[] = []
  let plain = ""
  const flush = (): void => {
    if (plain !== "") found.push(fenceFor(plain))
    plain = ""
  }
  for (const output of outputs) {
    if (output.type === "stream") plain += output.text
    else if (output.type === "error") plain += `${output.stack}\n`
    else {
      const { data } = output
      const rich = richBlock(data)
      if (rich === undefined) plain += `${plainText(data)}\n`
      else {
        flush()
        found.push(rich)
      }
    }
  }
  flush()
  return found.join("\n\n")
}

/** What an output says without its looks, else which kinds it has. */
export function plainText(data: Readonly<Record<string, unknown>>): string {
  const text = data["text/plain"]
  return typeof text === "string" ? text : Object.keys(data).join(", ")
}

function richBlock(data: Readonly<Record<string, unknown>>): string | undefined {
  const markdown = data["text/markdown"]
  if (typeof markdown === "string") return markdown.trim()
  for (const type of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
    const image = data[type]
    if (typeof image === "string") return `![output](data:${type};base64,${image.replaceAll("\n", "")})`
  }
  return undefined
}

/** A fence that nothing in the text can end. */
export function fenceFor(text: string, words = "text"): string {
  const longest = Math.max(2, ...[...text.matchAll(/^ {0,3}(`{3,})/gm)].map(([, ticks = ""]) => ticks.length))
  const ticks = "`".repeat(longest + 1)
  return `${ticks}${words}\n${text.replace(/\n+$/, "")}\n${ticks}`
}
