import type { Readable } from "node:stream"
import type { StorageError } from "../errors.ts"

/** Read ahead of whoever reads. */
const AHEAD_BYTES = 1024 * 1024

/** The body of an answer as a web stream. It fails with a `StorageError`, also when nothing came for `idleMs` while
 *  somebody waited: the SDK never notices a stall in a body. */
export function guardedBody(
  body: Readable,
  idleMs: number,
  translate: (error: unknown) => StorageError,
): ReadableStream<Uint8Array> {
  const fail = (controller: ReadableStreamDefaultController, error: unknown): void => {
    const storageError = translate(error)
    controller.error(Object.assign(new Error(storageError.code), { code: storageError.code, storageError }))
  }
  let timer: NodeJS.Timeout | undefined
  // A body that was let go may still end, or break off, and nobody is there to hear it.
  let isOver = false
  const over = (): boolean => {
    clearTimeout(timer)
    const wasOver = isOver
    isOver = true
    return wasOver
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        timer = setTimeout(() => {
          // Whoever reads has enough: that is no stall.
          if (body.isPaused()) return void timer?.refresh()
          body.destroy(Object.assign(new Error("stalled"), { name: "TimeoutError" }))
        }, idleMs)
        timer.unref()
        body.on("data", (chunk: Uint8Array) => {
          timer?.refresh()
          if (isOver) return
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) <= 0) body.pause()
        })
        body.once("end", () => {
          if (!over()) controller.close()
        })
        body.on("error", (error) => {
          if (!over()) fail(controller, error)
        })
        body.pause()
      },
      pull() {
        body.resume()
      },
      cancel() {
        over()
        body.destroy()
      },
    },
    { highWaterMark: AHEAD_BYTES, size: (chunk) => chunk.length },
  )
}
