import { expect, test } from "vitest"
import { newCell } from "./model.ts"
import type { Cell } from "./model.ts"
import { mergeCells } from "./merge.ts"

/** Cells by one word each; `a b c` is three Markdown cells, `n:x` a code cell named n, `|` a line's end. */
function cellsOf(text: string): Cell[] {
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const [name, source] = word.split(":")
      const lines = (text: string): string => text.replaceAll("|", "\n")
      return source === undefined ? newCell("markdown", lines(word)) : newCell("code", lines(source), `ts name=${name}`)
    })
}

function merged(base: string, mine: string, theirs: string): string {
  const given = cellsOf(mine)
  const list: (Cell & { mark?: string; of?: Cell })[] = given.map((cell) => ({ ...cell, of: cell }))
  for (const step of mergeCells(cellsOf(base), given, cellsOf(theirs)).steps) {
    const at = (cell: Cell | undefined): number => list.findIndex((other) => cell !== undefined && other.of === cell)
    if (step.type === "move") {
      const [cell] = list.splice(at(step.mine), 1)
      list.splice(step.after === undefined ? 0 : at(step.after) + 1, 0, cell as Cell)
    } else if (step.type === "remove") list.splice(at(step.mine), 1)
    else if (step.type === "replace")
      list[at(step.mine)] = { ...step.mine, of: step.mine, source: step.source, words: step.words }
    else
      list.splice(step.after === undefined ? 0 : at(step.after) + 1, 0, {
        ...step.cell,
        mark: step.isConflict ? "!" : "",
      })
  }
  return list
    .map((cell) => `${/name=(\w+)/.exec(cell.words)?.[1]?.concat(":") ?? ""}${cell.source}${cell.mark ?? ""}`)
    .join(" ")
    .replaceAll("\n", "|")
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
  // Both made a cell of one name.
  ["", "n:1", "n:2", "n:1 n:2!"],
  ["", "n:1", "n:1", "n:1"],
  ["", "x", "y", "y x"],
  // By line within a cell.
  ["n:1|2|3", "n:9|2|3", "n:1|2|8", "n:9|2|8"],
  ["n:1|2|3", "n:1|2|3|4", "n:0|1|2|3", "n:0|1|2|3|4"],
  ["n:1|2|3", "n:1|9|3", "n:1|8|3", "n:1|9|3 n:1|8|3!"],
  // Both added at one place.
  ["n:1|2|3", "n:9|2|3|4", "n:9|2|3|5", "n:9|2|3|4|5"],
  ["n:1|2", "n:1|7|8|2", "n:1|7|9|2", "n:1|7|8|9|2"],
  ["n:1", "n:1|f|}", "n:1|g|}", "n:1|f|}|g|}"],
  ["n:1", "n:1|f|}", "n:1|f|g|}", "n:1|f|g|}"],
  // Unnamed, and most of it is new: all of the old one is in it.
  ["x|y a", "x|y|z a", "1|2|3|4|5|6|7|x|y a", "1|2|3|4|5|6|7|x|y|z a"],
  // Deleted here and changed there, where another goes by its name since.
  ["n:1|2 m:3", "m:3 n:8|9", "n:1|2|4 m:3", "m:3 n:8|9 n:1|2|4!"],
  // Joined here with the cell above, and changed there.
  ["n:1|2 m:3|4", "n:1|2|3|4", "n:1|2 m:3|9|4", "n:1|2|3|9|4"],
  ["n:1|2 m:3|4 k:5", "n:1|2|3|4|5", "n:1|2|6 m:3|9|4 k:5|7", "n:1|2|6|3|9|4|5|7"],
  ["n:1|2 m:3|4", "n:1|2|3|8|4", "n:1|2 m:3|9|4", "n:1|2|3|8|9|4"],
  // Split here and changed there, or the other way round; changed on both sides and split on one.
  ["n:1|2", "n:1 k:2", "n:1|2|3", "n:1 k:2|3"],
  ["n:1|2|3|4", "n:1|2 k:3|4", "n:0|1|2|3|9", "n:0|1|2 k:3|9"],
  ["n:1|2|3|4", "n:1|2 k:3|4", "n:1|8|3|9", "n:1|8 k:3|9"],
  ["n:1|2", "n:1|9", "n:1 k:2", "n:1 k:9"],
  ["n:1|2|3", "n:1|2|9", "n:1 k:2|3", "n:1 k:2|9"],
  ["n:1|2", "n:1 k:2|3", "n:1 k:2", "n:1 k:2|3"],
  ["n:1|2|3", "n:1 k:2|3", "n:1|2 k:3", "n:1 k:2 k:3"],
  ["n:1|2", "n:1 k:8", "n:1 k:2", "n:1 k:8"],
  // … and what was left deleted.
  ["n:1|2|3|4|5|6", "k:a|6", "n:1|9|2|3|4|5|6", "n:1|9|2|3|4|5 k:a|6"],
  ["n:1|2|3|4|5|6", "k:a|6", "n:1|2|3|4|5|6|7", "k:a|6|7"],
  ["n:1|2|3|4|5|6", "n:1|9|2|3|4|5|6", "k:a|6", "n:1|9|2|3|4|5 k:a|6"],
  ["n:1|2|3|4|5|6", "n:1|2|3|4|5|6|7", "k:a|6", "k:a|6|7"],
  // … and the first part empty.
  ["n:1|2", "n: k:1|2", "n:1|2|3", "n: k:1|2|3"],
  // Joined there, and changed here.
  ["n:1|2 m:3|4", "n:1|2 m:3|9|4", "n:1|2|3|4", "n:1|2|3|9|4"],
  ["n:1|2 m:3|4 k:5", "n:0|1|2 m:3|9|4 k:5|7", "n:1|2|6|3|4|5", "n:0|1|2|6|3|9|4|5|7"],
  ["n:1|2 m:3|4", "n:1|8 m:3|9|4", "n:1|2|3|4", "n:1|8|3|9|4"],
  ["n:1|2 m:3|4", "n:1|8 m:3|9|4", "n:1|7|3|4", "n:1|8|3|9|4 n:1|7|3|4!"],
  // Split there and joined to the one above, and changed here.
  ["n:1|2 m:3|4|5|6 k:7", "n:1|2|8 m:3|4|9|5|6|0 k:7", "n:1|2|3|4 l:5|6 k:7", "n:1|2|8|3|4 l:9|5|6|0 k:7"],
  // Moved from one to the other.
  ["n:1|2|3 m:4|5", "n:1|2|9|3 m:4|8|5", "n:1 m:2|3|4|5", "n:1 m:2|9|3|4|8|5"],
  // Joined here, and split there.
  ["n:1|2 m:3|4", "n:1|2|3|4", "n:1|2 m:3 k:8|4", "n:1|2|3 k:8|4"],
  // Deleted here and changed there, where another has had its line all along.
  ["n:1|2 m:2", "n:1|2", "n:1|2 m:2|3", "n:1|2 m:2|3"],
  ["m:2 n:1|2", "n:1|2", "m:2|3", "m:2|3"],
  // Moved by one side, or by both.
  ["n:1 m:2 k:3", "n:1 m:2 k:3", "k:3 n:1 m:2", "k:3 n:1 m:2"],
  ["n:1 m:2 k:3", "n:1 m:2 k:3", "m:2 k:3 n:1", "m:2 k:3 n:1"],
  ["n:1 m:2 k:3", "k:3 n:1 m:2", "n:1 m:2 k:3", "k:3 n:1 m:2"],
  ["n:1 m:2 k:3", "m:2 n:1 k:3", "k:3 n:1 m:2", "k:3 m:2 n:1"],
  ["n:1 m:2 k:3", "n:1 m:2 k:9", "k:3 n:1 m:2", "k:9 n:1 m:2"],
  ["n:1 m:2 k:3", "n:1 m:2 k:3", "k:9 n:1 m:2", "k:9 n:1 m:2"],
  ["n:1|2|3 m:2", "n:1|2|9 m:2", "m:2 n:8|2|3", "m:2 n:8|2|9"],
])("[S4] base %s, mine %s, theirs %s: %s", (base, mine, theirs, expected) => {
  expect(merged(base, mine, theirs)).toBe(expected)
})
