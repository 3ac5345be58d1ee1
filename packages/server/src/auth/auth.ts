import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"

const COOKIE_DAYS = 30
const TRIES = 20
const WINDOW_MS = 60_000
/** Addresses that are remembered at a time; an attacker may have many. */
const ADDRESSES = 10_000

/** Who may reach the server: whoever knows the token. Signing in gives a cookie (named by port, since cookies know no
 *  ports) and a key that is in no cookie: a page that a cell serves on another port shares the cookie, not the key. */
export class Auth {
  readonly token: string
  private readonly secret: Buffer
  private readonly tries = new Map<string, number[]>()

  /** `secret` signs the cookies; when it is the same after a restart, nobody has to sign in again. */
  constructor(token: string | undefined, secret: Buffer) {
    this.secret = secret
    this.token = token ?? randomBytes(18).toString("base64url")
  }

  /** Whether this is the token. Wrong ones are counted by the address they come from: `limited` after twenty a minute,
   *  so that nobody locks others out. */
  check(given: string, now: number, address: string): "right" | "wrong" | "limited" {
    const tries = (this.tries.get(address) ?? []).filter((at) => now - at < WINDOW_MS)
    if (tries.length >= TRIES) return "limited"
    if (isSame(given, this.token)) return "right"
    this.tries.delete(address)
    this.tries.set(address, [...tries, now])
    const [oldest] = this.tries.keys()
    if (this.tries.size > ADDRESSES && oldest !== undefined) this.tries.delete(oldest)
    return "wrong"
  }

  /** A new sign-in: the value of its cookie. */
  signIn(): string {
    const id = randomBytes(18).toString("base64url")
    return `${id}.${this.sign(`cookie ${id}`)}`
  }

  /** The sign-in that a cookie stands for, or undefined. */
  signInOf(cookie: string | undefined): string | undefined {
    const [id = "", signature = ""] = (cookie ?? "").split(".")
    return id !== "" && isSame(signature, this.sign(`cookie ${id}`)) ? id : undefined
  }

  /** The key that changing calls and sockets of a sign-in carry. */
  keyOf(signIn: string): string {
    return this.sign(`key ${signIn}`)
  }

  isKey(signIn: string, key: string | undefined): boolean {
    return key !== undefined && isSame(key, this.keyOf(signIn))
  }

  private sign(text: string): string {
    return createHmac("sha256", this.secret).update(text).digest("base64url")
  }
}

export function cookieName(port: number): string {
  return `quire-${port}`
}

export function cookieHeader(port: number, value: string, isSecure: boolean): string {
  const flags = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${COOKIE_DAYS * 86_400}${isSecure ? "; Secure" : ""}`
  return `${cookieName(port)}=${value}; ${flags}`
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [key, ...value] = part.trim().split("=")
    if (key === name) return value.join("=")
  }
  return undefined
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
