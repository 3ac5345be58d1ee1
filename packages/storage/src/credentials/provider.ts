import type { Result } from "@quire/base"
import type { Credentials, CredentialsError } from "./credentials.ts"
import type { ResolvedCredentials } from "./resolve.ts"

/** The credentials of one storage: found once, shared by all its requests, renewed ahead of their end. */
export interface CredentialsProvider {
  /** The credentials to sign with now. A hundred that ask at once wait for one search. */
  get(): Promise<Result<Credentials, CredentialsError>>
  /** A server said that these have expired, or refused them: the next `get` looks anew. */
  refuse(credentials: Credentials): void
  /** How the last search went, for people; undefined before the first. */
  explained(): ResolvedCredentials | undefined
}

const MINUTE = 60_000
/** Renewed in the background from here on, while the old ones still serve. */
const AHEAD_MS = 10 * MINUTE
/** Waited for from here on. */
const REQUIRED_MS = MINUTE
/** Credentials without an end are looked up again, since files change. */
const LOOK_AGAIN_MS = 5 * MINUTE
/** A failure is not repeated for each request that comes. */
const FAILED_FOR_MS = 2000

interface Kept {
  readonly credentials: Credentials
  readonly aheadAt: number
  readonly requiredAt: number
}

/** Keeps what `resolve` finds. Short lives scale both margins down (half and a tenth of the life), and all vary by 10 %
 *  so that many servers do not ask at once. */
export function credentialsProvider(
  resolve: () => Promise<ResolvedCredentials>,
  now: () => number,
  random: () => number = Math.random,
): CredentialsProvider {
  let kept: Kept | undefined
  let flight: Promise<Result<Credentials, CredentialsError>> | undefined
  let failure: { readonly until: number; readonly result: Result<Credentials, CredentialsError> } | undefined

  let last: ResolvedCredentials | undefined

  function keep(credentials: Credentials): void {
    const at = now()
    const jitter = 0.9 + 0.2 * random()
    const { expiration } = credentials
    if (expiration === undefined) {
      // Never required: what does not end serves until a server refuses it.
      kept = { credentials, aheadAt: at + LOOK_AGAIN_MS * jitter, requiredAt: Infinity }
      return
    }
    const life = expiration.getTime() - at
    const ahead = Math.min(AHEAD_MS, life / 2) * jitter
    kept = {
      credentials,
      aheadAt: expiration.getTime() - ahead,
      requiredAt: expiration.getTime() - Math.min(REQUIRED_MS, life / 10),
    }
  }

  function search(): Promise<Result<Credentials, CredentialsError>> {
    flight ??= resolve()
      .then((resolved) => {
        const { result } = resolved
        last = resolved
        failure = undefined
        if (result.ok) keep(result.value)
        // What a refresh ahead of need could not renew still serves: not kept as a failure.
        else failure = { until: now() + FAILED_FOR_MS, result }
        return result
      })
      .finally(() => (flight = undefined))
    return flight
  }

  return {
    async get() {
      const at = now()
      if (kept !== undefined && at < kept.requiredAt) {
        if (at >= kept.aheadAt && (failure === undefined || at >= failure.until)) void search()
        return { ok: true, value: kept.credentials }
      }
      if (failure !== undefined && at < failure.until && flight === undefined) return failure.result
      return await search()
    },
    explained: () => last,
    refuse(credentials) {
      if (kept?.credentials !== credentials) return
      kept = undefined
      failure = undefined
    },
  }
}
