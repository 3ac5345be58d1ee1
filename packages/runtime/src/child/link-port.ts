import { performance } from "node:perf_hooks"
import type { Worker } from "node:worker_threads"
import { decode, encode, FRAME_LIMIT } from "@quire/protocol/child"
import type { ToChild, ToParent } from "@quire/protocol/child"
import { CREDIT_BYTES, SLOT } from "./shared.ts"

/** The parent ends a process whose frames are larger than its limit; this much is left for the rest of a frame. */
const MESSAGE_LIMIT = FRAME_LIMIT - 1024

/** Said where what a cell shows is too large to be handed over. */
function inPlaceOf(message: ToParent, bytes: number): ToParent {
  const problem = `This is too large to be shown: ${Math.round(bytes / 1024 / 1024)} MB.`
  if (message.type === "reply") return { ...message, value: undefined, problem }
  if (message.type !== "output") throw new Error(problem)
  const error = { name: "RangeError", message: problem, stack: `RangeError: ${problem}`, frames: [], causes: [] }
  return { ...message, output: { type: "error", ...error, hint: "Show a part of it." } }
}

interface GivenOrder {
  readonly order: number
  readonly payload: Uint8Array
  readonly isLate: boolean
}

/** The main thread's end of the link. Sending is one atomic hand-over, so an interrupt never cuts a message in half. */
export class Link {
  private readonly worker: Worker
  private readonly shared: Int32Array
  private onInterrupt: () => void = () => undefined

  constructor(worker: Worker, shared: Int32Array) {
    this.worker = worker
    this.shared = shared
  }

  /** Hands a message over; waits (and can be interrupted there) while the parent does not read. */
  send(message: ToParent): void {
    const payload = encode(message)
    if (payload.length > MESSAGE_LIMIT) return this.send(inPlaceOf(message, payload.length))
    for (let n = 0; n < 1_000_000; n++) {
      const outstanding = Atomics.load(this.shared, SLOT.outstanding)
      if (outstanding < CREDIT_BYTES) break
      Atomics.wait(this.shared, SLOT.outstanding, outstanding, 50)
    }
    Atomics.add(this.shared, SLOT.outstanding, payload.length)
    // msgpackr packs into a pool: what leaves must be a copy of its own.
    this.worker.postMessage(new Uint8Array(payload))
  }

  /** Takes orders. `isLate`: it is given again after an interrupt, which may have hit while it was taken the first time;
   *  whoever takes it must bear to see it twice. */
  listen(onMessage: (message: ToChild, isLate: boolean) => void): void {
    this.worker.on("message", (message: GivenOrder | { readonly interrupt: number }) => {
      if ("interrupt" in message) return this.interrupted(message.interrupt)
      onMessage(decode(message.payload) as ToChild, message.isLate)
      this.worker.postMessage(message.order)
    })
  }

  whenInterrupted(handler: () => void): void {
    this.onInterrupt = handler
  }

  private interrupted(number: number): void {
    if (Atomics.load(this.shared, SLOT.interruptSeen) >= number) return
    Atomics.store(this.shared, SLOT.interruptSeen, number)
    this.onInterrupt()
  }

  /** Waits until the parent has everything, at most a second: the process is about to end. */
  flush(): void {
    const until = performance.now() + 1000
    while (performance.now() < until) {
      const outstanding = Atomics.load(this.shared, SLOT.outstanding)
      if (outstanding <= 0) return
      Atomics.wait(this.shared, SLOT.outstanding, outstanding, 20)
    }
  }
}
