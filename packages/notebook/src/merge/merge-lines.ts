import { diffArrays } from "diff"
import { diff3Merge } from "node-diff3"

interface Conflict {
  readonly a: readonly string[]
  readonly o: readonly string[]
  readonly b: readonly string[]
}

export interface MergedText {
  readonly text: string
  /** Both sides changed the same lines: both are in the text, ours first. */
  readonly isConflict: boolean
}

/** Three-way merge of one text by lines. What both sides added at one place stands there in turn, as when both type into
 *  one document. `mark`: that is a conflict, too, and theirs of a conflict goes through it. */
export function mergeLines(base: string, ours: string, theirs: string, mark?: (line: string) => string): MergedText {
  if (ours === theirs || theirs === base) return { text: ours, isConflict: false }
  if (ours === base) return { text: theirs, isConflict: false }
  const regions = diff3Merge(ours.split("\n"), base.split("\n"), theirs.split("\n"), { excludeFalseConflicts: true })
  const isMerged = (conflict: Conflict): boolean => mark === undefined && conflict.o.length === 0
  const merge = (conflict: Conflict): string[] => {
    const { a, b } = conflict
    if (isMerged(conflict)) return inTurn(a, b)
    return [...a, ...(mark === undefined ? b : b.map(mark))]
  }
  const lines = regions.flatMap(({ ok, conflict }) => ok ?? (conflict === undefined ? [] : merge(conflict)))
  return {
    text: lines.join("\n"),
    isConflict: regions.some(({ conflict }) => conflict !== undefined && !isMerged(conflict)),
  }
}

/** What two added at one place: what both began with, then the rest of each. */
function inTurn(a: readonly string[], b: readonly string[]): string[] {
  if (isPart(b, a)) return [...a]
  if (isPart(a, b)) return [...b]
  const differs = a.findIndex((line, index) => line !== b[index])
  return [...a, ...b.slice(differs)]
}

/** Whether all lines of one are in the other, in their order. */
function isPart(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0
  for (const line of whole) if (line === part[at]) at++
  return at === part.length
}

/** All lines of both, those that they share once: what two sides know of one text that neither knows the beginning of. */
export function unionLines(ours: string, theirs: string): string {
  return diffArrays(ours.split("\n"), theirs.split("\n"))
    .flatMap(({ value }) => value)
    .join("\n")
}
