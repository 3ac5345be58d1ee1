import type { StorageError } from "../errors.ts"

/** What was being done, for the message. */
export interface S3Context {
  readonly operation: "list" | "read" | "write" | "remove" | "copy"
  readonly path: string
  readonly bucket: string
  readonly host: string
  readonly region: string
  readonly timeoutMs: number
}

/** What the SDK throws, in our words. Looks at names, status codes and the chain of causes; never passes a message of
 *  the server or the SDK on: those may hold signed headers, and Ceph's are empty. */
export function translateS3Error(error: unknown, context: S3Context): StorageError {
  const chain = causes(error)
  const own = chain.find((cause) => "storageError" in cause)
  if (own !== undefined) return own["storageError"] as StorageError
  for (const cause of chain) {
    // The network first: the SDK calls a connection that was broken off a TimeoutError, too.
    const found = byNetwork(cause, context) ?? byName(cause, context)
    if (found !== undefined) return found
  }
  for (const cause of chain) {
    const found = byStatus(cause, context)
    if (found !== undefined) return found
  }
  const first = chain[0]
  const name = typeof first?.["name"] === "string" ? first["name"] : "an error without a name"
  return {
    code: "unexpected",
    what: `${context.host} answered ${statusOf(first) ?? "nothing that S3 knows"} (${name}).`,
    reference: requestId(first),
  }
}

/** The HTTP status of an SDK error, if there is one. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { $metadata?: { httpStatusCode?: unknown } } | undefined)?.$metadata?.httpStatusCode
  if (typeof status === "number") return status
  const response = (error as { $response?: { statusCode?: unknown } } | undefined)?.$response?.statusCode
  return typeof response === "number" ? response : undefined
}

type Cause = Readonly<Record<string, unknown>>

function causes(error: unknown): Cause[] {
  const found: Cause[] = []
  const open: unknown[] = [error]
  while (open.length > 0 && found.length < 10) {
    const cause = open.shift()
    if (typeof cause !== "object" || cause === null || found.includes(cause as Cause)) continue
    found.push(cause as Cause)
    open.push((cause as Cause)["cause"], ...asList((cause as Cause)["errors"]))
  }
  return found
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function byName(cause: Cause, context: S3Context): StorageError | undefined {
  const { path, bucket, operation } = context
  switch (textOf(cause["name"]) || textOf(cause["Code"])) {
    case "NoSuchKey":
      return { code: "not-found", path }
    case "NoSuchBucket":
      return { code: "bucket-not-found", bucket }
    case "InvalidBucketName":
      return { code: "bucket-not-found", bucket }
    case "InvalidAccessKeyId":
      return { code: "credentials-invalid", because: "unknown-key", detail: "" }
    case "SignatureDoesNotMatch":
      return { code: "credentials-invalid", because: "wrong-secret", detail: "" }
    case "InvalidToken":
      return { code: "credentials-invalid", because: "refused", detail: "The session token is not valid." }
    case "ExpiredToken":
    case "TokenRefreshRequired":
      return { code: "credentials-expired", at: undefined }
    case "RequestTimeTooSkewed":
      return { code: "clock-skewed" }
    case "AccessDenied":
      return { code: "access-denied", operation, path }
    case "AuthorizationHeaderMalformed":
    case "PermanentRedirect":
    case "IllegalLocationConstraintException":
      return wrongRegion(cause, context)
    case "PreconditionFailed":
    case "ConditionalRequestConflict":
      return { code: "conflict", path, found: undefined }
    case "NotImplemented":
      return { code: "not-supported", what: `${context.host} does not know this request.` }
    case "SlowDown":
    case "TooManyRequests":
    case "ServiceUnavailable":
      return { code: "throttled" }
    case "EntityTooLarge":
      return { code: "too-large", path, limit: 5 * 1024 ** 3 }
    case "KeyTooLongError":
    case "InvalidObjectName":
      return { code: "invalid-path", path, because: "the storage does not allow the name" }
    case "QuotaExceeded":
      return { code: "no-space", path }
    case "TimeoutError":
      return { code: "timeout", host: context.host, afterMs: context.timeoutMs }
    default:
      return undefined
  }
}

/** The region a server names in its refusal. */
export function regionIn(cause: unknown): string | undefined {
  const found = cause as { Region?: unknown; $response?: { headers?: Record<string, unknown> } } | undefined
  const region = found?.Region ?? found?.$response?.headers?.["x-amz-bucket-region"]
  return typeof region === "string" && /^[a-z0-9-]+$/i.test(region) ? region : undefined
}

function wrongRegion(cause: Cause, { region }: S3Context): StorageError | undefined {
  const actual = regionIn(cause)
  return actual === undefined || actual === region ? undefined : { code: "wrong-region", asked: region, actual }
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "its name could not be looked up",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ECONNRESET: "it broke the connection off",
  EPIPE: "it broke the connection off",
  EPROTO: "it does not speak TLS there: try http://",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS there: try http://",
  HPE_INVALID_CONSTANT: "it does not speak HTTP there",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed: set NODE_EXTRA_CA_CERTS where Quire starts",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not trusted: set NODE_EXTRA_CA_CERTS where Quire starts",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not trusted: set NODE_EXTRA_CA_CERTS where Quire starts",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
}

function byNetwork(cause: Cause, { host, timeoutMs }: S3Context): StorageError | undefined {
  const code = textOf(cause["code"])
  if (code === "ETIMEDOUT" || code === "ESOCKETTIMEDOUT") return { code: "timeout", host, afterMs: timeoutMs }
  const because = UNREACHABLE[code]
  return because === undefined ? undefined : { code: "unreachable", host, because }
}

function byStatus(cause: Cause, context: S3Context): StorageError | undefined {
  const region = wrongRegion(cause, context)
  if (region !== undefined) return region
  switch (statusOf(cause)) {
    case 401:
    case 403:
      return { code: "access-denied", operation: context.operation, path: context.path }
    case 404:
      return { code: "not-found", path: context.path }
    case 409:
    case 412:
      return { code: "conflict", path: context.path, found: undefined }
    case 429:
    case 503:
      return { code: "throttled" }
    case 501:
      return { code: "not-supported", what: `${context.host} does not know this request.` }
    case 507:
      return { code: "no-space", path: context.path }
    default:
      return undefined
  }
}

function requestId(cause: Cause | undefined): string {
  const id = (cause?.["$metadata"] as { requestId?: unknown } | undefined)?.requestId
  return typeof id === "string" ? id.slice(0, 64) : "s3"
}
