import { performance } from "node:perf_hooks"
import type { Worker } from "node:worker_threads"
import { serialize } from "node:v8"
import type { ToChild, ToParent } from "@quire/protocol/child"
import { CREDIT_BYTES, SLOT, takenSlot } from "./shared.ts"
import type { FromMain } from "./shared.ts"

interface GivenOrder {
  readonly order: number
  readonly message: ToChild
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

  /** Hands messages over; waits (and can be interrupted there) while the parent does not read. */
  send(...said: readonly ToParent[]): void {
    const messages = said.map((message) => (isStream(message) ? message : serialize(message)))
    const size = messages.reduce((sum, message) => sum + sizeOf(message), 1)
    for (let n = 0; n < 1_000_000; n++) {
      const outstanding = Atomics.load(this.shared, SLOT.outstanding)
      if (outstanding < CREDIT_BYTES) break
      Atomics.wait(this.shared, SLOT.outstanding, outstanding, 50)
    }
    Atomics.add(this.shared, SLOT.outstanding, size)
    this.worker.postMessage({ messages, size } satisfies FromMain)
  }

  /** Takes orders. `isLate`: it is given again after an interrupt, which may have hit while it was taken the first time;
   *  whoever takes it must bear to see it twice. */
  listen(onMessage: (message: ToChild, isLate: boolean) => void): void {
    this.worker.on("message", (message: GivenOrder | { readonly interrupt: number }) => {
      if ("interrupt" in message) return this.interrupted(message.interrupt)
      onMessage(message.message, message.isLate)
      Atomics.store(this.shared, takenSlot(message.order), message.order)
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
    this.send()
    const until = performance.now() + 1000
    while (performance.now() < until) {
      const outstanding = Atomics.load(this.shared, SLOT.outstanding)
      if (outstanding <= 0) return
      Atomics.wait(this.shared, SLOT.outstanding, outstanding, 20)
    }
  }
}

function isStream(message: ToParent): boolean {
  return message.type === "output" && message.output.type === "stream"
}

function sizeOf(message: ToParent | Uint8Array): number {
  if (message instanceof Uint8Array) return message.length
  return message.type === "output" && message.output.type === "stream" ? message.output.text.length + 100 : 0
}
