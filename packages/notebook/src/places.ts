import { separatorOf } from "./ipynb/cell-text.ts"
import { elementsOf, memberOf, skipBlank } from "./ipynb/json-text.ts"
import type { Slice } from "./ipynb/json-text.ts"
import type { Cell, Notebook } from "./model.ts"

/** A place in a file: lines and columns from 1, in UTF-16 units. */
export interface FilePlace {
  readonly line: number
  readonly column: number
}

/** Where places in cells' sources (lines and columns from 1) stand in the text that the notebook was read from. What is not
 *  there as it is read, as in a file of an older format, counts as the beginning of the cell. */
export function filePlaces(text: string, notebook: Notebook): (cell: Cell, line: number, column: number) => FilePlace {
  const starts = cellStarts(text, notebook)
  const placeAt = lineTable(text)
  return (cell, line, column) => {
    const start = starts.get(cell)
    if (start === undefined) return { line: 1, column: 1 }
    if (notebook.format === "ipynb") return placeAt(start + offsetInJson(cell.raw, line, column))
    const fence = /^ *(?:`{3,}|~{3,})[^\n]*\n?/m.exec(cell.raw)
    const first = placeAt(start + (fence === null ? 0 : fence.index + fence[0].length))
    return { line: first.line + line - 1, column }
  }
}

/** The slices of the text that cells are, as far as they stand there as they were read. Offsets in UTF-16 units. */
export function cellRanges(
  text: string,
  notebook: Notebook,
): ReadonlyMap<Cell, { readonly start: number; readonly end: number }> {
  const starts = [...cellStarts(text, notebook)]
  return new Map(starts.map(([cell, start]) => [cell, { start, end: start + cell.raw.length }]))
}

/** The lines that cells begin in. */
export function cellLines(text: string, notebook: Notebook): (cell: Cell) => number {
  const starts = cellStarts(text, notebook)
  const placeAt = lineTable(text)
  return (cell) => {
    const start = starts.get(cell)
    return start === undefined ? 1 : placeAt(start + separatorOf(cell.raw).length).line
  }
}

/** Where the cells' slices begin: they follow one another in the text. An old file was written anew before it was read, and
 *  has none of them. */
function cellStarts(text: string, { cells, upgradedFrom }: Notebook): ReadonlyMap<Cell, number> {
  const starts = new Map<Cell, number>()
  let at = 0
  for (const cell of upgradedFrom === undefined ? cells : []) {
    const slice = cell.raw.slice(separatorOf(cell.raw).length)
    const found = slice === "" ? -1 : text.indexOf(slice, at)
    if (found === -1) break
    starts.set(cell, found - separatorOf(cell.raw).length)
    // Two that say the same are two.
    at = found + slice.length
  }
  return starts
}

function lineTable(text: string): (offset: number) => FilePlace {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)]
  return (offset) => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

/** Where a place of a cell's source stands in the cell's JSON. */
function offsetInJson(raw: string, line: number, column: number): number {
  const start = skipBlank(raw, separatorOf(raw).length)
  const source = memberOf(raw, start, "source")?.value
  if (source === undefined) return start
  const strings: readonly Slice[] = raw[source.start] === "[" ? elementsOf(raw, source.start) : [source]
  let [atLine, atColumn] = [1, 1]
  let last = source.start
  for (const string of strings) {
    for (let at = string.start + 1; at < string.end - 1;) {
      if (atLine === line && atColumn === column) return at
      const escape = /^\\(?:u[\dA-Fa-f]{4}|.)/s.exec(raw.slice(at, at + 6))?.[0]
      if (escape === "\\n" || raw[at] === "\n") [atLine, atColumn] = [atLine + 1, 1]
      else atColumn++
      at += escape?.length ?? 1
      last = at
    }
  }
  return last
}
