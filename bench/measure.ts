/** One line of the table: our time (or memory) and, taken in turns with it, that of the same work done bare. */
export interface Row {
  readonly name: string
  readonly unit?: "ms" | "MB"
  readonly ours: Spread
  readonly besideName: string
  readonly beside: Spread
  /** Undefined: none is set. */
  readonly goal: Goal | undefined
}

/** Of several runs, in the row's unit: the median, and the quartiles around it. */
export interface Spread {
  readonly low: number
  readonly median: number
  readonly high: number
}

export type Goal =
  | { readonly ratioAtMost: number }
  | { readonly under: number }
  /** Above the other side, in the row's unit. */
  | { readonly growthAtMost: number }

/** Something to time: does its work once and gives the milliseconds it took, without preparing and cleaning up. */
export type Take = () => Promise<number>

export interface Rounds {
  readonly count: number
  /** Rounds ahead of these that do not count: caches fill, functions are compiled. */
  readonly warmUp: number
  /** Always in the order given. */
  readonly isOrdered?: boolean
}

/** Times things in turns, one of each a round, so that a busy moment of the machine falls on all alike. The order turns
 *  by one each round: nobody always comes after the same. */
export async function takeTurns<Name extends string>(
  takes: Readonly<Record<Name, Take>>,
  { count, warmUp, isOrdered = false }: Rounds,
): Promise<Record<Name, Spread>> {
  const entries = Object.entries<Take>(takes).map(([name, take]) => ({ name, take, times: [] as number[] }))
  for (let round = 0; round < warmUp + count; round++) {
    const first = isOrdered ? 0 : round % entries.length
    for (const { take, times } of [...entries.slice(first), ...entries.slice(0, first)]) {
      const ms = await take()
      if (round >= warmUp) times.push(ms)
    }
  }
  return Object.fromEntries(entries.map(({ name, times }) => [name, spreadOf(times)])) as Record<Name, Spread>
}

/** Times one call of a function. */
export async function time(act: () => unknown): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

export function ratioOf({ ours, beside }: Row): number {
  return ours.median / beside.median
}

/** Whether the goal is reached; undefined where none is set. */
export function isMet(row: Row): boolean | undefined {
  if (row.goal === undefined) return undefined
  if ("under" in row.goal) return row.ours.median < row.goal.under
  if ("growthAtMost" in row.goal) return row.ours.median - row.beside.median <= row.goal.growthAtMost
  return ratioOf(row) <= row.goal.ratioAtMost
}

/** The value that so many of a hundred stay under. */
export function percentile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.ceil((times.length * share) / 100) - 1] ?? Number.NaN
}

export function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return { low: at(0.25), median: at(0.5), high: at(0.75) }
}
