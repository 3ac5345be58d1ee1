import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { Credentials, CredentialsError, FoundCredentials } from "../credentials.ts"
import { failed } from "./failed.ts"
import { variable } from "./source.ts"
import type { Environment } from "./source.ts"

type Providers = typeof import("@aws-sdk/credential-providers")
type Provider = () => Promise<{
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
  expiration?: Date | undefined
}>

const nothing = (): void => undefined
export const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }

/** Loaded when a profile or a token first needs it. */
export async function loadProviders(): Promise<Providers> {
  providers ??= import("@aws-sdk/credential-providers")
  return await providers
}
let providers: Promise<Providers> | undefined

/** What every client of AWS's own services gets: its endpoint, as AWS's variables name it, one try more, no console. */
export function clientConfig(environment: Environment, service: "STS" | "SSO" | "SSO_OIDC", region: string): object {
  const isIgnored = /^true$/i.test(variable(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? "")
  const endpoint = isIgnored
    ? undefined
    : (variable(environment, `AWS_ENDPOINT_URL_${service}`) ?? variable(environment, "AWS_ENDPOINT_URL"))
  return { region, maxAttempts: 2, logger: SILENT, ...(endpoint === undefined ? {} : { endpoint }) }
}

/** AWS's own services answer within this, or are not there. */
const LIMIT_MS = 4000

/** Asks one of the SDK's providers: it may throw while it is made, throw anything, or never return. `name` says who was
 *  asked, for the message; the SDK's own words may hold what is secret and are not passed on. */
export async function askProvider(
  name: string,
  make: (providers: Providers) => Provider,
  outer: AbortSignal,
): Promise<Result<FoundCredentials, CredentialsError>> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(LIMIT_MS)])
  try {
    const provider = make(await loadProviders())
    const aborted = new Promise<never>((_resolve, reject) =>
      signal.addEventListener("abort", () => reject(new Error("late")), { once: true }),
    )
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await Promise.race([provider(), aborted])
    return ok({ accessKeyId, secretAccessKey, sessionToken, expiration })
  } catch (error) {
    return err(translate(name, error, signal))
  }
}

function translate(name: string, error: unknown, signal: AbortSignal): CredentialsError {
  if (signal.aborted) return failed(`${name} did not answer in time.`, "Is it running, and can this server reach it?")
  for (const code of codes(error)) {
    const words = WORDS[code]
    if (words !== undefined) return failed(`${name} ${words[0]}.`, words[1])
  }
  return failed(`${name} gave no credentials.`, "Try it with AWS's own command line where this server runs.")
}

/** Codes of an error and its causes; of the SDK's messages only what says that a cached sign-in is gone. */
function codes(error: unknown): string[] {
  const found: string[] = []
  for (let at: unknown = error, n = 0; typeof at === "object" && at !== null && n < 6; n++) {
    const { name, code, Code, cause, message, $metadata } = at as Record<string, unknown>
    const status = ($metadata as { httpStatusCode?: unknown } | undefined)?.httpStatusCode
    for (const value of [Code, code, name, `status ${String(status)}`]) if (typeof value === "string") found.push(value)
    if (typeof message === "string")
      found.push(...((SAID.find(([pattern]) => pattern.test(message))?.slice(1) ?? []) as string[]))
    at = cause
  }
  return found
}

/** What the SDK's sign-in says in words only. */
const SAID = [
  [/SSO session|sso login|SSO Token|has expired/i, "sso-expired"],
  [/not authorized|forbidden|no access/i, "ForbiddenException"],
] as const

const UNREACHED = ["cannot be reached", "Is the network up, and is the region right?"] as const
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  AccessDenied: ["refused", "Check that these credentials may assume the role (sts:AssumeRole and the role's trust)."],
  AccessDeniedException: ["refused", "Check that these credentials may assume the role."],
  InvalidClientTokenId: ["does not know the key", "Check the key of the source profile."],
  SignatureDoesNotMatch: ["refused the secret", "Check the secret of the source profile."],
  ExpiredToken: ["says that the session has expired", "Sign in again where it comes from."],
  ExpiredTokenException: ["says that the token has expired", "Is the token's file still renewed?"],
  InvalidIdentityToken: ["refused the token", "Check the role's trust in the cluster's identity provider."],
  IDPCommunicationError: ["cannot reach the identity provider", "Try again."],
  RegionDisabledException: ["is not active in this region", "Activate STS there, or set another region."],
  Throttling: ["is busy", "Try again."],
  ThrottlingException: ["is busy", "Try again."],
  ForbiddenException: ["refused", "Check that this person may use the account and role."],
  UnauthorizedException: ["says that the sign-in has expired", "Run aws sso login where this server runs."],
  InvalidGrantException: ["says that the sign-in has expired", "Run aws sso login where this server runs."],
  InvalidRequestException: ["refused the sign-in", "Run aws sso login where this server runs."],
  "sso-expired": ["has no sign-in that is valid", "Run aws sso login where this server runs."],
  "status 401": ["says that the sign-in has expired", "Sign in again where it comes from."],
  "status 403": ["refused", "Check that these credentials may use the account and role."],
  ECONNREFUSED: UNREACHED,
  ENOTFOUND: UNREACHED,
  ECONNRESET: UNREACHED,
  TimeoutError: UNREACHED,
}

export interface Role {
  readonly arn: string
  readonly sessionName: string | undefined
  readonly externalId: string | undefined
  readonly durationSeconds: number | undefined
}

/** Assumes a role with given credentials (STS AssumeRole). */
export async function assumeRole(
  base: Credentials,
  role: Role,
  region: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<Result<FoundCredentials, CredentialsError>> {
  const { accessKeyId, secretAccessKey, sessionToken } = base
  return await askProvider(
    `STS, asked for role ${role.arn},`,
    ({ fromTemporaryCredentials }) =>
      fromTemporaryCredentials({
        masterCredentials: {
          accessKeyId,
          secretAccessKey: secretAccessKey.reveal(),
          ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }),
        },
        params: {
          RoleArn: role.arn,
          RoleSessionName: role.sessionName ?? `quire-${Date.now()}`,
          ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
          ...(role.durationSeconds === undefined ? {} : { DurationSeconds: role.durationSeconds }),
        },
        clientConfig: clientConfig(environment, "STS", region),
        logger: SILENT,
      }) as Provider,
    signal,
  )
}
