import { randomUUID } from "node:crypto"
import { Hono } from "hono"
import type { Context } from "hono"
import type { HttpBindings } from "@hono/node-server"
import { signIn } from "@quire/protocol"
import { cookieHeader, cookieName, readCookie } from "./auth/auth.ts"
import { checkHost, checkSignIn } from "./auth/border.ts"
import type { Incoming } from "./auth/border.ts"
import type { ServerContext } from "./context.ts"
import { problemResponse } from "./problem.ts"
import { limitBody, readBody } from "./routes/body.ts"
import { fileRoutes } from "./routes/files.ts"
import { FRAME_CSP, FRAME_HTML } from "./routes/frame.ts"
import { pageRoutes } from "./routes/page.ts"
import { sessionRoutes } from "./routes/sessions.ts"
import { storageRoutes } from "./routes/storages.ts"

const PAGE_CSP = [
  "default-src 'self'",
  "script-src 'self'",
  // CodeMirror writes its rules into a style element.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ")

const HEADERS = {
  "content-security-policy": PAGE_CSP,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
}

/** Nobody has signed in yet: a token fits in little. */
const SIGN_IN_LIMIT = 16 * 1024
/** A cell's text, with room for what JSON makes of it. Files have a limit of their own. */
const BODY_LIMIT = 16 * 1024 * 1024

/** Everything that answers to HTTP. One last guard turns a bug of ours into an incident and an answer. */
export function makeApp(context: ServerContext, pageFolder: string): Hono {
  const { auth, border, log } = context
  const app = new Hono()

  app.onError((error) => {
    const reference = randomUUID().slice(0, 8)
    log("error", "a request failed", { reference, name: error.name, stack: error.stack })
    return problemResponse({ code: "internal", reference })
  })

  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  })

  app.use(async (c, next) => {
    const refused = checkHost(incomingOf(c), border)
    return refused === undefined ? await next() : problemResponse(refused)
  })

  app.get("/health", (c) =>
    c.json({ status: "ok", uptimeSeconds: Math.round((context.clock.now() - context.startedAt) / 1000) }),
  )
  app.get("/frame", (c) => c.html(FRAME_HTML, 200, { "content-security-policy": FRAME_CSP }))

  // The token leaves the address at once: it would stay in the history and in whatever logs addresses.
  app.use(async (c, next) => {
    const token = c.req.query("token")
    if (token === undefined || c.req.method !== "GET" || c.req.path.startsWith("/api/")) return await next()
    const url = new URL(c.req.url)
    url.searchParams.delete("token")
    const isRight = auth.check(token, context.clock.now(), incomingOf(c).address) === "right"
    if (!isRight) return c.redirect("/sign-in?wrong=1")
    c.header("set-cookie", cookieHeader(border.port(), auth.signIn(), url.protocol === "https:"))
    // One slash: an address that begins with two is another server's.
    return c.redirect(`${url.pathname.replace(/^\/+/, "/")}${url.search}`)
  })

  app.route("/api/v1", api(context))
  app.all("/api/*", () => problemResponse({ code: "route-not-found" }))
  app.route("/", pageRoutes(pageFolder))
  return app
}

function api(context: ServerContext): Hono {
  const { auth, border, clock } = context
  const routes = new Hono()
  routes.post("/sign-in", limitBody(SIGN_IN_LIMIT), async (c) => {
    const incoming = incomingOf(c)
    const origin = incoming.origin?.replace(/^https?:\/\//, "")
    if (origin !== undefined && origin !== incoming.host)
      return problemResponse({ code: "forbidden", because: "The request comes from another site." })
    const body = await readBody(c, signIn)
    if (!body.ok) return problemResponse(body.error)
    const checked = auth.check(body.value.token.trim(), clock.now(), incoming.address)
    if (checked !== "right") return problemResponse({ code: checked === "limited" ? "rate-limited" : "unauthorised" })
    c.header("set-cookie", cookieHeader(border.port(), auth.signIn(), c.req.url.startsWith("https:")))
    return c.body(null, 204)
  })
  routes.use(async (c, next) => {
    const incoming = incomingOf(c)
    const isChange = !["GET", "HEAD", "OPTIONS"].includes(incoming.method)
    const refused = checkSignIn(incoming, border, isChange)
    c.header("cache-control", "no-store")
    return refused === undefined ? await next() : problemResponse(refused)
  })
  // The key is readable by our own pages alone: another origin, a cell's server on another port too, cannot read this.
  routes.get("/me", (c) => {
    const signedIn = auth.signInOf(readCookie(c.req.header("cookie"), cookieName(border.port())))
    return c.json({ key: signedIn === undefined ? null : auth.keyOf(signedIn) })
  })
  routes.route("/", fileRoutes(context))
  routes.use(limitBody(BODY_LIMIT))
  routes.route("/", storageRoutes(context))
  routes.route("/", sessionRoutes(context))
  return routes
}

function incomingOf(c: Context): Incoming {
  const get = (name: string): string | undefined => c.req.header(name)
  return {
    method: c.req.method,
    address: (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? "",
    host: get("host"),
    origin: get("origin"),
    cookie: get("cookie"),
    authorization: get("authorization"),
    key: get("x-quire-key"),
  }
}
