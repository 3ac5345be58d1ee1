import fc from "fast-check"
import { expect, test } from "vitest"
import { newCell } from "../model.ts"
import type { Cell } from "../model.ts"
import type { MergeStep } from "./steps.ts"
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

type MergedCell = Cell & { of?: Cell; isConflict?: boolean }

function carryOut(steps: readonly MergeStep<Cell>[], mine: readonly Cell[]): MergedCell[] {
  const list: MergedCell[] = mine.map((cell) => ({ ...cell, of: cell }))
  const at = (cell: Cell | undefined): number => list.findIndex((other) => cell !== undefined && other.of === cell)
  const below = (after: Cell | undefined): number => (after === undefined ? 0 : at(after) + 1)
  for (const step of steps) {
    if (step.type === "move") {
      const [cell] = list.splice(at(step.mine), 1)
      list.splice(below(step.after), 0, cell as MergedCell)
    } else if (step.type === "remove") list.splice(at(step.mine), 1)
    else if (step.type === "replace") Object.assign(list[at(step.mine)]!, { source: step.source, words: step.words })
    else list.splice(below(step.after), 0, { ...step.cell, isConflict: step.isConflict })
  }
  return list
}

function merged(base: string, mine: string, theirs: string): string {
  const given = cellsOf(mine)
  return carryOut(mergeCells(cellsOf(base), given, cellsOf(theirs)).steps, given)
    .map(({ words, source, isConflict = false }) => {
      return `${/name=(\w+)/.exec(words)?.[1]?.concat(":") ?? ""}${source}${isConflict ? "!" : ""}`
    })
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

const changes = fc.array(
  fc.record({
    what: fc.constantFrom("add", "split", "join", "move", "insert", "remove"),
    cell: fc.nat(),
    at: fc.nat(),
  }),
  { maxLength: 5 },
)

/** Cells with ids, changed by one side; each line that comes is another. */
function changed(
  cells: readonly NamedCell[],
  steps: readonly { what: string; cell: number; at: number }[],
  by: string,
) {
  const list = cells.map((cell) => ({ ...cell }))
  const removed: string[] = []
  for (const [n, { what, cell: nth, at }] of steps.entries()) {
    const index = nth % Math.max(1, list.length)
    const [cell, next] = [list[index], list[index + 1]]
    const lines = cell?.source.split("\n") ?? []
    const cut = 1 + (at % Math.max(1, lines.length - 1))
    const fresh = (source: string): NamedCell => ({ ...newCell("code", source, "ts"), id: `${by}${n}` })
    if (cell === undefined || what === "insert") list.splice(index, 0, fresh(`${by}${n}`))
    else if (what === "add") cell.source = lines.toSpliced(at % (lines.length + 1), 0, `${by}${n}`).join("\n")
    else if (what === "split" && lines.length > 1) {
      cell.source = lines.slice(0, cut).join("\n")
      list.splice(index + 1, 0, fresh(lines.slice(cut).join("\n")))
    } else if (what === "join" && next !== undefined) {
      cell.source += `\n${next.source}`
      list.splice(index + 1, 1)
    } else if (what === "move") list.splice(at % list.length, 0, ...list.splice(index, 1))
    else if (what === "remove") {
      removed.push(...lines)
      list.splice(index, 1)
    }
  }
  return { list, removed }
}

type NamedCell = { -readonly [K in keyof Cell]: Cell[K] } & { id: string }

test("[S4] whatever both sides cut, join, move, add and delete: each line is there once", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(sizes, changes, changes, (lengths, ours, theirs) => {
      let count = 0
      const line = (): string => `line${++count}`
      const base = lengths.map((length, n): NamedCell => ({
        ...newCell("code", Array.from({ length }, line).join("\n"), "ts"),
        id: `c${n}`,
      }))
      const [mine, their] = [changed(base, ours, "ours"), changed(base, theirs, "theirs")]
      const { steps } = mergeCells(
        base,
        mine.list,
        their.list.map(({ id: _id, ...cell }) => cell),
        { sameIds: "mine" },
      )
      const result = carryOut(steps, mine.list)
      const linesOf = (cells: readonly Cell[]): string[] => cells.flatMap(({ source }) => source.split("\n"))
      const whole = new Set(linesOf(result))
      const removed = new Set([...mine.removed, ...their.removed])
      for (const text of linesOf([...base, ...mine.list, ...their.list]))
        if (!removed.has(text)) expect(whole).toContain(text)
      const live = linesOf(result.filter(({ isConflict }) => isConflict !== true))
      expect(live.filter((text, index) => live.indexOf(text) !== index)).toEqual([])
    }),
    { numRuns: 2000 },
  )
})
