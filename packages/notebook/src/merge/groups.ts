import { isTheirs } from "../fence-words.ts"
import type { Pair } from "./align.ts"
import { hasWords } from "./cut-text.ts"
import { isEqual } from "./steps.ts"
import type { Comparable } from "./steps.ts"
import type { Cell } from "../model.ts"

/** A cell of one side of a group, and the cell of the base that it comes from. */
interface Member<T> {
  readonly cell: T
  readonly old: Cell | undefined
}

/** Cells between which lines have gone: some were split, joined or both, by either side. */
export interface Group<M> {
  readonly bases: readonly Cell[]
  readonly mine: readonly Member<M>[]
  readonly theirs: readonly Member<Cell>[]
}

/** The groups that both sides changed. What only one side changed is taken as it is, and needs none. */
export function groupsOf<M extends Comparable>(
  pairs: readonly Pair<Cell, Cell>[],
  ours: ReadonlyMap<Cell, M>,
  mine: readonly M[],
): Group<M>[] {
  const bases = pairs.flatMap(({ old }) => (old === undefined ? [] : [old]))
  const theirs = pairs.flatMap(({ new: their }) => (their === undefined ? [] : [their]))
  const theirOf = new Map(pairs.flatMap(({ old, new: their }) => (old && their ? [[old, their]] : [])))
  const sides = [new MovedLines(bases, mine, ours), new MovedLines(bases, theirs, theirOf)] as const
  const sets = new Sets<Comparable>()
  for (const side of sides) for (const [from, to] of side.moves()) sets.join(from, to)
  return sets.all().flatMap((set): Group<M>[] => {
    const inSet = bases.filter((old) => set.has(old))
    const [our, their] = [sides[0].membersIn(set), sides[1].membersIn(set)]
    const isChanged = (members: readonly Member<Comparable>[]): boolean =>
      members.length !== inSet.length || members.some(({ cell, old }) => old === undefined || !isEqual(cell, old))
    return isChanged(our) && isChanged(their) ? [{ bases: inSet, mine: our, theirs: their }] : []
  })
}

/** Which cells of one side have got lines that another one has lost. */
class MovedLines<T extends Comparable> {
  private readonly bases: readonly Cell[]
  private readonly members: readonly Member<T>[]
  private readonly cellOf: ReadonlyMap<Cell, T>

  constructor(bases: readonly Cell[], cells: readonly T[], cellOf: ReadonlyMap<Cell, T>) {
    this.bases = bases
    this.cellOf = cellOf
    const baseOf = new Map([...cellOf].map(([old, cell]) => [cell, old]))
    this.members = cells.map((cell) => ({ cell, old: baseOf.get(cell) }))
  }

  membersIn(set: ReadonlySet<Comparable>): Member<T>[] {
    return this.members.filter(({ cell, old }) => set.has(old ?? cell))
  }

  /** From which cell of the base lines have gone to which cell of the base or, where that is new, of this side. */
  moves(): [from: Cell, to: Comparable][] {
    const gained = new Map<string, Member<T>[]>()
    for (const member of this.members) {
      const { cell, old } = member
      if ((old !== undefined && isEqual(old, cell)) || isTheirs(cell)) continue
      for (const line of linesBeside(cell, old)) {
        const known = gained.get(line)
        if (known === undefined) gained.set(line, [member])
        else known.push(member)
      }
    }
    if (gained.size === 0) return []
    return this.bases.flatMap((old) => {
      const cell = this.cellOf.get(old)
      if (isTheirs(old) || (cell !== undefined && (isEqual(old, cell) || cell.kind !== old.kind))) return []
      const to = new Set(linesBeside(old, cell).flatMap((line) => gained.get(line) ?? []))
      return [...to].flatMap(({ cell, old: base }): [Cell, Comparable][] =>
        cell.kind === old.kind ? [[old, base ?? cell]] : [],
      )
    })
  }
}

/** The different lines of a cell that another does not have. */
function linesBeside(cell: Comparable, other: Comparable | undefined): string[] {
  const there = new Set(other?.source.split("\n"))
  return [...new Set(cell.source.split("\n"))].filter((line) => hasWords(line) && !there.has(line))
}

/** What belongs together. */
class Sets<T> {
  private readonly setOf = new Map<T, Set<T>>()

  join(a: T, b: T): void {
    const joined = new Set([...(this.setOf.get(a) ?? [a]), ...(this.setOf.get(b) ?? [b])])
    for (const one of joined) this.setOf.set(one, joined)
  }

  all(): Set<T>[] {
    return [...new Set(this.setOf.values())]
  }
}
