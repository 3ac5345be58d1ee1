import type { StorageError } from "../errors.ts"

/** A body that fails with a `StorageError`, and when nothing came for so long: the SDK never notices a stall in a body. */
export function guardedBody(
  body: ReadableStream<Uint8Array>,
  idleMs: number,
  translate: (error: unknown) => StorageError,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let timer: NodeJS.Timeout | undefined
      const idle = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(Object.assign(new Error("stalled"), { name: "TimeoutError" })), idleMs)
      })
      try {
        const { done, value } = await Promise.race([reader.read(), idle])
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        const storageError = translate(error)
        controller.error(Object.assign(new Error(storageError.code), { code: storageError.code, storageError }))
        void reader.cancel().catch(() => undefined)
      } finally {
        clearTimeout(timer)
      }
    },
    async cancel() {
      await reader.cancel()
    },
  })
}
