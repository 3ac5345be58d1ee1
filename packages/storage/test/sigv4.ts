import { createHash, createHmac } from "node:crypto"
import { crc32 } from "node:zlib"

/** A request as it came over the wire: nothing decoded, nothing normalised. */
export interface WireRequest {
  readonly method: string
  /** Path and query, percent-encoded as received. */
  readonly target: string
  /** Lower-case names; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface SigningKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly acceptsRegion: (region: string) => boolean
  readonly now: number
}

export type SignatureProblem =
  | { readonly problem: "anonymous" | "malformed" | "unknown-key" | "skewed" | "wrong-secret" | "wrong-payload" }
  | { readonly problem: "unsigned-header"; readonly name: string }
  | { readonly problem: "wrong-region"; readonly region: string }

const UNSIGNED = "UNSIGNED-PAYLOAD"
const MAX_SKEW_MS = 15 * 60_000

/** What a server finds wrong with a request's SigV4 header, in the order Swift looks: the region comes before the keys.
 *  Presigned URLs and SigV2 count as anonymous; `STREAMING-…` payloads are not checked against the body. */
export function verifySignature(request: WireRequest, keys: SigningKeys): SignatureProblem | undefined {
  const { headers } = request
  if (headers["authorization"] === undefined) return { problem: "anonymous" }
  const signed = parseAuthorization(headers["authorization"])
  const date = headers["x-amz-date"] ?? ""
  const payloadHash = headers["x-amz-content-sha256"]
  if (signed === undefined || !date.startsWith(signed.day) || payloadHash === undefined) return { problem: "malformed" }
  if (!signed.headers.includes("host")) return { problem: "unsigned-header", name: "host" }
  const unsigned = Object.keys(headers).find((name) => name.startsWith("x-amz-") && !signed.headers.includes(name))
  if (unsigned !== undefined) return { problem: "unsigned-header", name: unsigned }
  if (!keys.acceptsRegion(signed.region)) return { problem: "wrong-region", region: signed.region }
  if (signed.accessKeyId !== keys.accessKeyId) return { problem: "unknown-key" }
  // Not `>`: a date that cannot be read gives NaN, which must be refused too.
  if (!(Math.abs(parseAmzDate(date) - keys.now) <= MAX_SKEW_MS)) return { problem: "skewed" }
  if (signatureOf(request, signed, date, payloadHash, keys.secretAccessKey) !== signed.signature) {
    return { problem: "wrong-secret" }
  }
  if (payloadHash === UNSIGNED || payloadHash.startsWith("STREAMING-")) return undefined
  return payloadHash === sha256(request.body) ? undefined : { problem: "wrong-payload" }
}

/** Percent-encodes every byte but the unreserved ones of RFC 3986, as S3 does once for a signature. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Splits at the first `?` only. A `URL` would fold `..`, `//` and encodings, which S3 keeps. */
export function splitTarget(target: string): readonly [path: string, query: string] {
  const mark = target.indexOf("?")
  return mark === -1 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)]
}

/** Decoded pairs in the order received; a parameter without `=` has the value "". Throws `URIError` on bad encoding. */
export function parseQuery(query: string): readonly (readonly [name: string, value: string])[] {
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const [name = "", ...value] = part.split("=")
      return [decodeURIComponent(name), decodeURIComponent(value.join("="))]
    })
}

/** The content of an `aws-chunked` body with its checksum trailer; undefined when its framing or its CRC32 is wrong. */
export function decodeChunked(body: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(body)
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16)
    at = lineEnd + 2
    if (size === 0) break
    if (!(at + size + 2 <= bytes.length)) return undefined
    chunks.push(bytes.subarray(at, at + size))
    at += size + 2
  }
  const content = Buffer.concat(chunks)
  const stated = /x-amz-checksum-crc32:([^\r\n]*)/.exec(bytes.toString("latin1", at))?.[1]
  const actual = Buffer.alloc(4)
  actual.writeUInt32BE(crc32(content))
  return stated === undefined || stated === actual.toString("base64") ? content : undefined
}

interface Authorization {
  readonly accessKeyId: string
  readonly day: string
  readonly region: string
  readonly headers: readonly string[]
  readonly signature: string
}

function parseAuthorization(header: string): Authorization | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=(.+)\/(\d{8})\/([^/,]*)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const [, accessKeyId = "", day = "", region = "", headers = "", signature = ""] = pattern.exec(header) ?? []
  return signature === "" ? undefined : { accessKeyId, day, region, headers: headers.split(";"), signature }
}

function signatureOf(
  request: WireRequest,
  { day, region, headers }: Authorization,
  date: string,
  payloadHash: string,
  secret: string,
): string {
  const [path, query] = splitTarget(request.target)
  const canonicalRequest = [
    request.method,
    decodeURIComponent(path).split("/").map(encodeStrictly).join("/"),
    parseQuery(query)
      .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
      .toSorted()
      .join("&"),
    ...headers.map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    headers.join(";"),
    payloadHash,
  ].join("\n")
  // Node hands out header bytes as Latin-1, so Latin-1 gives back the bytes that were signed.
  const hash = sha256(Buffer.from(canonicalRequest, "latin1"))
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(
    (parent, part) => createHmac("sha256", parent).update(part).digest(),
    `AWS4${secret}`,
  )
  const toSign = ["AWS4-HMAC-SHA256", date, `${day}/${region}/s3/aws4_request`, hash].join("\n")
  return createHmac("sha256", key).update(toSign).digest("hex")
}

function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex")
}

/** `20261124T162157Z` as milliseconds; NaN when it is not one. */
function parseAmzDate(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"))
}
