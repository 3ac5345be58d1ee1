import type { CellId } from "@quire/notebook"
import type { SessionEvent } from "../events.ts"
import { graphOf } from "../state.ts"
import type { SessionState } from "../state.ts"

/** What the document says: which cells there are, and what each of them says. The graph follows from both. */
export function reduceCells(
  state: SessionState,
  event: Extract<SessionEvent, { type: "structureChanged" | "analysed" | "filesChanged" }>,
): SessionState {
  if (event.type === "filesChanged") return { ...state, files: { ...state.files, ...event.files } }
  const next =
    event.type === "analysed"
      ? { ...state, analyses: { ...state.analyses, ...event.analyses } }
      : {
          ...state,
          structure: event.cells,
          isReactive: event.isReactive,
          typeErrorsStop: event.typeErrorsStop,
          ...keepOnly(
            state,
            event.cells.map(({ id }) => id),
          ),
        }
  return { ...next, graph: graphOf(next) }
}

/** A deleted cell takes its state along: its old value must not stay visible. */
function keepOnly(
  state: SessionState,
  ids: readonly CellId[],
): Pick<SessionState, "cells" | "analyses" | "types" | "files" | "queue" | "blocked"> {
  const kept = new Set<string>(ids)
  const pick = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => kept.has(id)))
  return {
    cells: pick(state.cells),
    analyses: pick(state.analyses),
    types: pick(state.types),
    files: pick(state.files),
    blocked: pick(state.blocked),
    queue: state.queue.filter((id) => kept.has(id)),
  }
}
