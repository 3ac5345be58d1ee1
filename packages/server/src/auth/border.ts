import type { ApiError } from "../problem.ts"
import { cookieName, readCookie } from "./auth.ts"
import type { Auth } from "./auth.ts"

/** What of a request decides whether it may pass. */
export interface Incoming {
  readonly method: string
  /** Where the connection comes from; behind a proxy, the proxy. */
  readonly address: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly cookie: string | undefined
  readonly authorization: string | undefined
  /** The key beside the cookie: a header, or a socket's subprotocol. */
  readonly key: string | undefined
}

export interface BorderOptions {
  readonly auth: Auth
  /** Names allowed in `Host`, without ports: what is listened on, and what was configured. */
  readonly hosts: ReadonlySet<string>
  readonly port: () => number
}

/** `Host` must be a name of ours: else a page of another site could reach us by a name that it points here (DNS
 *  rebinding). */
export function checkHost({ host }: Incoming, { hosts }: BorderOptions): ApiError | undefined {
  const name = (host ?? "")
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
  if (hosts.has(name)) return undefined
  return { code: "forbidden", because: "This server does not answer to that name. Add it to QUIRE_HOSTS." }
}

/** Who asks: a bearer of the token, or a sign-in by cookie, which for anything that changes must come from our own
 *  origin and carry its key. */
export function checkSignIn(
  incoming: Incoming,
  { auth, port }: BorderOptions,
  isChange: boolean,
): ApiError | undefined {
  const bearer = /^Bearer (.+)$/i.exec(incoming.authorization ?? "")?.[1]
  if (bearer !== undefined) {
    const checked = auth.check(bearer, Date.now(), incoming.address)
    return checked === "right" ? undefined : { code: checked === "limited" ? "rate-limited" : "unauthorised" }
  }
  const signIn = auth.signInOf(readCookie(incoming.cookie, cookieName(port())))
  if (signIn === undefined) return { code: "unauthorised" }
  if (!isChange) return undefined
  if (!isSameOrigin(incoming)) return { code: "forbidden", because: "The request comes from another site." }
  if (!auth.isKey(signIn, incoming.key))
    return { code: "forbidden", because: "The request does not carry its page's key." }
  return undefined
}

function isSameOrigin({ origin, host }: Incoming): boolean {
  if (origin === undefined) return false
  return origin.replace(/^https?:\/\//, "").toLowerCase() === (host ?? "").toLowerCase()
}
