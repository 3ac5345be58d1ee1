import { constants } from "node:fs"
import { open } from "node:fs/promises"
import { Readable } from "node:stream"
import { problemResponse } from "../problem.ts"

/** All that a cell printed, as a download. The file is a cell process's: nothing else is followed or read. `isHead`: only
 *  what stands above the body. */
export async function printedFile(path: string | undefined, isHead: boolean): Promise<Response> {
  const notKept = (): Response => problemResponse({ code: "output-not-kept" })
  if (path === undefined) return notKept()
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined)
  if (file === undefined) return notKept()
  const found = await file.stat().catch(() => undefined)
  const isFile = found?.isFile() === true
  // Whoever opens a file closes it: one that is left to the garbage collector ends the process.
  if (isHead || !isFile) await file.close().catch(() => undefined)
  if (!isFile) return notKept()
  // The cell may still be printing: what is there now is sent.
  const body = isHead ? null : (Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>)
  return new Response(body, {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": 'attachment; filename="output.txt"',
      "content-security-policy": "sandbox",
    },
  })
}
