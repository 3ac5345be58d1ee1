import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import { parseExpiry } from "./expiry.ts"
import { Secret } from "./secret.ts"

export type CredentialsSource =
  | "form"
  | "environment"
  | "sso"
  | "profile"
  | "web-identity"
  | "container"
  | "instance-metadata"

/** What a storage needs to be let in. All fields are always present. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken: Secret | undefined
  /** Undefined: they do not expire, or nobody says when. */
  readonly expiration: Date | undefined
  readonly source: CredentialsSource
}

/** What a source gave, as it gave it: a file's or an endpoint's answer may hold anything. */
export interface FoundCredentials {
  readonly accessKeyId?: unknown
  readonly secretAccessKey?: unknown
  readonly sessionToken?: unknown
  readonly expiration?: unknown
}

/** What the fields are called where they come from, for messages. */
export interface FieldNames {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface Normalised {
  readonly credentials: Credentials
  /** What was put right on the way. */
  readonly notices: readonly string[]
}

export type CredentialsError = Extract<
  StorageError,
  {
    code:
      | "credentials-missing"
      | "credentials-incomplete"
      | "credentials-invalid"
      | "credentials-expired"
      | "timeout"
      | "unreachable"
  }
>

const FORM: FieldNames = { accessKeyId: "Access key id", secretAccessKey: "Secret access key" }
const ANSWER: FieldNames = { accessKeyId: "AccessKeyId", secretAccessKey: "SecretAccessKey" }
/** Metadata's credentials are used past their end: the service is known to have outages, and goes on taking them. */
const OUTAGE_MS = 10 * 60_000

/** The one constructor of credentials, behind every source ([C1]): values are trimmed, empty is absent, one pair of
 *  quotes pasted around a value is stripped with a notice, a half-set pair is `credentials-incomplete`, a token of blanks
 *  is no token, an expiry that is no time is unknown, with a notice, and one in the past is `credentials-expired`.
 *  Undefined when the source has nothing at all. */
export function normalise(
  found: FoundCredentials,
  source: CredentialsSource,
  now: number,
  fields: FieldNames = source === "form" ? FORM : ANSWER,
): Result<Normalised, CredentialsError> | undefined {
  const notices: string[] = []
  const accessKeyId = clean(found.accessKeyId, fields.accessKeyId, notices)
  const secretAccessKey = clean(found.secretAccessKey, fields.secretAccessKey, notices)
  const sessionToken = clean(found.sessionToken, "The session token", notices)
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const [present, missing] =
      secretAccessKey === undefined
        ? [fields.accessKeyId, fields.secretAccessKey]
        : [fields.secretAccessKey, fields.accessKeyId]
    return err({ code: "credentials-incomplete", present, missing, source })
  }
  for (const value of [accessKeyId, secretAccessKey, sessionToken ?? ""]) {
    if (!HEADER_SAFE.test(value)) return err({ code: "credentials-invalid", because: "malformed", detail: "" })
  }
  const expiration = expiryOf(found.expiration, source, now, notices)
  if (expiration !== undefined && expiration.getTime() <= now)
    return err({ code: "credentials-expired", at: expiration.toISOString() })
  const credentials = {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: sessionToken === undefined ? undefined : new Secret(sessionToken),
    expiration,
    source,
  }
  return ok({ credentials, notices })
}

function expiryOf(value: unknown, source: CredentialsSource, now: number, notices: string[]): Date | undefined {
  const expiry = parseExpiry(value)
  if (expiry === "unreadable") {
    notices.push("Their expiry is no time that can be read; they are taken as long as they work.")
    return undefined
  }
  if (expiry === undefined || expiry.getTime() > now || source !== "instance-metadata") return expiry
  notices.push("The instance's metadata gave credentials that have expired; they are used while it has no others.")
  return new Date(now + OUTAGE_MS)
}

/** First four and last two characters; all that ever leaves the server of a key id. */
export function keyHint(accessKeyId: string): string {
  return accessKeyId.length < 8 ? `${accessKeyId.slice(0, 1)}…` : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-2)}`
}

// Keys and tokens travel in headers: no blanks within, nothing outside printable ASCII.
const HEADER_SAFE = /^[\x21-\x7e]*$/

/** A value that is no text becomes one that no header holds, and so `malformed`. */
function clean(value: unknown, name: string, notices: string[]): string | undefined {
  if (value === undefined || value === null) return undefined
  let text = typeof value === "string" ? value.trim() : "\0"
  const quoted = /^(["'])(.*)\1$/s.exec(text)
  if (quoted !== null) {
    text = quoted[2]?.trim() ?? ""
    if (text !== "") notices.push(`${name} had quotes around it; they were taken off.`)
  }
  return text === "" ? undefined : text
}
