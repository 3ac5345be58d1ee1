import { CutText, hasWords } from "./cut-text.ts"
import type { Group } from "./groups.ts"
import { mergeLines } from "./merge-lines.ts"
import { styleOf } from "./steps.ts"
import type { Comparable, MergeStep } from "./steps.ts"
import { newCell } from "../model.ts"
import type { Cell } from "../model.ts"

/** A cell that a merge makes of a group. */
interface Made<M> {
  /** The cells of ours and of theirs that begin in it. */
  readonly mine: M[]
  readonly theirs: Cell[]
  /** The cell of the base that its beginning was in. */
  readonly old: Cell
  readonly parts: string[]
  /** What they have instead. */
  readonly theirParts: string[]
  isConflict: boolean
}

export interface MergedGroup<M> {
  readonly steps: readonly MergeStep<M>[]
  /** The cells of theirs that are in it, and which of ours they are. The others are to be merged in another way. */
  readonly places: ReadonlyMap<Cell, M | undefined>
}

/** Three-way merge of a group: where one side cut a cell, or joined two, the other's text is cut or joined there as well,
 *  and what stands between two cuts is merged by line. `anchor`: where cells go that no cell of ours is before. */
export function mergeGroup<M extends Comparable>(group: Group<M>, anchor: M | undefined): MergedGroup<M> {
  const parts = partsOf(group)
  const { mine, theirs } = parts
  const made = withoutDoubles(parts.made, group)
  const oldOf = new Map<Comparable, Cell | undefined>(
    [...group.mine, ...group.theirs].map(({ cell, old }) => [cell, old]),
  )
  const steps: MergeStep<M>[] = []
  const places = new Map<Cell, M | undefined>([...theirs.values()].map((their) => [their, undefined]))
  let after = anchor
  for (const { mine, theirs, old, parts, theirParts, isConflict } of made) {
    const [[our], [their]] = [mine, theirs]
    const source = parts.join("\n")
    if (our !== undefined) {
      after = our
      const isSame = their !== undefined && oldOf.get(their) === oldOf.get(our)
      const words = isSame ? wordsOf(oldOf.get(our), our, their) : our.words
      const style = their && isSame ? styleOf(oldOf.get(their), their) : undefined
      if (source !== our.source || words !== our.words || style !== undefined)
        steps.push({ type: "replace", mine: our, source, words, style })
      if (their !== undefined) places.set(their, our)
    } else {
      const { kind, words, level } = their ?? old
      const cell = { ...newCell(kind, source, words, level), ...(their && { raw: their.raw, gap: their.gap }) }
      steps.push({ type: "insert", after, cell, isConflict: false, ...(their && { of: their }) })
    }
    if (!isConflict) continue
    const cell = { ...newCell(old.kind, theirParts.join("\n"), (their ?? our ?? old).words), raw: their?.raw ?? "" }
    steps.push({ type: "insert", after, cell, isConflict: true })
  }
  const kept = new Set(made.map(({ mine: [our] }) => our))
  for (const our of mine.values()) if (!kept.has(our)) steps.push({ type: "remove", mine: our })
  return { steps, places }
}

function partsOf<M extends Comparable>({
  bases,
  ...members
}: Group<M>): {
  readonly made: readonly Made<M>[]
  readonly mine: ReadonlyMap<number, M>
  readonly theirs: ReadonlyMap<number, Cell>
} {
  const base = bases.flatMap(({ source }) => source.split("\n"))
  const begins = new Map<number, Cell>()
  const ownOf = new Map<Cell | undefined, number>()
  let length = 0
  for (const old of bases) {
    begins.set(length, old)
    ownOf.set(old, length)
    length += old.source.split("\n").length
  }
  const mine = new CutText(
    base,
    members.mine.map(({ cell, old }) => ({ cell, own: ownOf.get(old) })),
  )
  const theirs = new CutText(
    base,
    members.theirs.map(({ cell, old }) => ({ cell, own: ownOf.get(old) })),
  )
  const starts = [...new Set([...begins.keys(), ...mine.starts.keys(), ...theirs.starts.keys()])].sort((a, b) => a - b)
  const made: Made<M>[] = []
  let old = bases[0] as Cell
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? base.length
    old = begins.get(start) ?? old
    const [our, their] = [mine.between(start, end), theirs.between(start, end)]
    const { source, isConflict } = mergePart(base.slice(start, end).join("\n"), our, their)
    if (source === undefined) continue
    const isCut = isCutAfter(
      begins.has(start),
      our === undefined ? undefined : mine.starts.has(start),
      their === undefined ? undefined : theirs.starts.has(start),
    )
    if (isCut || made.length === 0)
      made.push({ mine: [], theirs: [], old, parts: [], theirParts: [], isConflict: false })
    const cell = made.at(-1) as Made<M>
    cell.mine.push(...at(mine.starts, start))
    cell.theirs.push(...at(theirs.starts, start))
    cell.parts.push(source)
    if (their !== undefined) cell.theirParts.push(their)
    cell.isConflict ||= isConflict
  }
  return { made, mine: mine.starts, theirs: theirs.starts }
}

/** Parts that were also put into another order may bring a line twice. A line of the base is there as often as the two
 *  sides say: once, where each has it once. */
function withoutDoubles<M extends Comparable>(made: readonly Made<M>[], group: Group<M>): readonly Made<M>[] {
  const base = countLines(group.bases)
  const ours = countLines(group.mine.map(({ cell }) => cell))
  const theirs = countLines(group.theirs.map(({ cell }) => cell))
  const seen = new Map<string, number>()
  const isOneTooMany = (line: string): boolean => {
    const times = (seen.get(line) ?? 0) + 1
    seen.set(line, times)
    const before = base.get(line) ?? 0
    const most = Math.max(1, (ours.get(line) ?? 0) + (theirs.get(line) ?? 0) - before)
    return before > 0 && hasWords(line) && times > most
  }
  return made.flatMap((cell) => {
    const lines = cell.parts.flatMap((part) => part.split("\n"))
    const left = lines.filter((line) => !isOneTooMany(line))
    if (left.length === lines.length) return [cell]
    return left.length === 0 ? [] : [{ ...cell, parts: left }]
  })
}

function countLines(cells: readonly Comparable[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of cells.flatMap(({ source }) => source.split("\n"))) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

function at<T>(cells: ReadonlyMap<number, T>, start: number): T[] {
  const cell = cells.get(start)
  return cell === undefined ? [] : [cell]
}

/** Undefined where it goes, or has gone on both sides; what was deleted on one side and changed on the other stays. */
function mergePart(
  was: string,
  our: string | undefined,
  their: string | undefined,
): { readonly source: string | undefined; readonly isConflict: boolean } {
  if (our === undefined) return { source: their === was ? undefined : their, isConflict: false }
  if (their === undefined) return { source: our === was ? undefined : our, isConflict: false }
  const { text, isConflict } = mergeLines(was, our, their)
  return { source: isConflict ? our : text, isConflict }
}

/** Whether a cell begins there, three-way. Undefined: that side has nothing there. */
function isCutAfter(wasCut: boolean, our: boolean | undefined, their: boolean | undefined): boolean {
  if (our === undefined || their === undefined) return our ?? their ?? wasCut
  return our === their ? our : !wasCut
}

/** Ours where both changed them. */
function wordsOf(old: Comparable | undefined, our: Comparable, their: Comparable): string {
  if (old === undefined) return our.words
  const { text, isConflict } = mergeLines(old.words, our.words, their.words)
  return isConflict ? our.words : text
}
