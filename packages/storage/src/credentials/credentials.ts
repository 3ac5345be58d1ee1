import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import { Secret } from "./secret.ts"

export type CredentialsSource = "form" | "environment"

/** What a storage needs to be let in. All fields are always present. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken: Secret | undefined
  /** Undefined: they do not expire, or nobody says when. */
  readonly expiration: Date | undefined
  readonly source: CredentialsSource
}

/** What a source gave, as it gave it. */
export interface FoundCredentials {
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
  readonly sessionToken?: string | undefined
}

export interface Normalised {
  readonly credentials: Credentials
  /** What was put right on the way. */
  readonly notices: readonly string[]
}

export type CredentialsError = Extract<
  StorageError,
  { code: "credentials-missing" | "credentials-incomplete" | "credentials-invalid" | "credentials-expired" }
>

/** What the fields are called where they come from, for messages. */
const FIELDS: Readonly<Record<CredentialsSource, { readonly accessKeyId: string; readonly secretAccessKey: string }>> =
  {
    form: { accessKeyId: "Access key id", secretAccessKey: "Secret access key" },
    environment: { accessKeyId: "AWS_ACCESS_KEY_ID", secretAccessKey: "AWS_SECRET_ACCESS_KEY" },
  }

/** The one constructor of credentials, behind every source ([C1]): values are trimmed, empty is absent, one pair of
 *  quotes pasted around a value is stripped with a notice, a half-set pair is `credentials-incomplete`, and a token of
 *  blanks is no token. Undefined when the source has nothing at all. */
export function normalise(
  found: FoundCredentials,
  source: CredentialsSource,
): Result<Normalised, CredentialsError> | undefined {
  const notices: string[] = []
  const fields = FIELDS[source]
  const accessKeyId = clean(found.accessKeyId, fields.accessKeyId, notices)
  const secretAccessKey = clean(found.secretAccessKey, fields.secretAccessKey, notices)
  const sessionToken = clean(found.sessionToken, "The session token", notices)
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const hasId = accessKeyId !== undefined
    const present = hasId ? fields.accessKeyId : fields.secretAccessKey
    const missing = hasId ? fields.secretAccessKey : fields.accessKeyId
    return err({ code: "credentials-incomplete", present, missing, source })
  }
  for (const value of [accessKeyId, secretAccessKey, sessionToken ?? ""]) {
    if (!HEADER_SAFE.test(value)) return err({ code: "credentials-invalid", because: "malformed", detail: "" })
  }
  const credentials = {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: sessionToken === undefined ? undefined : new Secret(sessionToken),
    expiration: undefined,
    source,
  }
  return ok({ credentials, notices })
}

/** First four and last two characters; all that ever leaves the server of a key id. */
export function keyHint(accessKeyId: string): string {
  return accessKeyId.length < 8 ? `${accessKeyId.slice(0, 1)}…` : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-2)}`
}

// Keys and tokens travel in headers: no blanks within, nothing outside printable ASCII.
const HEADER_SAFE = /^[\x21-\x7e]*$/

function clean(value: string | undefined, name: string, notices: string[]): string | undefined {
  let text = value?.trim() ?? ""
  const quoted = /^(["'])(.*)\1$/s.exec(text)
  if (quoted !== null) {
    text = quoted[2]?.trim() ?? ""
    if (text !== "") notices.push(`${name} had quotes around it; they were taken off.`)
  }
  return text === "" ? undefined : text
}
