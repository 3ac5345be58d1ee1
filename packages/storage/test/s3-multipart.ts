import { createHash, randomUUID } from "node:crypto"
import { escapeXml, NAMESPACE, refuse, storedObject, xml } from "./s3-operations.ts"
import type { Answer, Call, Server, StoredObject } from "./s3-operations.ts"
import { isMatch } from "./s3-profiles.ts"

export interface OpenUpload {
  readonly bucket: string
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly parts: Map<number, { readonly etag: string; readonly body: Uint8Array }>
}

const SMALLEST_PART = 5 * 1024 * 1024

/** Whether a call belongs to an upload in parts. */
export function isMultipart({ query }: Call): boolean {
  return query.has("uploads") || query.has("uploadId")
}

/** Create, part, complete, abort. */
export function multipart(server: Server, bucket: Map<string, StoredObject>, call: Call): Answer {
  const { method, query } = call
  const operation = `${method} ${query.has("uploads") ? "uploads" : "upload"}`
  if (server.denyWrites) return refuse(server, "AccessDenied")
  if (operation === "POST uploads") return create(server, call)
  const id = query.get("uploadId") ?? ""
  const upload = server.uploads.get(id)
  if (upload === undefined || upload.bucket !== call.bucket || upload.key !== call.key)
    return refuse(server, "NoSuchUpload")
  switch (operation) {
    case "GET upload": {
      const parts = [...upload.parts].map(([number, { etag, body }]) => {
        const facts = `<PartNumber>${number}</PartNumber><ETag>&quot;${etag}&quot;</ETag><Size>${body.length}</Size>`
        return `<Part>${facts}</Part>`
      })
      return xml(`<ListPartsResult ${NAMESPACE}>${parts.join("")}</ListPartsResult>`)
    }
    case "PUT upload":
      return putPart(server, upload, call)
    case "POST upload":
      return complete(server, bucket, id, upload, call)
    case "DELETE upload":
      server.uploads.delete(id)
      return { status: 204, headers: {}, body: "" }
    default:
      return refuse(server, "NotImplemented")
  }
}

function create(server: Server, { bucket, key, headers }: Call): Answer {
  const id = randomUUID()
  server.uploads.set(id, { bucket, key, headers, parts: new Map() })
  const names = `<Bucket>${escapeXml(bucket)}</Bucket><Key>${escapeXml(key)}</Key>`
  return xml(
    `<InitiateMultipartUploadResult ${NAMESPACE}>${names}<UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
  )
}

function putPart(server: Server, upload: OpenUpload, { query, body }: Call): Answer {
  const number = Number(query.get("partNumber"))
  if (!(number >= 1 && number <= 10_000)) return refuse(server, "InvalidArgument")
  const etag = createHash("md5").update(body).digest("hex")
  upload.parts.set(number, { etag, body })
  return { status: 200, headers: { etag: `"${etag}"` }, body: "" }
}

function complete(
  server: Server,
  bucket: Map<string, StoredObject>,
  id: string,
  upload: OpenUpload,
  { body, headers, key }: Call,
): Answer {
  const { profile } = server
  const listed = [
    ...Buffer.from(body)
      .toString()
      .matchAll(/<Part>(.*?)<\/Part>/gs),
  ].map(([, part = ""]) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: /<ETag>(.*?)</.exec(part)?.[1]?.replaceAll(/&quot;|"/g, "") ?? "",
  }))
  const parts = listed.map(({ number, etag }) => {
    const part = upload.parts.get(number)
    return part?.etag === etag ? part : undefined
  })
  if (listed.length === 0) return refuse(server, "MalformedXML")
  if (parts.some((part) => part === undefined)) return refuse(server, "InvalidPart")
  const known = parts.filter((part) => part !== undefined)
  if (known.slice(0, -1).some((part) => part.body.length < SMALLEST_PART)) return refuse(server, "EntityTooSmall")
  const found = bucket.get(key)
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers
  if (profile.completeConditions === "enforced") {
    const isRefused =
      (ifNoneMatch !== undefined && found !== undefined) ||
      (ifMatch !== undefined && (found === undefined || !isMatch(ifMatch, found.etag)))
    if (isRefused) return refuse(server, "PreconditionFailed")
  }
  const sums = createHash("md5")
  for (const { etag } of known) sums.update(Buffer.from(etag, "hex"))
  const etag = `${sums.digest("hex")}-${known.length}`
  bucket.set(key, { ...storedObject(Buffer.concat(known.map((part) => part.body)), upload.headers), etag })
  server.uploads.delete(id)
  const shown = profile.completeEtag === "empty" ? "" : `&quot;${etag}&quot;`
  return xml(`<CompleteMultipartUploadResult ${NAMESPACE}><ETag>${shown}</ETag></CompleteMultipartUploadResult>`)
}
