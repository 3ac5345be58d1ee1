import { diffArrays } from "diff"
import { diff3Merge } from "node-diff3"

export interface MergedText {
  readonly text: string
  /** Both sides changed the same lines: both are in the text, ours first. */
  readonly isConflict: boolean
}

/** Three-way merge of one text by lines. `theirs` of lines that both changed goes through `mark`. */
export function mergeLines(
  base: string,
  ours: string,
  theirs: string,
  mark: (line: string) => string = (line) => line,
): MergedText {
  if (ours === theirs || theirs === base) return { text: ours, isConflict: false }
  if (ours === base) return { text: theirs, isConflict: false }
  const regions = diff3Merge(ours.split("\n"), base.split("\n"), theirs.split("\n"), { excludeFalseConflicts: true })
  const lines = regions.flatMap(({ ok, conflict }) => ok ?? [...(conflict?.a ?? []), ...(conflict?.b ?? []).map(mark)])
  return { text: lines.join("\n"), isConflict: regions.some(({ conflict }) => conflict !== undefined) }
}

/** All lines of both, those that they share once: what two sides know of one text that neither knows the beginning of. */
export function unionLines(ours: string, theirs: string): string {
  return diffArrays(ours.split("\n"), theirs.split("\n"))
    .flatMap(({ value }) => value)
    .join("\n")
}
