import { expect, test } from "vitest"
import { newCell } from "./model.ts"
import type { Cell } from "./model.ts"
import { mergeCells } from "./merge.ts"

/** Cells by one word each; `a b c` is three Markdown cells, `n:x` a code cell named n. */
function cellsOf(text: string): Cell[] {
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const [name, source] = word.split(":")
      return source === undefined ? newCell("markdown", word) : newCell("code", source, `ts name=${name}`)
    })
}

function merged(base: string, mine: string, theirs: string): string {
  const list: (Cell & { mark?: string })[] = cellsOf(mine)
  for (const step of mergeCells(cellsOf(base), [...list], cellsOf(theirs))) {
    const at = (cell: Cell | undefined): number =>
      list.findIndex((other) => cell !== undefined && other.source === cell.source && other.words === cell.words)
    if (step.type === "remove") list.splice(at(step.mine), 1)
    else if (step.type === "replace") list[at(step.mine)] = { ...step.mine, source: step.source, words: step.words }
    else
      list.splice(step.after === undefined ? 0 : at(step.after) + 1, 0, {
        ...step.cell,
        mark: step.isConflict ? "!" : "",
      })
  }
  return list
    .map((cell) => `${/name=(\w+)/.exec(cell.words)?.[1]?.concat(":") ?? ""}${cell.source}${cell.mark ?? ""}`)
    .join(" ")
}

test.each([
  ["a b c", "a b c", "a b c", "a b c"],
  ["n:1 m:2", "n:1 m:2", "n:9 m:2", "n:9 m:2"],
  ["n:1 m:2", "n:8 m:2", "n:1 m:9", "n:8 m:9"],
  ["n:1 m:2", "n:8 m:2", "n:9 m:2", "n:8 n:9! m:2"],
  ["n:1 m:2", "n:8 m:2", "n:8 m:2", "n:8 m:2"],
  ["n:1 m:2", "n:1 m:2", "n:1", "n:1"],
  ["n:1 m:2", "n:1 m:8", "n:1", "n:1 m:8"],
  ["n:1 m:2", "n:1", "n:1 m:9", "n:1 m:9"],
  ["n:1", "n:1", "n:1 m:2", "n:1 m:2"],
  ["n:1", "n:1 k:3", "n:1 m:2", "n:1 m:2 k:3"],
  ["n:1", "n:1 m:2", "n:1 m:2", "n:1 m:2"],
  ["", "", "n:1", "n:1"],
])("[S4] base %s, mine %s, theirs %s: %s", (base, mine, theirs, expected) => {
  expect(merged(base, mine, theirs)).toBe(expected)
})
