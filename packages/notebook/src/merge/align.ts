import { diffArrays } from "diff"
import { isTheirs } from "../fence-words.ts"
import type { Cell } from "../model.ts"

/** A pair of one cell in two notebooks; undefined on the side that does not have it. */
export interface Pair<A, B> {
  readonly old: A | undefined
  readonly new: B | undefined
}

type Comparable = Pick<Cell, "kind" | "source" | "words">

/** Matches the cells of two versions of a notebook, in the order of the new one with the deleted ones in their old
 *  places: equal cells by longest common subsequence, then, in each gap between them, cells of the same kind and name,
 *  then of the same kind in order when they share enough lines to be an edit of one another. */
export function alignCells<A extends Comparable, B extends Comparable>(
  before: readonly A[],
  after: readonly B[],
): Pair<A, B>[] {
  const keys = (cells: readonly Comparable[]): string[] =>
    cells.map((cell) => `${cell.kind}\0${cell.words}\0${cell.source}`)
  const pairs: Pair<A, B>[] = []
  let [a, b] = [0, 0]
  let gap: { old: A[]; new: B[] } = { old: [], new: [] }
  const endGap = (): void => {
    pairs.push(...alignGap(gap.old, gap.new))
    gap = { old: [], new: [] }
  }
  for (const part of diffArrays(keys(before), keys(after))) {
    const count = part.value.length
    if (part.removed) gap.old.push(...before.slice(a, (a += count)))
    else if (part.added) gap.new.push(...after.slice(b, (b += count)))
    else {
      endGap()
      for (let n = 0; n < count; n++) pairs.push({ old: before[a++], new: after[b++] })
    }
  }
  endGap()
  return pairs
}

function alignGap<A extends Comparable, B extends Comparable>(old: readonly A[], fresh: readonly B[]): Pair<A, B>[] {
  const pairs: Pair<A, B>[] = []
  let from = 0
  for (const cell of fresh) {
    const rest = old.slice(from)
    const found = bestMatch(rest, cell)
    if (found === -1) {
      pairs.push({ old: undefined, new: cell })
      continue
    }
    for (const deleted of rest.slice(0, found)) pairs.push({ old: deleted, new: undefined })
    pairs.push({ old: rest[found], new: cell })
    from += found + 1
  }
  for (const deleted of old.slice(from)) pairs.push({ old: deleted, new: undefined })
  return pairs
}

function bestMatch(candidates: readonly Comparable[], cell: Comparable): number {
  const name = nameOf(cell)
  const named =
    name === undefined ? -1 : candidates.findIndex((other) => other.kind === cell.kind && nameOf(other) === name)
  return named !== -1
    ? named
    : candidates.findIndex((other) => other.kind === cell.kind && isAkin(other.source, cell.source))
}

/** What a cell is called; theirs of a conflict stands beside its namesake, and is another cell. */
export function nameOf(cell: Pick<Cell, "words">): string | undefined {
  if (isTheirs(cell)) return undefined
  return /\bname=("[^"]*"|\S+)/.exec(cell.words)?.[1]
}

/** Whether one text may be an edit of the other: a third of the words of the longer one are in both, or all lines of the
 *  shorter one are in the longer. */
export function isAkin(a: string, b: string): boolean {
  return sharesWords(a, b) || (a.length < b.length ? isWithin(a, b) : isWithin(b, a))
}

function isWithin(short: string, long: string): boolean {
  const lines = new Set(long.split("\n"))
  return short.split("\n").every((line) => line.trim() === "" || lines.has(line))
}

function sharesWords(a: string, b: string): boolean {
  const [left, right] = [words(a), words(b)]
  if (left.size === 0 || right.size === 0) return true
  let common = 0
  for (const word of left) if (right.has(word)) common++
  return common * 3 >= Math.max(left.size, right.size)
}

function words(text: string): Set<string> {
  return new Set(text.slice(0, 20_000).match(/[\p{L}\p{N}_]+/gu))
}
