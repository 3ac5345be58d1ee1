import { diffArrays } from "diff"
import type { Comparable } from "./steps.ts"

/** A closing brace does not tell where it comes from. */
export const hasWords = (line: string): boolean => /[\p{L}\p{N}]/u.test(line)

export interface PlacedCell<T> {
  readonly cell: T
  /** Where the cell that it comes from begins in the base, counted in lines from 0; undefined for a new one. */
  readonly own: number | undefined
}

/** One side's version of a text that is in several cells, laid beside the base of it: which of its lines stand for which
 *  lines of the base. Lines are counted from 0. */
export class CutText<T extends Comparable> {
  /** The cells by the line of the base where each begins. One that begins nowhere of its own is in none. */
  readonly starts = new Map<number, T>()
  /** The lines of this side that stand there, in order. */
  private readonly begins: [base: number, side: number][] = []
  private readonly lines: string[] = []
  private readonly same: readonly (readonly [base: number, side: number])[]
  private readonly baseLength: number

  constructor(base: readonly string[], cells: readonly PlacedCell<T>[]) {
    this.baseLength = base.length
    for (const { at, cell } of placesOf(base, cells)) {
      if (this.starts.has(at)) continue
      this.starts.set(at, cell)
      this.begins.push([at, this.lines.length])
      this.lines.push(...cell.source.split("\n"))
    }
    this.same = sameLines(base, this.lines)
  }

  /** What this side has of some lines of the base; undefined: nothing. */
  between(start: number, end: number): string | undefined {
    const [from, to] = [this.indexOf(start), this.indexOf(end)]
    return from < to ? this.lines.slice(from, to).join("\n") : undefined
  }

  /** Where a line of the base stands in this side, or would stand, within the cell that begins before it. */
  private indexOf(line: number): number {
    if (line >= this.baseLength) return this.lines.length
    const own = this.begins.findLast(([at]) => at <= line)
    // What is before the first has gone.
    if (own === undefined) return 0
    if (own[0] === line) return own[1]
    const end = this.begins.find(([at]) => at > line)?.[1] ?? this.lines.length
    return Math.min(Math.max(this.besideSame(line), own[1]), end)
  }

  private besideSame(line: number): number {
    const [last, next] = [this.same.findLast(([at]) => at < line), this.same.find(([at]) => at >= line)]
    const [base, side] = last === undefined ? [0, 0] : [last[0] + 1, last[1] + 1]
    const end = next?.[1] ?? this.lines.length
    if (base !== line && next?.[0] === line) return end
    return Math.min(side + line - base, end)
  }
}

/** Where cells begin, in order: one that comes from another where that begins, unless its beginning is in another cell
 *  now; else where the first of its lines was. */
function placesOf<T extends Comparable>(
  base: readonly string[],
  cells: readonly PlacedCell<T>[],
): { readonly at: number; readonly cell: T }[] {
  const found = cells.map(({ cell, own }) => {
    const lines = sameLines(base, cell.source.split("\n")).flatMap(([at]) => (hasWords(base[at] ?? "") ? [at] : []))
    return { cell, own, lines }
  })
  const isTaken = (own: number, first = own + 1): boolean =>
    found.some(({ lines }) => lines.some((line) => line >= own && line < first))
  return found
    .flatMap(({ cell, own, lines: [first] }) => {
      const at = own !== undefined && own <= (first ?? own) && !isTaken(own, first) ? own : first
      return at === undefined ? [] : [{ at, cell }]
    })
    .sort((a, b) => a.at - b.at)
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
