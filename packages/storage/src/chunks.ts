import type { FileSource } from "./storage.ts"

/** The chunks of what is to be written. Ends with the signal's reason as soon as it is aborted, whether or not the source
 *  ever gives another chunk; lets go of the source however it ends. */
export async function* chunksOf(source: FileSource, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void> {
  signal?.throwIfAborted()
  if (source instanceof Uint8Array) return yield source
  const reader = source.getReader()
  const aborted = new Promise<never>((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true })
  })
  aborted.catch(() => undefined)
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), aborted])
      if (done) return
      yield value
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
