import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { carryOut, refuse, storedObject, type Answer, type Call, type Server } from "./s3-operations.ts"
import { profiles, type Profile } from "./s3-profiles.ts"
import {
  decodeChunked,
  parseQuery,
  splitTarget,
  verifySignature,
  type SignatureProblem,
  type WireRequest,
} from "./sigv4.ts"

export type { Profile } from "./s3-profiles.ts"

/** - `500`, `503`, `html-200`, `reset`: answered, or reset, without carrying the request out;
 *  - `lost-answer`: carried out, then the connection is reset before any answer;
 *  - `stall`: carried out, then silence: after half of the body where a GET has one, else before any answer. */
export type Fault = "500" | "503" | "reset" | "lost-answer" | "html-200" | "stall"

export interface S3DoubleOptions {
  readonly profile: Profile
  readonly region?: string | undefined
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
  /** The one session token that the keys are valid with; when unset they are permanent keys, valid without any. */
  readonly requireSessionToken?: string | undefined
  /** Takes the keys with any session token, and without. */
  readonly takesAnySessionToken?: boolean | undefined
  /** 403 for every write; DeleteObjects answers 200 with an error for each key. */
  readonly denyWrites?: boolean | undefined
  /** 403 for listing and HeadBucket, and, as on AWS, for reading a key that is not there. */
  readonly denyList?: boolean | undefined
}

export interface S3Double {
  /** `http://127.0.0.1:PORT`, for path-style addressing. */
  readonly url: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  createBucket(name: string): void
  /** A copy of what a bucket holds. */
  objects(bucket: string): ReadonlyMap<string, Uint8Array>
  /** Uploads in parts that were begun, and neither completed nor aborted. */
  openUploads(): number
  /** Writes behind the server's back: no request, no condition, no metadata. */
  put(bucket: string, key: string, body: string | Uint8Array): void
  /** Every request whose head came in, refused and failed ones too; `path` is path and query as received. */
  readonly requests: readonly RecordedRequest[]
  /** Fails the next `n` requests, after those of earlier calls. */
  failNext(n: number, how: Fault): void
  /** Breaks off what is open. */
  close(): Promise<void>
}

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** How long an If-Match write is held where racers get an answer of their own, so that they meet each other. */
const RACE_MS = 20
const CHUNKS_WITH_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"

/** Starts an S3 server in this process, in memory, on loopback. Its owner closes it. */
export async function startS3Double(options: S3DoubleOptions): Promise<S3Double> {
  const profile = profiles[options.profile]
  const { accessKeyId = "QUIREDOUBLEKEY", secretAccessKey = "quire-double-secret" } = options
  const state: State = {
    profile,
    region: options.region ?? profile.defaultRegion,
    buckets: new Map(),
    uploads: new Map(),
    denyWrites: options.denyWrites ?? false,
    denyList: options.denyList ?? false,
    accessKeyId,
    secretAccessKey,
    sessionToken: options.requireSessionToken,
    takesAnySessionToken: options.takesAnySessionToken ?? false,
    requests: [],
    faults: [],
  }
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error: unknown) => {
      response.destroy()
      // A client that goes away in the middle of its body is none of our bugs; anything else must fail the test.
      if (request.complete) throw error
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("The S3 double has no port")
  const bucketOf = (name: string) => {
    const bucket = state.buckets.get(name)
    if (bucket === undefined) throw new Error(`The S3 double has no bucket ${name}`)
    return bucket
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    accessKeyId,
    secretAccessKey,
    requests: state.requests,
    createBucket: (name) => void state.buckets.set(name, state.buckets.get(name) ?? new Map()),
    openUploads: () => state.uploads.size,
    objects: (name) => new Map([...bucketOf(name)].map(([key, { body }]) => [key, body])),
    put: (name, key, body) => void bucketOf(name).set(key, storedObject(Buffer.from(body), {})),
    failNext: (n, how) => void state.faults.push(...Array.from({ length: n }, () => how)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface State extends Server {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
  readonly takesAnySessionToken: boolean
  readonly requests: RecordedRequest[]
  readonly faults: Fault[]
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url: target = "" } = request
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(",")]),
  )
  state.requests.push({ method, path: target, headers })
  const fault = state.faults.shift()
  if (fault === "reset") return void request.socket.resetAndDestroy()
  const place = parseTarget(target)
  const etagAtArrival = place && state.buckets.get(place.bucket)?.get(place.key)?.etag
  const body = Buffer.concat(await request.toArray())
  switch (fault) {
    case "500":
      return send(request, response, refuse(state, "InternalError"))
    case "503":
      return send(request, response, refuse(state, "SlowDown"))
    case "html-200":
      return send(request, response, {
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<html>Please log in</html>",
      })
    case "lost-answer":
    case "stall":
    case undefined:
  }
  if ("if-match" in headers && method === "PUT" && state.profile.lostRace !== undefined) await sleep(RACE_MS)
  const answer =
    place === undefined
      ? refuse(state, "InvalidURI")
      : answerTo(state, { method, target, headers, body }, { ...place, method, headers, body, etagAtArrival })
  if (fault === "lost-answer") return void request.socket.resetAndDestroy()
  if (fault !== "stall") return send(request, response, answer)
  if (method !== "GET" || answer.body.length === 0) return
  const bytes = Buffer.from(answer.body)
  response.writeHead(answer.status, { ...answer.headers, "content-length": bytes.length })
  response.write(bytes.subarray(0, bytes.length >> 1))
}

function answerTo(state: State, wire: WireRequest, call: Call): Answer {
  const answer = checkAccess(state, wire) ?? checkFraming(state, wire) ?? carryOut(state, withoutChunks(call))
  const tellsRegion = state.profile.bucketRegionHeader && call.key === "" && state.buckets.has(call.bucket)
  return tellsRegion ? { ...answer, headers: { ...answer.headers, "x-amz-bucket-region": state.region } } : answer
}

function checkAccess(state: State, wire: WireRequest): Answer | undefined {
  const { profile, region, accessKeyId, secretAccessKey, sessionToken } = state
  const { "accept-encoding": encoding, "x-amz-security-token": token } = wire.headers
  const rewritten = { ...wire.headers, "accept-encoding": `${encoding},gzip(gfe)` }
  const asSeen = encoding !== undefined && profile.rewritesAcceptEncoding ? { ...wire, headers: rewritten } : wire
  const acceptsRegion = (asked: string) => {
    if (profile.regions === "any") return true
    return profile.regions === "own" ? asked === region : profile.regions.includes(asked)
  }
  const found = verifySignature(asSeen, { accessKeyId, secretAccessKey, acceptsRegion, now: Date.now() })
  if (found !== undefined) return refuseAccess(state, found)
  const problem = token === undefined ? profile.missingToken : profile.wrongToken
  return state.takesAnySessionToken || token === sessionToken || problem === "ignored"
    ? undefined
    : refuse(state, problem)
}

function refuseAccess(state: State, found: SignatureProblem): Answer {
  const { profile, region } = state
  switch (found.problem) {
    case "anonymous":
    case "unsigned-header":
      return refuse(state, "AccessDenied")
    case "malformed":
      return refuse(state, "InvalidArgument")
    case "wrong-region":
      if (profile.regions !== "own") return refuse(state, "InvalidRegionName")
      return refuse(state, "AuthorizationHeaderMalformed", `<Region>${region}</Region>`)
    case "unknown-key":
      return refuse(state, profile.unknownKey)
    case "wrong-secret":
      return refuse(state, profile.wrongSecret)
    case "skewed":
      return refuse(state, "RequestTimeTooSkewed")
    case "wrong-payload":
      return refuse(state, profile.wrongPayload)
  }
}

function checkFraming(state: State, { headers, body }: WireRequest): Answer | undefined {
  const { trailers, streams } = state.profile
  if (isChunked(headers)) {
    if (trailers !== "decoded") return refuse(state, trailers)
    if (headers["x-amz-content-sha256"] !== CHUNKS_WITH_TRAILER) return refuse(state, "NotImplemented")
    return decodeChunked(body) === undefined ? refuse(state, "BadDigest") : undefined
  }
  return "transfer-encoding" in headers && streams === "refused" ? refuse(state, "MissingContentLength") : undefined
}

function withoutChunks(call: Call): Call {
  if (!isChunked(call.headers)) return call
  const { "content-encoding": encoding = "", ...headers } = call.headers
  const rest = encoding
    .split(",")
    .filter((name) => name.trim() !== "aws-chunked")
    .join(",")
  const body = decodeChunked(call.body) ?? call.body
  return { ...call, body, headers: rest === "" ? headers : { ...headers, "content-encoding": rest } }
}

function isChunked(headers: WireRequest["headers"]): boolean {
  return headers["x-amz-content-sha256"]?.startsWith("STREAMING-") ?? false
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const isEmpty = answer.status === 204 || answer.status === 304
  // A refused HEAD has nothing but its status: no code, no length.
  if (request.method === "HEAD" && answer.status >= 400)
    return void response.writeHead(answer.status, regionOf(answer)).end()
  const length = isEmpty ? {} : { "content-length": Buffer.byteLength(answer.body) }
  response.writeHead(answer.status, { ...answer.headers, ...length }).end(isEmpty ? undefined : answer.body)
}

function regionOf({ headers }: Answer): Record<string, string> {
  const region = headers["x-amz-bucket-region"]
  return region === undefined ? {} : { "x-amz-bucket-region": region }
}

/** Undefined where the path or the query is no percent-encoded UTF-8. */
function parseTarget(target: string): Pick<Call, "bucket" | "key" | "query"> | undefined {
  const [path, query] = splitTarget(target)
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? []
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key), query: new Map(parseQuery(query)) }
  } catch {
    return undefined
  }
}
