import { alignCells, isAkin, nameOf } from "./align.ts"
import type { Pair } from "./align.ts"
import { mergeLines, unionLines } from "./merge-lines.ts"
import { mergeSplit, piecesOf } from "./merge-split.ts"
import type { Part } from "./merge-split.ts"
import { newCell } from "./model.ts"
import type { Cell } from "./model.ts"

/** One step that brings their changes into ours. `mine` names a cell of ours; `after` is ours too, undefined for the top. */
export type MergeStep<M> =
  | { readonly type: "replace"; readonly mine: M; readonly source: string; readonly words: string }
  | {
      readonly type: "insert"
      readonly after: M | undefined
      readonly cell: Cell
      readonly isConflict: boolean
      /** The cell of theirs that it is, if it is not one as it stands. */
      readonly of?: Cell
    }
  | { readonly type: "move"; readonly mine: M; readonly after: M | undefined }
  | { readonly type: "remove"; readonly mine: M }

type Comparable = Pick<Cell, "kind" | "source" | "words"> & { readonly id?: string }

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
  const bases = new Map([...ours].map(([old, { cell }]) => [cell, old]))
  const steps: MergeStep<M>[] = []
  const places = new Map<Cell, M>()
  const texts = new Map<M, string>()
  const our: Ours<M> = { cells: mine, bases, texts }
  const pairs = align<Cell, Cell>(base, theirs, sameIds === "theirs")
  const splits = splitCells(
    pairs,
    (old) => ours.get(old)?.cell,
    fresh,
    (old) => joinedTo(old, mine, bases) !== undefined,
  )
  const split = new Set([...splits.values()].flatMap((parts) => parts.map((part) => part.theirs)))
  let anchor: M | undefined
  for (const pair of pairs) {
    const parts = pair.old && splits.get(pair.old)
    if (parts !== undefined) {
      const done = splitSteps(pair, parts, anchor)
      steps.push(...done.steps)
      for (const [cell, place] of done.places) places.set(cell, place)
      anchor = parts.findLast(({ mine }) => mine !== undefined)?.mine ?? anchor
    }
    if (pair.new !== undefined && split.has(pair.new)) continue
    const same = pair.old === undefined ? undefined : ours.get(pair.old)
    // Where both moved it, ours stays where it is.
    if (same !== undefined && pair.isMoved && !same.isMoved)
      steps.push({ type: "move", mine: same.cell, after: anchor })
    const step = mergeNew(pair, fresh, newCells, texts) ?? mergePair(pair, same?.cell, anchor, our)
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

/** The cells that both sides changed and one has split: what becomes of their parts. What was split off is no new cell. */
function splitCells<M extends Comparable>(
  pairs: readonly Pair<Cell, Cell>[],
  ourOf: (old: Cell) => M | undefined,
  fresh: Set<M>,
  isJoined: (old: Cell) => boolean,
): ReadonlyMap<Cell, readonly Part<M, Cell>[]> {
  const splits = new Map<Cell, readonly Part<M, Cell>[]>()
  const free = new Set(pairs.flatMap(({ old, new: their }) => (old === undefined && their ? [their] : [])))
  if (fresh.size + free.size === 0) return splits
  for (const { old, new: their } of pairs) {
    const our = old && ourOf(old)
    if (old === undefined || (our && isEqual(our, old)) || (their && isEqual(their, old))) continue
    if ((our ?? old).kind !== old.kind || (their ?? old).kind !== old.kind) continue
    const [mine, theirs] = [piecesOf(old, our, fresh), piecesOf(old, their, free)]
    if (mine.length + theirs.length === 0 || (our === undefined && isJoined(old))) continue
    const parts = mergeSplit(old, { main: our, pieces: mine }, { main: their, pieces: theirs })
    splits.set(old, parts)
    for (const part of parts) {
      if (part.mine !== undefined) fresh.delete(part.mine)
      if (part.theirs !== undefined) free.delete(part.theirs)
    }
  }
  return splits
}

function splitSteps<M extends Comparable>(
  { old, new: main }: Pair<Cell, Cell>,
  parts: readonly Part<M, Cell>[],
  anchor: M | undefined,
): { readonly steps: MergeStep<M>[]; readonly places: [Cell, M][] } {
  const steps: MergeStep<M>[] = []
  const places: [Cell, M][] = []
  let after = anchor
  for (const { mine, theirs, source, conflict } of parts) {
    const like = theirs ?? main ?? old
    if (mine !== undefined) {
      after = mine
      if (source === undefined) steps.push({ type: "remove", mine })
      else {
        const words = theirs === undefined || old === undefined ? mine.words : wordsOf(old, mine, theirs)
        if (source !== mine.source || words !== mine.words) steps.push({ type: "replace", mine, source, words })
        if (theirs !== undefined) places.push([theirs, mine])
      }
    } else if (source !== undefined && like !== undefined) {
      const cell = newCell(like.kind, source, like.words, like.level)
      steps.push({ type: "insert", after, cell, isConflict: false, ...(theirs && { of: theirs }) })
    }
    if (conflict !== undefined && like !== undefined)
      steps.push({ type: "insert", after, cell: newCell(like.kind, conflict, like.words), isConflict: true })
  }
  return { steps, places }
}

/** Ours where both changed them. */
function wordsOf(old: Comparable, mine: Comparable, theirs: Comparable): string {
  const { text, isConflict } = mergeLines(old.words, mine.words, theirs.words)
  return isConflict ? mine.words : text
}

/** Our side of a merge. */
interface Ours<M> {
  readonly cells: readonly M[]
  /** What each comes from. */
  readonly bases: ReadonlyMap<M, Comparable>
  /** What cells say by then: several of theirs may have been joined to one. */
  readonly texts: ReadonlyMap<M, string>
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
  ours: Ours<M>,
): MergeStep<M> | undefined {
  if (old === undefined) {
    if (their === undefined || equalTo(their, ours.cells) !== undefined) return undefined
    return { type: "insert", after: anchor, cell: their, isConflict: false }
  }
  if (their === undefined) return our !== undefined && isEqual(our, old) ? { type: "remove", mine: our } : undefined
  if (isEqual(old, their)) return undefined
  if (our === undefined) return bringBack(old, their, anchor, ours)
  if (isEqual(our, their)) return undefined
  return (
    mergeTexts(old, our, their, ours.texts.get(our) ?? our.source) ?? {
      type: "insert",
      after: our,
      cell: their,
      isConflict: true,
    }
  )
}

/** A cell that is gone here and was changed there. Its text may have been joined to another's, and another may go by its
 *  name since. */
function bringBack<M extends Comparable>(
  old: Cell,
  their: Cell,
  anchor: M | undefined,
  { cells, bases, texts }: Ours<M>,
): MergeStep<M> {
  const joined = joinedTo(old, cells, bases)
  if (joined !== undefined) {
    const text = texts.get(joined) ?? joined.source
    const at = `\n${text}\n`.indexOf(`\n${old.source}\n`)
    if (at === -1) return { type: "insert", after: joined, cell: their, isConflict: true }
    const source = text.slice(0, at) + their.source + text.slice(at + old.source.length)
    return { type: "replace", mine: joined, source, words: joined.words }
  }
  const name = nameOf(their)
  const other = name === undefined ? undefined : cells.find((cell) => cell.kind === their.kind && nameOf(cell) === name)
  return { type: "insert", after: other ?? anchor, cell: their, isConflict: other !== undefined }
}

/** The cell of ours that one which is gone was joined to. */
function joinedTo<M extends Comparable>(
  gone: Comparable,
  cells: readonly M[],
  bases: ReadonlyMap<M, Comparable>,
): M | undefined {
  return cells.find((cell) => cell.kind === gone.kind && isJoined(gone, cell, bases.get(cell)))
}

/** Whether a cell has got, beside its own, all lines of another that is gone. */
function isJoined(gone: Comparable, cell: Comparable, before: Comparable | undefined): boolean {
  const lines = gone.source.split("\n").filter((line) => line.trim() !== "")
  const hasAll = ({ source }: Comparable): boolean => {
    const there = new Set(source.split("\n"))
    return there.size > lines.length && lines.every((line) => there.has(line))
  }
  return lines.length > 0 && hasAll(cell) && (before === undefined || !hasAll(before))
}

/** Undefined where both sides changed the same lines, or the same words of the fence. */
function mergeTexts<M extends Comparable>(old: Cell, our: M, their: Cell, ours: string): MergeStep<M> | undefined {
  if (our.kind !== their.kind) return undefined
  const source = mergeLines(old.source, ours, their.source)
  const words = mergeLines(old.words, our.words, their.words)
  if (source.isConflict || words.isConflict) return undefined
  return { type: "replace", mine: our, source: source.text, words: words.text }
}

function isEqual(a: Comparable, b: Comparable): boolean {
  return a.kind === b.kind && a.source === b.source && a.words === b.words
}
