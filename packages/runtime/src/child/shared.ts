import type { ToParent } from "@quire/protocol/child"

/** Slots of the memory that main thread and link thread share. */
export const SLOT = {
  /** Bytes handed to the link thread that the parent has not taken yet. */
  outstanding: 0,
  /** Number of the last interrupt that the main thread has seen. */
  interruptSeen: 1,
} as const

/** From here on: the last orders that the main thread has taken, each at its number modulo their count. An order that an
 *  interrupt hit leaves a hole, whatever was taken after it. */
const TAKEN_AT = 2
const TAKEN_COUNT = 1024
export const SHARED_BYTES = 4 * (TAKEN_AT + TAKEN_COUNT)

export function takenSlot(order: number): number {
  return TAKEN_AT + (order % TAKEN_COUNT)
}

/** What the link thread starts with. */
export interface LinkData {
  readonly shared: Int32Array
  /** Where all that cells print is kept; undefined: nowhere, and the parent gets all of it. */
  readonly outputsFolder: string | undefined
}

/** What the main thread hands over (no message: that everything held back is due): streams as they are, all else serialised (`node:v8`). Never through an encoder with a
 *  state of its own: an interrupt may hit in its midst, and would leave it broken for good. */
export interface FromMain {
  readonly messages: readonly (ToParent | Uint8Array)[]
  /** Counted against the credit: about the bytes it holds. */
  readonly size: number
}

/** The main thread waits while more than this is outstanding: nobody reads, so nothing is queued (DESIGN §5). */
export const CREDIT_BYTES = 512 * 1024
