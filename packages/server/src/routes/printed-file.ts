import { constants } from "node:fs"
import { open } from "node:fs/promises"
import { problemResponse } from "../problem.ts"

/** All that a cell printed, as a download. The file is a cell process's: nothing else is followed or read. */
export async function printedFile(path: string | undefined): Promise<Response> {
  const notKept = (): Response => problemResponse({ code: "output-not-kept" })
  if (path === undefined) return notKept()
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const found = await file.stat()
    if (!found.isFile()) {
      await file.close()
      return notKept()
    }
    // The cell may still be printing: what is there now is sent.
    const body = file.readableWebStream({ autoClose: true }) as ReadableStream<Uint8Array>
    return new Response(body, {
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": 'attachment; filename="output.txt"',
        "content-security-policy": "sandbox",
      },
    })
  } catch {
    return notKept()
  }
}
