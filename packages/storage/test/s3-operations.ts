import { createHash } from "node:crypto"
import { isMultipart, multipart } from "./s3-multipart.ts"
import type { OpenUpload } from "./s3-multipart.ts"
import { errors, failedWriteCondition, isMatch, type ErrorCode, type ServerProfile } from "./s3-profiles.ts"

export interface StoredObject {
  readonly body: Uint8Array
  /** Without quotes. */
  readonly etag: string
  /** `content-type` and the like, and `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>
  readonly modifiedAt: Date
}

export interface Call {
  readonly method: string
  readonly bucket: string
  /** Decoded once; "" is the bucket itself. */
  readonly key: string
  readonly query: ReadonlyMap<string, string>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** The key's ETag when the request's head came in, before its body was read. */
  readonly etagAtArrival: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export interface Server {
  readonly profile: ServerProfile
  readonly region: string
  readonly buckets: Map<string, Map<string, StoredObject>>
  readonly uploads: Map<string, OpenUpload>
  readonly denyWrites: boolean
  readonly denyList: boolean
}

const KEPT_HEADERS = ["content-type", "cache-control", "content-disposition", "content-encoding", "content-language"]
const LIST_PARAMETERS = "prefix delimiter max-keys continuation-token start-after encoding-type fetch-owner".split(" ")
const MAX_PAGE = 1000
const MAX_KEY_BYTES = 1024
export const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
/** What XML 1.0 has no way to write, not even as a reference. */
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** Carries out one authenticated call. What is not listed here is refused with 501, so that no test passes by accident. */
export function carryOut(server: Server, call: Call): Answer {
  const { profile, region, buckets, denyWrites, denyList } = server
  const names = [...call.query.keys()].filter((name) => name !== "x-id")
  const operation = `${call.method} ${call.key === "" ? "bucket" : "object"}`
  const isPlain = names.length === 0
  if (Buffer.byteLength(call.key) > MAX_KEY_BYTES) return refuse(server, profile.tooLongKey)
  const bucket = buckets.get(call.bucket)
  if (operation === "PUT bucket" && isPlain) {
    if (denyWrites) return refuse(server, "AccessDenied")
    if (bucket !== undefined && profile.createAgain !== "ok") return refuse(server, profile.createAgain)
    if (bucket === undefined) buckets.set(call.bucket, new Map())
    return { status: 200, headers: { location: `/${call.bucket}` }, body: "" }
  }
  if (call.bucket === "") return refuse(server, "NotImplemented")
  if (bucket === undefined) return refuse(server, "NoSuchBucket", `<BucketName>${escapeXml(call.bucket)}</BucketName>`)
  if (operation === "HEAD bucket" && isPlain) {
    return denyList ? refuse(server, "AccessDenied") : { status: 200, headers: {}, body: "" }
  }
  if (operation === "GET bucket" && names.join() === "location") {
    const location = escapeXml(profile.location(region))
    return xml(`<LocationConstraint ${NAMESPACE}>${location}</LocationConstraint>`)
  }
  if (operation === "GET bucket" && call.query.get("list-type") === "2") {
    if (!names.every((name) => name === "list-type" || LIST_PARAMETERS.includes(name))) {
      return refuse(server, "NotImplemented")
    }
    return denyList ? refuse(server, "AccessDenied") : listObjects(server, bucket, call)
  }
  if (call.key !== "" && isMultipart(call)) return multipart(server, bucket, call)
  if (operation === "GET bucket" && names.join() === "uploads") {
    const open = [...server.uploads].filter(([, upload]) => upload.bucket === call.bucket)
    const shown = open.map(([id, { key }]) => `<Upload><Key>${escapeXml(key)}</Key><UploadId>${id}</UploadId></Upload>`)
    return xml(`<ListMultipartUploadsResult ${NAMESPACE}>${shown.join("")}</ListMultipartUploadsResult>`)
  }
  if (operation === "POST bucket" && names.join() === "delete") return deleteObjects(server, bucket, call)
  if (!isPlain) return refuse(server, "NotImplemented")
  switch (operation) {
    case "GET object":
    case "HEAD object":
      return getObject(server, bucket, call)
    case "PUT object":
      if (denyWrites) return refuse(server, "AccessDenied")
      return "x-amz-copy-source" in call.headers ? copyObject(server, bucket, call) : putObject(server, bucket, call)
    case "DELETE object":
      return denyWrites ? refuse(server, "AccessDenied") : deleteObject(server, bucket, call)
    default:
      return refuse(server, "NotImplemented")
  }
}

export function refuse({ profile }: Pick<Server, "profile">, code: ErrorCode, details = ""): Answer {
  const [status, message] = errors[code]
  const text = profile.hasMessages ? escapeXml(message) : ""
  return xml(
    `<Error><Code>${code}</Code><Message>${text}</Message>${details}<RequestId>DOUBLE</RequestId></Error>`,
    status,
  )
}

export function storedObject(body: Uint8Array, headers: Readonly<Record<string, string>>): StoredObject {
  const isKept = (name: string) => KEPT_HEADERS.includes(name) || name.startsWith("x-amz-meta-")
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name)))
  const etag = createHash("md5").update(body).digest("hex")
  return { body, etag, headers: { "content-type": "binary/octet-stream", ...kept }, modifiedAt: new Date() }
}

function getObject(server: Server, bucket: Map<string, StoredObject>, call: Call): Answer {
  const found = bucket.get(call.key)
  // Whoever may not list a bucket does not learn which of its keys exist.
  if (found === undefined) return refuse(server, server.denyList ? "AccessDenied" : "NoSuchKey")
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch, range } = call.headers
  if (ifMatch !== undefined && !isMatch(ifMatch, found.etag)) return refuse(server, "PreconditionFailed")
  const headers = {
    ...found.headers,
    etag: `"${found.etag}"`,
    "last-modified": found.modifiedAt.toUTCString(),
    "accept-ranges": "bytes",
  }
  if (ifNoneMatch !== undefined && isMatch(ifNoneMatch, found.etag)) return { status: 304, headers, body: "" }
  const size = found.body.length
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? []
  if (first === "" && last === "") return { status: 200, headers, body: found.body }
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first)
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1)
  if (start > end) return refuse(server, "InvalidRange")
  const contentRange = `bytes ${start}-${end}/${size}`
  return {
    status: 206,
    headers: { ...headers, "content-range": contentRange },
    body: found.body.subarray(start, end + 1),
  }
}

function putObject(server: Server, bucket: Map<string, StoredObject>, call: Call): Answer {
  const problem = checkMd5(call) ?? failedWriteCondition(server.profile, call.headers, bucket.get(call.key), call)
  if (problem !== undefined) return refuse(server, problem)
  const object = storedObject(call.body, call.headers)
  bucket.set(call.key, object)
  return { status: 200, headers: { etag: `"${object.etag}"` }, body: "" }
}

function copyObject(server: Server, bucket: Map<string, StoredObject>, call: Call): Answer {
  const { profile } = server
  const encoded = call.headers["x-amz-copy-source"] ?? ""
  if (/%(?![\da-f]{2})/i.test(encoded)) return refuse(server, "InvalidArgument")
  const path = decodeURIComponent(encoded).replace(/^\//, "")
  const slash = path.indexOf("/")
  const sourceBucket = server.buckets.get(path.slice(0, slash))
  if (sourceBucket === undefined) return refuse(server, "NoSuchBucket")
  const source = sourceBucket.get(path.slice(slash + 1))
  if (source === undefined) return refuse(server, "NoSuchKey")
  const sourceIfMatch = call.headers["x-amz-copy-source-if-match"]
  if (sourceIfMatch !== undefined && profile.copyConditions !== "ignored" && !isMatch(sourceIfMatch, source.etag)) {
    return refuse(server, "PreconditionFailed")
  }
  if (profile.copyConditions !== "ignored") {
    const problem = failedWriteCondition(profile, call.headers, bucket.get(call.key), call)
    if (problem !== undefined) return refuse(server, problem)
  }
  const replaces = call.headers["x-amz-metadata-directive"] === "REPLACE"
  if (source === bucket.get(call.key) && !replaces) return refuse(server, "InvalidRequest")
  const copy = storedObject(source.body, replaces ? call.headers : source.headers)
  bucket.set(call.key, copy)
  const etag = profile.copyEtag === "bare" ? copy.etag : `&quot;${copy.etag}&quot;`
  const modified = `<LastModified>${copy.modifiedAt.toISOString()}</LastModified>`
  return xml(`<CopyObjectResult ${NAMESPACE}>${modified}<ETag>${etag}</ETag></CopyObjectResult>`)
}

function deleteObject(server: Server, bucket: Map<string, StoredObject>, call: Call): Answer {
  const ifMatch = call.headers["if-match"]
  const found = bucket.get(call.key)
  if (ifMatch !== undefined && found !== undefined && server.profile.deleteConditions === "enforced") {
    if (!isMatch(ifMatch, found.etag)) return refuse(server, "PreconditionFailed")
  }
  bucket.delete(call.key)
  return { status: 204, headers: {}, body: "" }
}

function deleteObjects(server: Server, bucket: Map<string, StoredObject>, call: Call): Answer {
  const { deleteObjects: demand } = server.profile
  const hasMd5 = "content-md5" in call.headers
  const hasChecksum = hasMd5 || Object.keys(call.headers).some((name) => name.startsWith("x-amz-checksum-"))
  // GCS says NotImplemented with a 400 (github.com/supabase/storage/issues/898).
  if (demand === "absent") return { ...refuse(server, "NotImplemented"), status: 400 }
  if ((demand === "content-md5" && !hasMd5) || (demand === "checksum" && !hasChecksum)) {
    return refuse(server, "InvalidRequest")
  }
  const problem = checkMd5(call)
  if (problem !== undefined) return refuse(server, problem)
  const text = Buffer.from(call.body).toString()
  const keys = [...text.matchAll(/<Object>.*?<Key>(.*?)<\/Key>.*?<\/Object>/gs)].map(([, key = ""]) => unescapeXml(key))
  const isWhole = /<Delete[\s>].*<\/Delete>\s*$/s.test(text)
  if (!isWhole || keys.length === 0 || keys.length > MAX_PAGE || keys.some((key) => NOT_XML.test(key))) {
    return refuse(server, "MalformedXML")
  }
  const isQuiet = /<Quiet>true<\/Quiet>/.test(text)
  const results = keys.map((key) => {
    const name = `<Key>${escapeXml(key)}</Key>`
    // A denied key fails alone, inside a 200.
    if (server.denyWrites) return `<Error>${name}<Code>AccessDenied</Code><Message>Access Denied</Message></Error>`
    bucket.delete(key)
    return isQuiet ? "" : `<Deleted>${name}</Deleted>`
  })
  return xml(`<DeleteResult ${NAMESPACE}>${results.join("")}</DeleteResult>`)
}

function listObjects(server: Server, bucket: Map<string, StoredObject>, { bucket: name, query }: Call): Answer {
  const { profile } = server
  const prefix = query.get("prefix") ?? ""
  const delimiter = query.get("delimiter") ?? ""
  const token = query.get("continuation-token")
  const startAfter = query.get("start-after")
  const maxKeys = query.get("max-keys") ?? String(MAX_PAGE)
  const encodesUrl = query.get("encoding-type") === "url"
  const after = token === undefined ? "" : profile.readToken(token)
  if (!/^\d+$/.test(maxKeys) || after === undefined) return refuse(server, "InvalidArgument")
  const limit = Math.min(Number(maxKeys), MAX_PAGE)

  // A folder's name stands for all keys in it, so a token that names a folder skips them all.
  const rolledUp = new Map<string, StoredObject | undefined>()
  for (const [key, object] of [...bucket].toSorted(([a], [b]) => compareBytes(a, b))) {
    if (!key.startsWith(prefix) || (after === "" && startAfter !== undefined && compareBytes(key, startAfter) <= 0))
      continue
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length)
    const shown = cut === -1 ? key : key.slice(0, cut + delimiter.length)
    if (after === "" || compareBytes(shown, after) > 0) rolledUp.set(shown, cut === -1 ? object : undefined)
  }
  const page = [...rolledUp].slice(0, limit)
  const isTruncated = limit > 0 && rolledUp.size > limit
  if (!encodesUrl && profile.unencodedControls === "InternalError" && page.some(([shown]) => NOT_XML.test(shown))) {
    return refuse(server, "InternalError")
  }

  const element = (tag: string, text: string | undefined) =>
    text === undefined ? "" : `<${tag}>${escapeXml(text)}</${tag}>`
  const echo = encodesUrl ? profile.encodeEcho : (text: string) => text
  const entries = page.map(([shown, object]) => {
    if (object === undefined) {
      return `<CommonPrefixes>${element("Prefix", encodesUrl ? profile.encodePrefix(shown) : shown)}</CommonPrefixes>`
    }
    const key = element("Key", encodesUrl ? profile.encodeKey(shown) : shown)
    const facts = `<LastModified>${object.modifiedAt.toISOString()}</LastModified><ETag>&quot;${object.etag}&quot;</ETag>`
    return `<Contents>${key}${facts}<Size>${object.body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  })
  return xml(
    [
      `<ListBucketResult ${NAMESPACE}>`,
      element("Name", name),
      element("Prefix", echo(prefix)),
      element("StartAfter", startAfter === undefined ? undefined : echo(startAfter)),
      element("ContinuationToken", token),
      element("NextContinuationToken", isTruncated ? profile.writeToken(page.at(-1)?.[0] ?? "") : undefined),
      element("KeyCount", String(page.length)),
      element("MaxKeys", String(limit)),
      element("Delimiter", delimiter === "" ? undefined : echo(delimiter)),
      element("EncodingType", encodesUrl ? "url" : undefined),
      element("IsTruncated", String(isTruncated)),
      ...entries,
      "</ListBucketResult>",
    ].join(""),
  )
}

function checkMd5({ headers: { "content-md5": stated }, body }: Call): ErrorCode | undefined {
  if (stated === undefined) return undefined
  if (Buffer.from(stated, "base64").length !== 16) return "InvalidDigest"
  return stated === createHash("md5").update(body).digest("base64") ? undefined : "BadDigest"
}

export function xml(content: string, status = 200): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${content}`
  return { status, headers: { "content-type": "application/xml" }, body }
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" }

export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[&<>"'\u0000-\u001f]/g, (c) => `&${ENTITIES[c] ?? `#x${c.charCodeAt(0).toString(16)}`};`)
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return Object.keys(ENTITIES).find((c) => ENTITIES[c] === name) ?? whole
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
  })
}

/** S3 sorts by UTF-8 bytes; JavaScript's `<` compares UTF-16 and puts an emoji before U+FFEE. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
