import { assertNever } from "@quire/base"
import type { Effect, SessionEvent } from "../events.ts"
import type { SaveState, SessionState } from "../state.ts"

type Step = { readonly state: SessionState; readonly effects: readonly Effect[] }
type SaveEvent = Extract<
  SessionEvent,
  { type: "documentChanged" | "saveRequested" | "saveDue" | "saveSucceeded" | "saveFailed" | "merged" }
>

/** Saved 1.5 s after the last edit, and 8 s after the first whatever happens (UI §7: within 2 s of the last key). */
export const SAVE_AFTER_MS = 1500
export const SAVE_AT_LAST_MS = 8000
const RETRY_FIRST_MS = 1000
const RETRY_LONGEST_MS = 60_000

/** Saving: saved → waiting → saving → saved, or failed and tried again with growing pauses. One save at a time. */
export function reduceSaving(state: SessionState, event: SaveEvent): Step {
  switch (event.type) {
    case "documentChanged":
      return changed(state, event.at)
    case "saveRequested":
      return state.save.status === "saving"
        ? step(state, state.save)
        : step(state, { ...begin(state.save, 0) }, [{ type: "save" }])
    case "saveDue":
      return due(state, event.at)
    case "saveSucceeded":
      return succeeded(state, event.at)
    case "saveFailed":
      return failed(state, event)
    case "merged":
      return { state: { ...state, merge: { at: event.at, report: event.report } }, effects: [] }
    default:
      return assertNever(event)
  }
}

function changed(state: SessionState, at: number): Step {
  const { save } = state
  switch (save.status) {
    case "saved":
      return step(state, { status: "waiting", since: at, changedAt: at }, [
        { type: "scheduleSave", afterMs: SAVE_AFTER_MS },
      ])
    case "waiting":
    case "saving":
      return step(state, { ...save, changedAt: at })
    case "failed":
      if (save.retryAt !== undefined) return step(state, save)
      return step(state, { ...save, retryAt: at + SAVE_AFTER_MS }, [{ type: "scheduleSave", afterMs: SAVE_AFTER_MS }])
    default:
      return assertNever(save)
  }
}

function due(state: SessionState, at: number): Step {
  const { save } = state
  if (save.status === "failed") {
    if (save.retryAt === undefined) return step(state, save)
    // A timer may come a moment early.
    if (at < save.retryAt) return step(state, save, [{ type: "scheduleSave", afterMs: save.retryAt - at }])
    return step(state, begin(save, at), [{ type: "save" }])
  }
  if (save.status !== "waiting") return step(state, save)
  const dueAt = Math.min(save.changedAt + SAVE_AFTER_MS, save.since + SAVE_AT_LAST_MS)
  if (at < dueAt) return step(state, save, [{ type: "scheduleSave", afterMs: dueAt - at }])
  return step(state, begin(save, at), [{ type: "save" }])
}

function begin(save: SaveState, at: number): SaveState {
  return { status: "saving", since: save.status === "failed" ? save.since : at, changedAt: undefined }
}

function succeeded(state: SessionState, at: number): Step {
  const { save } = state
  // A failure that was said meanwhile knows nothing of changes since.
  const changedAt = save.status === "saving" ? save.changedAt : save.status === "failed" ? at : undefined
  if (changedAt !== undefined) {
    const waiting = { status: "waiting", since: changedAt, changedAt } as const
    return step(state, waiting, [{ type: "scheduleSave", afterMs: SAVE_AFTER_MS }])
  }
  return step(state, { status: "saved", at })
}

function failed(state: SessionState, event: Extract<SaveEvent, { type: "saveFailed" }>): Step {
  const attempts = state.saveAttempts + 1
  const pause = Math.min(RETRY_FIRST_MS * 2 ** (attempts - 1), RETRY_LONGEST_MS)
  const retryAt = event.isLasting ? undefined : event.at + pause
  const save = { status: "failed", since: event.at, problem: event.problem, attempts, retryAt } as const
  return step(
    { ...state, saveAttempts: attempts },
    save,
    retryAt === undefined ? [] : [{ type: "scheduleSave", afterMs: pause }],
  )
}

function step(state: SessionState, save: SaveState, effects: readonly Effect[] = []): Step {
  const saveAttempts = save.status === "saved" ? 0 : state.saveAttempts
  return { state: { ...state, save, saveAttempts }, effects }
}
