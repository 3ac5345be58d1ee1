import { alignCells } from "./align.ts"
import type { Pair } from "./align.ts"
import type { Cell } from "./model.ts"

/** One step that brings their changes into ours. `mine` names a cell of ours; `after` is ours too, undefined for the top. */
export type MergeStep<M> =
  | { readonly type: "replace"; readonly mine: M; readonly source: string; readonly words: string }
  | { readonly type: "insert"; readonly after: M | undefined; readonly cell: Cell; readonly isConflict: boolean }
  | { readonly type: "remove"; readonly mine: M }

/** Three-way merge by cell (DESIGN §7). `base` is the file as last saved, `mine` the live document, `theirs` the file as
 *  found. A cell that only one side changed is taken; a cell that both changed keeps both texts, theirs below ours and
 *  marked; a cell deleted here and changed there comes back, and one changed here stays. Never loses a text. */
export function mergeCells<M extends Pick<Cell, "kind" | "source" | "words">>(
  base: readonly Cell[],
  mine: readonly M[],
  theirs: readonly Cell[],
): MergeStep<M>[] {
  const ours = new Map(
    alignCells(base, mine).flatMap((pair) => (pair.old === undefined ? [] : [[pair.old, pair.new] as const])),
  )
  const steps: MergeStep<M>[] = []
  let anchor: M | undefined
  for (const pair of alignCells(base, theirs)) {
    const our = pair.old === undefined ? undefined : ours.get(pair.old)
    const step = mergePair(pair, our, anchor, mine)
    if (step !== undefined) steps.push(step)
    if (our !== undefined) anchor = our
  }
  return steps
}

function mergePair<M extends Pick<Cell, "kind" | "source" | "words">>(
  { old, new: their }: Pair<Cell, Cell>,
  our: M | undefined,
  anchor: M | undefined,
  mine: readonly M[],
): MergeStep<M> | undefined {
  if (old === undefined) {
    if (their === undefined || mine.some((cell) => isEqual(cell, their))) return undefined
    return { type: "insert", after: anchor, cell: their, isConflict: false }
  }
  if (their === undefined) return our !== undefined && isEqual(our, old) ? { type: "remove", mine: our } : undefined
  if (isEqual(old, their)) return undefined
  if (our === undefined) return { type: "insert", after: anchor, cell: their, isConflict: false }
  if (isEqual(our, their)) return undefined
  if (isEqual(our, old)) return { type: "replace", mine: our, source: their.source, words: their.words }
  return { type: "insert", after: our, cell: their, isConflict: true }
}

function isEqual(a: Pick<Cell, "kind" | "source" | "words">, b: Pick<Cell, "kind" | "source" | "words">): boolean {
  return a.kind === b.kind && a.source === b.source && a.words === b.words
}
