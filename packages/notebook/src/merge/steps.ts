import type { Cell } from "../model.ts"

/** One step that brings their changes into ours. `mine` names a cell of ours; `after` is ours too, undefined for the top. */
export type MergeStep<M> =
  | {
      readonly type: "replace"
      readonly mine: M
      readonly source: string
      readonly words: string
      /** How theirs stands in the file, and what follows it, where that is another. */
      readonly style?: Pick<Cell, "raw" | "gap"> | undefined
    }
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

/** What is compared of a cell. */
export type Comparable = Pick<Cell, "kind" | "source" | "words"> & { readonly id?: string }

/** How a cell of theirs stands in the file, where that has changed. */
export function styleOf(old: Cell | undefined, their: Cell): Pick<Cell, "raw" | "gap"> | undefined {
  if (old === undefined || (old.raw === their.raw && old.gap === their.gap)) return undefined
  return { raw: their.raw, gap: their.gap }
}

/** Whether two say the same. */
export function isEqual(a: Comparable, b: Comparable): boolean {
  return a.kind === b.kind && a.source === b.source && a.words === b.words
}
