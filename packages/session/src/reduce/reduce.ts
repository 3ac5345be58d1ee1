import { assertNever } from "@quire/base"
import type { CellId } from "@quire/notebook"
import type { Effect, SessionEvent } from "../events.ts"
import { graphOf } from "../state.ts"
import type { SessionSnapshot, SessionState } from "../state.ts"
import { reduceCells } from "./cells.ts"
import { reduceOutputs } from "./outputs.ts"
import { reduceRunQueue, runReactive } from "./run-queue.ts"
import { reduceRuntime } from "./runtime.ts"
import { reduceSaving } from "./saving.ts"
import { markCells } from "./staleness.ts"

export interface Reduced {
  readonly state: SessionState
  readonly effects: readonly Effect[]
}

/** What an event makes of a session, and what is to be done about it. The one place where a session's state changes,
 *  in the server and, without the effects, in every page. An event that came too late changes nothing. */
export function reduce(state: SessionState, event: SessionEvent): Reduced {
  switch (event.type) {
    case "structureChanged":
    case "analysed":
      return marked(state, { state: reduceCells(state, event), effects: [] })
    case "typed":
      return { state: { ...state, types: { ...state.types, ...event.problems } }, effects: [] }
    case "filesChanged":
      return marked(state, runReactive(reduceCells(state, event), changedFiles(state, event)))
    case "runRequested":
    case "runCancelled":
    case "cellStarted":
    case "cellEnded":
    case "inputChanged":
    case "interruptRequested":
      return marked(state, reduceRunQueue(state, event))
    case "outputAdded": {
      const next = { state: reduceOutputs(state, event), effects: [] }
      return event.output.type === "error" ? marked(state, next) : next
    }
    case "restartRequested":
    case "runtimeStarted":
    case "runtimeDied":
    case "packagesChanged":
      return marked(state, reduceRuntime(state, event))
    case "runtimeMeasured":
      return reduceRuntime(state, event)
    case "documentChanged":
    case "saveRequested":
    case "saveDue":
    case "saveSucceeded":
    case "saveFailed":
    case "merged":
      return reduceSaving(state, event)
    case "journalChanged":
      return { state: { ...state, journalProblem: event.problem }, effects: [] }
    case "fileMoved":
      return { state: { ...state, movedTo: event.path }, effects: [] }
    case "peopleChanged":
      return { state: { ...state, peopleHere: event.here }, effects: [] }
    default:
      return assertNever(event)
  }
}

/** The cells that import another version now than they did. */
function changedFiles({ files }: SessionState, event: Extract<SessionEvent, { type: "filesChanged" }>): CellId[] {
  const entries = Object.entries(event.files) as [CellId, Readonly<Record<string, string>>][]
  return entries.flatMap(([id, now]) => (JSON.stringify(now) === JSON.stringify(files[id] ?? {}) ? [] : [id]))
}

/** The state without what follows from it. */
export function toSnapshot(state: SessionState): SessionSnapshot {
  const { graph: _graph, marks: _marks, ...snapshot } = state
  return snapshot
}

/** The state that a snapshot stands for. */
export function fromSnapshot(snapshot: SessionSnapshot): SessionState {
  const state: SessionState = { ...snapshot, graph: graphOf(snapshot), marks: {} }
  return { ...state, marks: markCells(state) }
}

function marked(before: SessionState, { state, effects }: Reduced): Reduced {
  return { state: { ...state, marks: markCells(state, before) }, effects }
}
