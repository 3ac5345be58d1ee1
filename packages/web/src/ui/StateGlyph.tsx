import type { CellStatus } from "@quire/session"

const WORDS: Readonly<Record<CellStatus, string>> = {
  never: "not run",
  fresh: "fresh",
  stale: "stale",
  queued: "queued",
  running: "running",
  error: "error",
  interrupted: "stopped",
}

/** A run state as a shape, a colour and a word. */
export function StateGlyph({ status }: { status: CellStatus }) {
  return <span className={`st ${status}`} role="img" aria-label={WORDS[status]} />
}
