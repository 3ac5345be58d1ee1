import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { describeStorageError } from "../errors.ts"
import { keyHint, normalise } from "./credentials.ts"
import type { Credentials, CredentialsError, FoundCredentials } from "./credentials.ts"

export type SourceOutcome = "answered" | "found" | "skipped" | "failed" | "not-asked"

/** Why a source did or did not give the credentials. */
export interface SourceExplanation {
  readonly source: string
  readonly outcome: SourceOutcome
  readonly reason: string
  readonly hint?: string | undefined
}

/** The outcome of asking every source in order, and the explanation. No secret is in it but inside `Secret`. */
export interface ResolvedCredentials {
  readonly result: Result<Credentials, CredentialsError>
  readonly sources: readonly SourceExplanation[]
  readonly notices: readonly string[]
}

export interface CredentialsRequest {
  /** Typed in the form; each field may be absent or blank. */
  readonly form?: FoundCredentials | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** False when the server's own identity is not to be used (`QUIRE_AWS_CREDENTIALS=off`). */
  readonly mayUseServerIdentity: boolean
}

/** Asks each source in order, so that it can be explained which answered and why the others did not (DESIGN §6). A
 *  source that was configured and failed stops the search: going on in silence would write as another identity. */
export function resolveCredentials({
  form,
  environment,
  mayUseServerIdentity,
}: CredentialsRequest): ResolvedCredentials {
  const sources: SourceExplanation[] = []
  const typed = form === undefined ? undefined : normalise(form, "form")
  if (typed !== undefined) {
    const rest = OTHERS.map((source) => ({ source, outcome: "not-asked", reason: "A key was typed." }) as const)
    const environmentEntry = { source: "environment", outcome: "not-asked", reason: "A key was typed." } as const
    return finish(typed, "form", [...sources, environmentEntry, ...rest])
  }
  if (!mayUseServerIdentity) {
    const reason = "Switched off: QUIRE_AWS_CREDENTIALS is off."
    const all = ["environment", ...OTHERS].map((source) => ({ source, outcome: "not-asked", reason }) as const)
    return { result: err({ code: "credentials-missing" }), sources: all, notices: [] }
  }
  const found = normalise(readEnvironment(environment), "environment")
  if (found !== undefined) {
    const answered = found.ok ? "An earlier source answered." : "An earlier source is set and failed."
    const rest = OTHERS.map((source) => ({ source, outcome: "not-asked", reason: answered }) as const)
    const resolved = finish(found, "environment", rest)
    const profile = environment["AWS_PROFILE"]?.trim()
    const notice = found.ok && profile ? ["AWS_PROFILE is set and was ignored: keys in the environment win."] : []
    return { ...resolved, notices: [...resolved.notices, ...notice] }
  }
  sources.push({ source: "environment", outcome: "skipped", reason: "AWS_ACCESS_KEY_ID is not set." })
  sources.push(
    ...OTHERS.map((source) => ({ source, outcome: "skipped", reason: "This version does not read it." }) as const),
  )
  return { result: err({ code: "credentials-missing" }), sources, notices: [] }
}

/** The sources of AWS's order that come after the environment. */
const OTHERS = ["sso", "profile", "web-identity", "container", "instance-metadata"] as const

/** `AWS_SECURITY_TOKEN` is the older name of the token's variable. */
function readEnvironment(environment: Readonly<Record<string, string | undefined>>): FoundCredentials {
  const token = environment["AWS_SESSION_TOKEN"]?.trim()
    ? environment["AWS_SESSION_TOKEN"]
    : environment["AWS_SECURITY_TOKEN"]
  return {
    accessKeyId: environment["AWS_ACCESS_KEY_ID"],
    secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"],
    sessionToken: token,
  }
}

function finish(
  found: NonNullable<ReturnType<typeof normalise>>,
  source: string,
  rest: readonly SourceExplanation[],
): ResolvedCredentials {
  if (!found.ok) {
    const { message, hint } = describeStorageError(found.error)
    return { result: found, sources: [{ source, outcome: "failed", reason: message, hint }, ...rest], notices: [] }
  }
  const { credentials, notices } = found.value
  const token = credentials.sessionToken === undefined ? "no session token" : "with a session token"
  const reason = `${keyHint(credentials.accessKeyId)}, ${token}`
  return { result: ok(credentials), sources: [{ source, outcome: "answered", reason }, ...rest], notices }
}
