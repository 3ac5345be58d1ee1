import type { CellId } from "@quire/notebook"
import type { Effect, SessionEvent } from "../events.ts"
import { afterRuntime } from "../state.ts"
import type { CellRunState, SessionState } from "../state.ts"

type Step = { readonly state: SessionState; readonly effects: readonly Effect[] }
type RuntimeEvent = Extract<
  SessionEvent,
  { type: "restartRequested" | "runtimeStarted" | "runtimeDied" | "runtimeMeasured" | "packagesChanged" }
>

/** The process that runs the cells: it starts, grows and dies; its death ends what ran, and is no event for the text. */
export function reduceRuntime(state: SessionState, event: RuntimeEvent): Step {
  switch (event.type) {
    case "restartRequested":
      return { state: { ...state, queue: [] }, effects: [{ type: "restartRuntime" }] }
    case "runtimeStarted":
      return quiet({ ...state, runtime: { status: "ready", pid: event.pid, since: event.at, memoryMb: 0 } })
    case "runtimeMeasured":
      return quiet(
        state.runtime.status === "ready"
          ? { ...state, runtime: { ...state.runtime, memoryMb: event.memoryMb } }
          : state,
      )
    case "packagesChanged":
      return quiet({ ...state, packages: event.packages })
    case "runtimeDied":
      return quiet({
        ...state,
        runtime: { status: "dead", reason: event.reason },
        running: undefined,
        queue: [],
        blocked: {},
        isStopping: false,
        cells: mapValues(state.cells, afterRuntime),
      })
  }
}

function quiet(state: SessionState): Step {
  return { state, effects: [] }
}

function mapValues(cells: SessionState["cells"], change: (cell: CellRunState) => CellRunState): SessionState["cells"] {
  return Object.fromEntries(Object.entries(cells).map(([id, cell]) => [id as CellId, change(cell)]))
}
