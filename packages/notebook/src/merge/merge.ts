import { alignCells, isAkin, nameOf } from "./align.ts"
import type { Pair } from "./align.ts"
import { mergeLines, unionLines } from "./merge-lines.ts"
import { groupsOf } from "./groups.ts"
import type { Group } from "./groups.ts"
import { mergeGroup } from "./merge-group.ts"
import type { MergedGroup } from "./merge-group.ts"
import { isEqual, styleOf } from "./steps.ts"
import type { Comparable, MergeStep } from "./steps.ts"
import type { Cell } from "../model.ts"

export type NewCells = "separate" | "joined" | "conflict"

export interface MergeOptions {
  /** Whose ids the cells of `base` carry, where they carry any: those are matched by them. All else is matched by what it
   *  says. */
  readonly sameIds?: "mine" | "theirs"
  /** What a new cell of theirs is to a new one of ours that it is like. `separate`: another cell, unless both go by one
   *  name. `joined`: the same cell, seen at two times, where they share their lines. `conflict`: the other side of it. */
  readonly newCells?: NewCells
}

/** What is to be done, and which cells of theirs are which of ours already. */
export interface Merge<M> {
  readonly steps: readonly MergeStep<M>[]
  readonly places: ReadonlyMap<Cell, M>
}

/** Three-way merge by cell, then by line (DESIGN §7). `base` is the file as last saved, `mine` the live document, `theirs`
 *  the file as found. A cell that only one side changed or moved is taken; of one that both changed, lines that only one
 *  side changed are; where both changed the same lines both texts are kept, theirs below ours and marked; a cell deleted
 *  here and changed there comes back, and one changed here stays. Never loses a text. */
export function mergeCells<M extends Comparable>(
  base: readonly (Cell & { readonly id?: string })[],
  mine: readonly M[],
  theirs: readonly Cell[],
  { sameIds, newCells = "separate" }: MergeOptions = {},
): Merge<M> {
  const ours = new Map<Cell, { readonly cell: M; readonly isMoved: boolean }>()
  for (const { old, new: cell, isMoved } of align(base, mine, sameIds === "mine"))
    if (old !== undefined && cell !== undefined) ours.set(old, { cell, isMoved })
  const known = new Set([...ours.values()].map(({ cell }) => cell))
  const fresh = new Set(mine.filter((cell) => !known.has(cell)))
  const steps: MergeStep<M>[] = []
  const places = new Map<Cell, M>()
  const texts = new Map<M, string>()
  const pairs = align<Cell, Cell>(base, theirs, sameIds === "theirs")
  const groups = new Map<Cell, Group<M>>()
  for (const group of groupsOf(pairs, new Map([...ours].map(([old, { cell }]) => [old, cell])), mine)) {
    for (const cell of [...group.bases, ...group.theirs.map(({ cell }) => cell)]) groups.set(cell, group)
    for (const { cell } of group.mine) fresh.delete(cell)
  }
  const merged = new Map<Group<M>, MergedGroup<M>>()
  let anchor: M | undefined
  for (const pair of pairs) {
    const group = groups.get((pair.old ?? pair.new) as Cell)
    if (group !== undefined) {
      const known = merged.get(group)
      const inGroup = known ?? mergeGroup(group, anchor)
      merged.set(group, inGroup)
      if (known === undefined) {
        steps.push(...inGroup.steps)
        for (const step of inGroup.steps) if (step.type === "replace") texts.set(step.mine, step.source)
        for (const [cell, place] of inGroup.places) if (place !== undefined) places.set(cell, place)
      }
      if (pair.new === undefined) continue
      anchor = inGroup.places.get(pair.new) ?? anchor
      if (inGroup.places.has(pair.new)) continue
    }
    const same = pair.old === undefined ? undefined : ours.get(pair.old)
    // Where both moved it, ours stays where it is.
    if (same !== undefined && pair.isMoved && !same.isMoved)
      steps.push({ type: "move", mine: same.cell, after: anchor })
    const step = mergeNew(pair, fresh, newCells, texts) ?? mergePair(pair, same?.cell, anchor, mine, texts)
    if (step !== undefined) steps.push(step)
    if (step?.type === "replace") texts.set(step.mine, step.source)
    if (pair.new === undefined) continue
    const place = placeOf(pair, step, same?.cell, mine)
    if (place !== undefined) places.set(pair.new, place)
    if (same !== undefined && (pair.isMoved || !same.isMoved)) anchor = same.cell
    // Two of theirs are not one of ours.
    if (place !== undefined && same === undefined) fresh.delete(place)
  }
  return { steps, places }
}

/** Which cell of ours one of theirs is from then on; one that was joined to another is none by itself. */
function placeOf<M extends Comparable>(
  { old, new: their }: Pair<Cell, Cell>,
  step: MergeStep<M> | undefined,
  same: M | undefined,
  mine: readonly M[],
): M | undefined {
  if (step === undefined) return same ?? (their && equalTo(their, mine))
  return step.type === "replace" && (same !== undefined || old === undefined) ? step.mine : undefined
}

function equalTo<M extends Comparable>(their: Cell, mine: readonly M[]): M | undefined {
  return mine.find((cell) => isEqual(cell, their))
}

/** The pairs of two versions, in the order of the new one; `byId`: cells that carry the same id are the same. */
function align<A extends Comparable, B extends Comparable>(
  before: readonly A[],
  after: readonly B[],
  byId: boolean,
): MovedPair<A, B>[] {
  if (!byId || before.every(({ id }) => id === undefined)) return withMoves(alignCells(before, after))
  // One without an id among others has no counterpart.
  const indexes = new Map(before.map((cell, index) => [cell.id, index]))
  const at = after.map(({ id }) => (id === undefined ? undefined : indexes.get(id)))
  const inOrder = longestRun(at.filter((index) => index !== undefined))
  const there = new Set(at)
  const gone = before.filter((_cell, index) => !there.has(index))
  return [
    ...after.map((cell, index): MovedPair<A, B> => {
      const from = at[index]
      if (from === undefined) return { old: undefined, new: cell, isMoved: false }
      return { old: before[from], new: cell, isMoved: !inOrder.has(from) }
    }),
    ...gone.map((cell): MovedPair<A, B> => ({ old: cell, new: undefined, isMoved: false })),
  ]
}

/** The longest rising part of distinct numbers: what did not move. */
function longestRun(numbers: readonly number[]): ReadonlySet<number> {
  const ends: number[] = []
  const before = new Map<number, number | undefined>()
  for (const number of numbers) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) < number) low = middle + 1
      else high = middle
    }
    before.set(number, ends[low - 1])
    ends[low] = number
  }
  const run = new Set<number>()
  for (let at = ends.at(-1); at !== undefined; at = before.get(at)) run.add(at)
  return run
}

/** A new cell of theirs beside the new ones of ours. */
function mergeNew<M extends Comparable>(
  { old, new: their }: Pair<Cell, Cell>,
  fresh: ReadonlySet<M>,
  newCells: NewCells,
  texts: ReadonlyMap<M, string>,
): MergeStep<M> | undefined {
  if (old !== undefined || their === undefined) return undefined
  const like = [...fresh].filter((cell) => cell.kind === their.kind)
  if (newCells === "joined") {
    const same = like.find((cell) => cell.words === their.words && isSeenTwice(cell, their))
    if (same === undefined) return undefined
    const source = unionLines(texts.get(same) ?? same.source, their.source)
    return { type: "replace", mine: same, source, words: same.words }
  }
  if (like.some((cell) => isEqual(cell, their))) return undefined
  const isOther = (cell: M): boolean =>
    nameOf(cell) === undefined
      ? newCells === "conflict" && nameOf(their) === undefined && isAkin(cell.source, their.source)
      : nameOf(cell) === nameOf(their)
  const other = like.find(isOther)
  return other && { type: "insert", after: other, cell: their, isConflict: true }
}

/** Whether two texts may be one that was seen at two times: half of the shorter one's lines are in the other. */
function isSeenTwice({ source: a }: Comparable, { source: b }: Comparable): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  const lines = short.split("\n").filter((line) => line.trim() !== "")
  const others = new Set(long.split("\n"))
  return lines.length > 0 && lines.filter((line) => others.has(line)).length * 2 >= lines.length
}

interface MovedPair<A, B> extends Pair<A, B> {
  readonly isMoved: boolean
}

/** A cell that is gone in one place and stands in another is one that moved: the same text, the same name, or much the same text. */
function withMoves<A extends Comparable, B extends Comparable>(pairs: readonly Pair<A, B>[]): MovedPair<A, B>[] {
  const gone = pairs.flatMap((pair) => (pair.old !== undefined && pair.new === undefined ? [pair.old] : []))
  const moved = new Map<B, A>()
  const take = (isIt: (old: A, cell: B) => boolean): void => {
    for (const { old, new: cell } of pairs) {
      if (old !== undefined || cell === undefined || moved.has(cell)) continue
      const index = gone.findIndex((other) => isIt(other, cell))
      if (index !== -1) moved.set(cell, gone.splice(index, 1)[0] as A)
    }
  }
  take(isEqual)
  take((old, cell) => old.kind === cell.kind && nameOf(old) !== undefined && nameOf(old) === nameOf(cell))
  take((old, cell) => old.kind === cell.kind && cell.source.trim() !== "" && isAkin(old.source, cell.source))
  const found = new Set(moved.values())
  return pairs.flatMap((pair): MovedPair<A, B>[] => {
    if (pair.new === undefined)
      return pair.old !== undefined && found.has(pair.old) ? [] : [{ ...pair, isMoved: false }]
    const old = pair.old ?? moved.get(pair.new)
    return [{ old, new: pair.new, isMoved: pair.old === undefined && old !== undefined }]
  })
}

function mergePair<M extends Comparable>(
  { old, new: their }: Pair<Cell, Cell>,
  our: M | undefined,
  anchor: M | undefined,
  mine: readonly M[],
  texts: ReadonlyMap<M, string>,
): MergeStep<M> | undefined {
  if (old === undefined) {
    if (their === undefined || equalTo(their, mine) !== undefined) return undefined
    return { type: "insert", after: anchor, cell: their, isConflict: false }
  }
  if (their === undefined) return our !== undefined && isEqual(our, old) ? { type: "remove", mine: our } : undefined
  const style = styleOf(old, their)
  const restyled = (cell: M): MergeStep<M> | undefined =>
    style && { type: "replace", mine: cell, source: cell.source, words: cell.words, style }
  if (isEqual(old, their)) return our && restyled(our)
  if (our === undefined) return bringBack(their, anchor, mine)
  if (isEqual(our, their)) return restyled(our)
  return (
    mergeTexts(old, our, their, texts.get(our) ?? our.source) ?? {
      type: "insert",
      after: our,
      cell: their,
      isConflict: true,
    }
  )
}

/** A cell that is gone here and was changed there. Another may go by its name since. */
function bringBack<M extends Comparable>(their: Cell, anchor: M | undefined, mine: readonly M[]): MergeStep<M> {
  const name = nameOf(their)
  const other = name === undefined ? undefined : mine.find((cell) => cell.kind === their.kind && nameOf(cell) === name)
  return { type: "insert", after: other ?? anchor, cell: their, isConflict: other !== undefined }
}

/** Undefined where both sides changed the same lines, or the same words of the fence. */
function mergeTexts<M extends Comparable>(old: Cell, our: M, their: Cell, ours: string): MergeStep<M> | undefined {
  if (our.kind !== their.kind) return undefined
  const source = mergeLines(old.source, ours, their.source)
  const words = mergeLines(old.words, our.words, their.words)
  if (source.isConflict || words.isConflict) return undefined
  return { type: "replace", mine: our, source: source.text, words: words.text, style: styleOf(old, their) }
}
