import type { S3Client } from "@aws-sdk/client-s3"
import type { StorageError } from "../errors.ts"
import { withoutEntries } from "./listing.ts"

/** No honest answer in XML is larger. */
const XML_LIMIT = 5 * 1024 * 1024

interface HttpAnswer {
  statusCode: number
  body: unknown
  headers: Record<string, string>
}

/** What a listing's answer is read by, before the SDK sees it. */
export type ListReader = (xml: string) => void

/** Reads every answer but a file's body itself, bounded: more than 5 MB, or with a DOCTYPE, it is no S3 answer. A listing
 *  is handed to the command's own reader, and the SDK gets an empty one: its parser takes 18 µs a key. */
export function guardAnswers(
  client: S3Client,
  readers: WeakMap<object, ListReader>,
  onDate: (date: string | undefined) => void,
): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args)
      const response = result.response as HttpAnswer
      onDate(response.headers["date"])
      const { commandName } = context as { commandName?: string }
      const isFile = commandName === "GetObjectCommand" && response.statusCode < 300
      if (isFile || commandName === "HeadObjectCommand") return result
      const bytes = await collect(response.body)
      if (bytes === undefined) throw tooMuch()
      // A DOCTYPE may stand at the beginning only.
      if (/<!DOCTYPE(?! html)/i.test(bytes.toString("latin1", 0, 1000))) throw tooMuch()
      const reader = response.statusCode < 300 ? readers.get(args.input) : undefined
      if (reader === undefined) response.body = bytes
      else {
        const xml = bytes.toString("utf8")
        reader(xml)
        response.body = Buffer.from(withoutEntries(xml))
      }
      return result
    },
    { step: "deserialize", priority: "low", name: "quireGuardAnswers" },
  )
}

async function collect(body: unknown): Promise<Buffer | undefined> {
  if (body === undefined || body === null) return Buffer.alloc(0)
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > XML_LIMIT) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function tooMuch(): Error {
  const storageError: StorageError = {
    code: "unexpected",
    what: "The server gave an answer that is no S3 answer. Is it the address of an S3 server?",
    reference: "not-s3",
  }
  return Object.assign(new Error("no S3 answer"), { storageError })
}
