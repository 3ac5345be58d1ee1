import type { SessionEvent } from "./events.ts"
import { fromSnapshot, reduce } from "./reduce/reduce.ts"
import { initialState } from "./state.ts"
import type { SessionSnapshot, SessionState } from "./state.ts"

/** The session's state as a page knows it: the server's snapshot, and every event since, through the same reducer. */
export class SessionStore {
  private state: SessionState = initialState(0)
  private next = 0
  private readonly listeners = new Set<() => void>()

  get(): SessionState {
    return this.state
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  reset(snapshot: SessionSnapshot, seq: number): void {
    this.state = fromSnapshot(snapshot)
    this.next = seq
    this.notify()
  }

  /** False when events are missing in between: the page must ask anew. */
  apply(seq: number, events: readonly SessionEvent[]): boolean {
    if (seq > this.next) return false
    for (const event of events.slice(this.next - seq)) this.state = reduce(this.state, event).state
    this.next = Math.max(this.next, seq + events.length)
    this.notify()
    return true
  }

  private notify(): void {
    for (const listener of this.listeners) listener()
  }
}
