import { Session } from "node:inspector"
import type { ToChild } from "@quire/protocol/child"
import { SLOT, takenSlot } from "./shared.ts"

/** What the link thread posts to the main thread. */
export type ToMain =
  | { readonly order: number; readonly message: ToChild; readonly isLate: boolean }
  | { readonly interrupt: number }

const TICK_MS = 5
/** Ticks between two tries to stop a main thread that goes on. */
const RETRY_TICKS = 6
/** Ticks to wait for the inspector's answer after the main thread has answered. */
const PATIENCE_TICKS = 200

/** Stops whatever the main thread runs, through the inspector, and loses no order on the way.
 *
 *  A termination may hit anything: the cell, the handler that takes an order, the handler that reports the interrupt, or,
 *  when the main thread is idle, whatever runs next. So the report is repeated until it has been seen; a termination that
 *  hit something else is posted again; orders that came meanwhile wait until none is under way; and an order that was
 *  was not taken is given again, marked as late. */
export class Interrupter {
  private readonly shared: Int32Array
  private readonly post: (message: ToMain) => void
  private readonly inspector = new Session()
  private readonly untaken = new Map<number, ToChild>()
  private held: { readonly message: ToChild; readonly isLate: boolean }[] = []
  private orders = 0
  private number = 0
  private terminations = 0
  private timer: NodeJS.Timeout | undefined
  private ticks = 0
  private ticksSinceSeen = 0

  constructor(shared: Int32Array, post: (message: ToMain) => void) {
    this.shared = shared
    this.post = post
    this.inspector.connectToMainThread()
  }

  /** Hands an order on, or keeps it until the interrupt that is under way has settled. */
  give(message: ToChild, isLate = false): void {
    if (this.timer !== undefined) return void this.held.push({ message, isLate })
    this.forgetTaken()
    const order = ++this.orders
    this.untaken.set(order, message)
    this.post({ order, message, isLate })
  }

  interrupt(): void {
    this.number++
    // What was held back came before this interrupt: it is meant, too.
    this.held = this.held.map(({ message }) => ({ message, isLate: true }))
    this.ticks = 0
    this.ticksSinceSeen = 0
    this.terminate()
    this.post({ interrupt: this.number })
    this.timer ??= setInterval(() => this.tick(), TICK_MS)
  }

  disconnect(): void {
    this.inspector.disconnect()
  }

  private terminate(): void {
    this.terminations++
    this.inspector.post("Runtime.terminateExecution", () => this.terminations--)
  }

  private tick(): void {
    const isSeen = Atomics.load(this.shared, SLOT.interruptSeen) >= this.number
    if (!isSeen && ++this.ticks % RETRY_TICKS === 0 && this.terminations === 0) this.terminate()
    if (isSeen && (this.terminations === 0 || ++this.ticksSinceSeen > PATIENCE_TICKS)) return this.settled()
    // Gives the main thread something to run, too, for a termination to hit.
    this.post({ interrupt: this.number })
  }

  private forgetTaken(): void {
    for (const order of this.untaken.keys())
      if (Atomics.load(this.shared, takenSlot(order)) === order) this.untaken.delete(order)
  }

  private settled(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.forgetTaken()
    for (const [order, message] of this.untaken) this.post({ order, message, isLate: true })
    for (const { message, isLate } of this.held.splice(0)) this.give(message, isLate)
  }
}
