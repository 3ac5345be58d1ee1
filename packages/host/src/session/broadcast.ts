import { HEAD_CHARACTERS, TAIL_CHARACTERS } from "@quire/session"
import type { Output, SessionEvent } from "@quire/session"

const FRAME_MS = 16
/** Batches that may go out at once before the pace of one a frame holds: a short answer is never kept waiting. */
const BURST = 8

/** Numbers events and hands them to listeners in batches, at most one a frame on average. */
export class Broadcast {
  private readonly listeners = new Set<(seq: number, events: readonly SessionEvent[]) => void>()
  private pending: SessionEvent[] = []
  private timer: NodeJS.Timeout | undefined
  private credit = BURST
  private lastFlush = 0
  /** Number of the next event. */
  seq = 1

  listen(listener: (seq: number, events: readonly SessionEvent[]) => void): () => void {
    this.flush()
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  push(event: SessionEvent): void {
    this.pending.push(event)
    if (this.timer !== undefined) return
    const now = performance.now()
    this.credit = Math.min(BURST, this.credit + (now - this.lastFlush) / FRAME_MS)
    this.lastFlush = now
    if (this.credit < 1) this.timer = setTimeout(() => this.flush(), FRAME_MS)
    else if (this.pending.length === 1) queueMicrotask(() => this.flush())
  }

  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.pending.length === 0) return
    const events = this.pending
    const first = this.seq
    this.pending = []
    this.seq += events.length
    this.credit = Math.max(0, this.credit - 1)
    for (const listener of this.listeners) listener(first, events)
  }
}

/** Joins what a cell prints within a frame; `cuts` the middle out of a flood, which comes from a cell process that does
 *  not do that itself (native code): state and pages keep head and tail only. */
export class StreamJoiner {
  private readonly cuts: boolean
  private readonly emit: (cell: string, run: number, output: Output) => void
  private current: { cell: string; run: number; name: "stdout" | "stderr"; text: string; omitted: number } | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(cuts: boolean, emit: (cell: string, run: number, output: Output) => void) {
    this.cuts = cuts
    this.emit = emit
  }

  add(cell: string, run: number, output: Output): void {
    if (output.type !== "stream") {
      this.flush()
      this.emit(cell, run, output)
      return
    }
    const current = this.current
    if (current === undefined || current.cell !== cell || current.run !== run || current.name !== output.name) {
      this.flush()
      this.current = { cell, run, name: output.name, text: output.text, omitted: output.omitted ?? 0 }
      this.timer = setTimeout(() => this.flush(), FRAME_MS)
      return
    }
    current.text += output.text
    current.omitted += output.omitted ?? 0
    if (!this.cuts) return
    const cut = current.text.length - 2 * (HEAD_CHARACTERS + TAIL_CHARACTERS)
    if (cut > 0) {
      const drop = current.text.length - HEAD_CHARACTERS - TAIL_CHARACTERS
      current.text = current.text.slice(0, HEAD_CHARACTERS) + current.text.slice(HEAD_CHARACTERS + drop)
      current.omitted += drop
    }
  }

  flush(): void {
    clearTimeout(this.timer)
    const current = this.current
    this.current = undefined
    if (current === undefined) return
    const omitted = current.omitted > 0 ? { omitted: current.omitted } : {}
    this.emit(current.cell, current.run, { type: "stream", name: current.name, text: current.text, ...omitted })
  }
}
