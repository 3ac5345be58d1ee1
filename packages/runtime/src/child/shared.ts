/** Slots of the memory that main thread and link thread share. */
export const SLOT = {
  /** Bytes handed to the link thread that the parent has not taken yet. */
  outstanding: 0,
  /** Number of the last interrupt that the main thread has seen. */
  interruptSeen: 1,
} as const

/** The main thread waits while more than this is outstanding: nobody reads, so nothing is queued (DESIGN §5). */
export const CREDIT_BYTES = 2 * 1024 * 1024
