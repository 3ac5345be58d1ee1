import type { Note } from "./convert/note.ts"
import { elementsOf, memberOf, parseJson, skipBlank } from "./ipynb/json-text.ts"
import { isObject, joined } from "./ipynb/nbformat.ts"
import { readMarkJson } from "./livemd/marks.ts"
import { scanBlocks } from "./markdown/scan.ts"
import type { FormatName } from "./model.ts"

/** What is odd about a notebook's text, and was left as it is: nothing of it keeps the notebook from opening. */
export function odditiesOf(format: FormatName, text: string): Note[] {
  if (format === "ipynb") return jupyterOddities(text.replace(/^\uFEFF/, ""))
  return format === "livemd" ? livebookOddities(text) : []
}

function livebookOddities(text: string): Note[] {
  const lineAt = lines(text)
  return scanBlocks(text).flatMap((block): Note[] => {
    if (block.type !== "comment" || block.by !== "livebook" || readMarkJson(block.text) !== undefined) return []
    return [{ line: lineAt(block.start), text: "what this comment says to Livebook is no JSON" }]
  })
}

function jupyterOddities(text: string): Note[] {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return []
  }
  const start = skipBlank(text, 0)
  const cells = isObject(value) ? value["cells"] : undefined
  const place = memberOf(text, start, "cells")
  if (!Array.isArray(cells) || place === undefined) return []
  const lineAt = lines(text)
  const slices = elementsOf(text, place.value.start)
  const ids = new Map<unknown, number>()
  return cells.flatMap((cell: unknown, index): Note[] => {
    if (!isObject(cell)) return []
    const notes: string[] = []
    const { id, outputs, attachments } = cell
    const other = ids.get(id)
    if (id !== undefined && other !== undefined) notes.push(`cell ${index + 1} has the id of cell ${other + 1}`)
    ids.set(id, other ?? index)
    const bundles = [
      ...(Array.isArray(outputs)
        ? outputs.map((output: unknown) => (isObject(output) ? output["data"] : undefined))
        : []),
      ...(isObject(attachments) ? Object.values(attachments) : []),
    ]
    for (const type of bundles.flatMap(brokenImages)) notes.push(`an ${type} of cell ${index + 1} is no base64`)
    return notes.map((note) => ({ line: lineAt(slices[index]?.start ?? 0), text: note }))
  })
}

function brokenImages(bundle: unknown): string[] {
  if (!isObject(bundle)) return []
  return Object.keys(bundle).filter((type) => {
    if (!type.startsWith("image/") || type === "image/svg+xml") return false
    return !/^[A-Za-z0-9+/]*={0,2}$/.test((joined(bundle[type]) ?? "-").replaceAll(/\s/g, ""))
  })
}

/** The line of an offset, from 1; offsets are asked for in their order. */
function lines(text: string): (offset: number) => number {
  let [at, line] = [0, 1]
  return (offset) => {
    for (let next = text.indexOf("\n", at); next !== -1 && next < offset; next = text.indexOf("\n", at)) {
      at = next + 1
      line++
    }
    return line
  }
}
