import type { Readable } from "node:stream"
import type { StorageError } from "../errors.ts"

/** Read ahead of whoever reads. */
const AHEAD_BYTES = 256 * 1024

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
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) <= 0) body.pause()
        })
        body.once("end", () => {
          clearTimeout(timer)
          controller.close()
        })
        body.once("error", (error) => {
          clearTimeout(timer)
          fail(controller, error)
        })
        body.pause()
      },
      pull() {
        body.resume()
      },
      cancel() {
        clearTimeout(timer)
        body.destroy()
      },
    },
    { highWaterMark: AHEAD_BYTES, size: (chunk) => chunk.length },
  )
}
