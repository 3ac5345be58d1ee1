import type { Output, RunOutcome } from "@quire/session"
import { cellState } from "@quire/session"
import type { LiveSession } from "./live-session.ts"

/** What a code cell ended as (DESIGN §8, `quire run --out` and the API). */
export interface CellResult {
  /** Position among all cells of the notebook, from 0. */
  readonly index: number
  readonly id: string
  readonly kind: "code"
  readonly name?: string
  readonly status: RunOutcome | "not-run" | "static"
  readonly outputs: readonly Output[]
}

/** The results of every code cell, in order. */
export function cellResults({ state }: LiveSession): CellResult[] {
  return state.structure.flatMap(({ id, kind, title, isStatic }, index): CellResult[] => {
    if (kind !== "code") return []
    const { last, outputs } = cellState(state, id)
    const status = isStatic ? "static" : (last?.outcome ?? "not-run")
    return [{ index, id, kind, ...(title === "" ? {} : { name: title }), status, outputs }]
  })
}
