import { diffArrays } from "diff"
import { mergeLines } from "./merge-lines.ts"
import type { Cell } from "./model.ts"

type Text = Pick<Cell, "kind" | "source" | "words">

/** One side of a cell that was split: what is left of the cell itself, if anything, and what was split off. */
export interface SplitSide<T> {
  readonly main: T | undefined
  readonly pieces: readonly T[]
}

/** A part of a cell, from one cut to the next. */
export interface Part<M, T> {
  /** The cell of ours that begins there. Undefined: only theirs cut there, or ours is gone. */
  readonly mine: M | undefined
  readonly theirs: T | undefined
  /** What it is to say. Undefined: it goes, or is gone. */
  readonly source: string | undefined
  /** What they say, where both sides changed the same lines. */
  readonly conflict: string | undefined
}

/** A closing brace does not tell where it comes from. */
const hasWords = (line: string): boolean => /[\p{L}\p{N}]/u.test(line)

/** Those of some new cells that were split off a cell: they have the lines that it lacks. */
export function piecesOf<T extends Text>(old: Text, main: Text | undefined, fresh: Iterable<T>): T[] {
  const left = new Set(main?.source.split("\n"))
  const lost = new Set(old.source.split("\n").filter((line) => hasWords(line) && !left.has(line)))
  if (lost.size === 0) return []
  return [...fresh].filter(({ kind, source }) => {
    const lines = new Set(source.split("\n").filter(hasWords))
    const shared = [...lines].filter((line) => lost.has(line)).length
    return kind === old.kind && shared > 0 && shared * 2 >= Math.min(lines.size, lost.size)
  })
}

/** Three-way merge of a cell that a side has split, or both: where one cut, the others are cut as well, and the parts are
 *  merged by line, each for itself. A cell that is in no part is to be merged in another way. */
export function mergeSplit<M extends Text, T extends Text>(
  old: Text,
  ours: SplitSide<M>,
  theirs: SplitSide<T>,
): Part<M, T>[] {
  const base = old.source.split("\n")
  const [mine, their] = [new CutText(base, ours), new CutText(base, theirs)]
  const starts = [...new Set([0, ...mine.starts.keys(), ...their.starts.keys()])].sort((a, b) => a - b)
  return starts.map((start, index): Part<M, T> => {
    const end = starts[index + 1] ?? base.length
    const was = base.slice(start, end).join("\n")
    const [o, t] = [mine.between(start, end), their.between(start, end)]
    const part = { mine: mine.starts.get(start), theirs: their.starts.get(start), conflict: undefined }
    if (o === undefined) return { ...part, source: t === was ? undefined : t }
    if (t === undefined) return { ...part, source: o === was ? undefined : o }
    const { text, isConflict } = mergeLines(was, o, t)
    return isConflict ? { ...part, source: o, conflict: t } : { ...part, source: text }
  })
}

/** A side of a split cell as one text. Lines are counted from 0. */
class CutText<T extends Text> {
  /** The cells by the line of the base where each begins. */
  readonly starts = new Map<number, T>()
  /** The lines of the side that stand there. */
  private readonly begins = new Map<number, number>()
  private readonly lines: string[] = []
  private readonly same: readonly (readonly [base: number, side: number])[]
  private readonly baseLength: number

  constructor(base: readonly string[], { main, pieces }: SplitSide<T>) {
    this.baseLength = base.length
    const cells = [...(main === undefined ? [] : [main]), ...pieces]
    const found = cells.map((cell) => ({ cell, start: firstOf(base, cell.source.split("\n")) }))
    // What is left of the cell has its beginning, unless nothing or another part of it is left there.
    const isHead = (start: number | undefined): boolean => found.every((other) => (other.start ?? 1) >= (start ?? 1))
    const placed = found.map(({ cell, start }) => ({ cell, at: cell === main && isHead(start) ? 0 : start }))
    for (const { cell, at } of placed.sort((a, b) => (a.at ?? 0) - (b.at ?? 0))) {
      if (at === undefined || this.starts.has(at)) continue
      this.starts.set(at, cell)
      this.begins.set(at, this.lines.length)
      this.lines.push(...cell.source.split("\n"))
    }
    this.same = sameLines(base, this.lines)
  }

  /** What this side has of some lines of the base; undefined: nothing. */
  between(start: number, end: number): string | undefined {
    const [from, to] = [this.indexOf(start), this.indexOf(end)]
    return from < to ? this.lines.slice(from, to).join("\n") : undefined
  }

  /** Where a line of the base stands in this side, or would stand, within the cell that it belongs to. */
  private indexOf(line: number): number {
    const own = this.begins.get(line)
    if (own !== undefined) return own
    if (line >= this.baseLength) return this.lines.length
    const [last, next] = [this.same.findLast(([at]) => at < line), this.same.find(([at]) => at >= line)]
    const [low, high] = [last === undefined ? 0 : last[1] + 1, next?.[1] ?? this.lines.length]
    const gap =
      last?.[0] !== line - 1 && next?.[0] === line ? high : low + line - (last === undefined ? 0 : last[0] + 1)
    const cuts = [...this.begins]
    const after = cuts.findLast(([at]) => at < line)?.[1] ?? 0
    const before = cuts.find(([at]) => at > line)?.[1] ?? this.lines.length
    // The beginning went with the cell.
    const isHead = cuts.every(([at]) => at > line)
    return isHead ? 0 : Math.min(Math.max(Math.min(gap, high), after), before)
  }
}

function firstOf(base: readonly string[], lines: readonly string[]): number | undefined {
  return sameLines(base, lines).find(([at]) => hasWords(base[at] ?? ""))?.[0]
}

/** The lines that two texts share, in order. */
function sameLines(base: readonly string[], side: readonly string[]): [base: number, side: number][] {
  const pairs: [number, number][] = []
  let [b, s] = [0, 0]
  for (const { value, added, removed } of diffArrays([...base], [...side])) {
    if (!added && !removed) for (let n = 0; n < value.length; n++) pairs.push([b + n, s + n])
    if (!added) b += value.length
    if (!removed) s += value.length
  }
  return pairs
}
