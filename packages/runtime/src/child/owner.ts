import type { RunTimers } from "./timers.ts"
import type { HoistedModule } from "@quire/protocol/child"

/** Who caused an output: the cell and its run. */
export interface Owner {
  readonly cell: string
  /** A cell that was hoisted gets its run when it is evaluated. */
  run: number
  /** What it has started that goes on by itself; none while a cell is only hoisted. */
  readonly timers?: RunTimers
  /** While it runs: the cells further down, by id, that have not run as far as this one can see. */
  below: ReadonlyMap<string, HoistedModule>
}
