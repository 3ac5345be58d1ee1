#!/usr/bin/env node
// A small, honest fake of the credentials endpoint that ECS and EKS Pod Identity give a container. Loopback, no dependencies.
//
//   node fake-container.mjs --port 18170 [--path /v1/credentials] [--auth-token-file FILE | --auth-token T] [--mode ok]
//        [--expires 3600] [--access-key K] [--secret-key S] [--token T|""] [--delay MS] [--fail N]
//   Every option can be a variable too: FAKE_CONTAINER_PORT, FAKE_CONTAINER_MODE, ...   Prints "ready URL"; ends on SIGTERM.
//   Clients: AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:18170/v1/credentials
//            EKS: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=FILE (the file is read anew for each call: rotate it to test re-reading)
//            ECS: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI always means http://169.254.170.2: to test it, run client and fake in a
//            network namespace of your own with that address on lo (--host 169.254.170.2 --port 80).
//
// With --auth-token(-file) a call whose Authorization differs answers 401 (missing) or 403 (wrong).
// Modes: ok · slow (--delay 3000) · drip · hang · reset · truncate · 404 · 400 · 403 · 500 · 429 · redirect · garbage · badjson · empty ·
//        expired · badexpiry · noexpiry · epochexpiry (a number) · notoken · emptykeys · spaces · lowercase (access_key_id…)
// --fail N: the first N calls answer 500. At run time: POST /__control {"mode":…}   GET /__stats
import http from "node:http"
import { readFileSync } from "node:fs"

const opt = {
  port: 18170,
  host: "127.0.0.1",
  path: "/v1/credentials",
  mode: "ok",
  expires: 3600,
  "access-key": "ASIAFAKECONTAINER0001",
  "secret-key": "SECRETfakeContainer00000000000000000001",
  token: "TOKENfakeContainer",
  "auth-token": "",
  "auth-token-file": "",
  delay: 3000,
  fail: 0,
}
for (const k of Object.keys(opt)) {
  const v = process.env["FAKE_CONTAINER_" + k.toUpperCase().replaceAll("-", "_")]
  if (v !== undefined) opt[k] = v
}
for (let i = 2; i < process.argv.length; i++) {
  const k = process.argv[i].replace(/^--/, "")
  if (!(k in opt)) {
    console.error("unknown option " + k)
    process.exit(2)
  }
  opt[k] = process.argv[++i] ?? ""
}

let n = 0,
  failed = 0
const stats = { total: 0, ok: 0, unauthorized: 0 }
const iso = (s) => new Date(Date.now() + s * 1000).toISOString().replace(/\.\d+Z/, "Z")
function body() {
  const m = opt.mode
  n++
  let c = {
    RoleArn: "arn:aws:iam::123456789012:role/quire",
    AccessKeyId: opt["access-key"],
    SecretAccessKey: opt["secret-key"],
    Token: opt.token === "" ? "" : opt.token + n,
    Expiration: iso(Number(opt.expires)),
  }
  if (m === "expired") c.Expiration = iso(-3600)
  if (m === "badexpiry") c.Expiration = "soon"
  if (m === "noexpiry") delete c.Expiration
  if (m === "epochexpiry") c.Expiration = Math.floor(Date.now() / 1000) + Number(opt.expires)
  if (m === "notoken") delete c.Token
  if (m === "emptykeys") c.AccessKeyId = c.SecretAccessKey = ""
  if (m === "spaces") for (const k of ["AccessKeyId", "SecretAccessKey", "Token"]) c[k] = ` ${c[k]}\n`
  if (m === "lowercase") c = { access_key_id: c.AccessKeyId, secret_access_key: c.SecretAccessKey }
  const j = JSON.stringify(c)
  return m === "badjson" ? j.slice(0, -9) : m === "empty" ? "" : j
}
const server = http.createServer((req, res) => {
  const path = new URL(req.url, "http://x").pathname,
    m = opt.mode
  if (path === "/__stats") return void res.end(JSON.stringify({ ...stats, mode: m }))
  if (path === "/__control") {
    let b = ""
    req
      .on("data", (d) => (b += d))
      .on("end", () => {
        Object.assign(opt, JSON.parse(b || "{}"))
        failed = 0
        res.end("{}")
      })
    return
  }
  stats.total++
  req.resume()
  const send = (status, text, type = "application/json", extra = {}) => {
    const b = Buffer.from(text)
    const go = () => {
      if (m === "truncate" && b.length > 1) {
        res.writeHead(status, { "content-type": type, "content-length": b.length })
        res.write(b.subarray(0, b.length >> 1))
        setTimeout(() => req.socket.resetAndDestroy(), 30)
        return
      }
      res.writeHead(status, { "content-type": type, "content-length": b.length, ...extra })
      if (m !== "drip") return void res.end(b)
      let i = 0
      const t = setInterval(() => {
        if (res.destroyed || i >= b.length) {
          clearInterval(t)
          res.end()
        } else res.write(b.subarray(i, ++i))
      }, 200)
      t.unref()
    }
    m === "slow" ? setTimeout(go, Number(opt.delay)).unref() : go()
  }
  const err = (status, code) =>
    send(status, JSON.stringify({ Code: code, Message: code + " (fake)", code, message: code + " (fake)" }))
  if (failed < Number(opt.fail)) {
    failed++
    return err(500, "InternalError")
  }
  if (m === "hang") return
  if (m === "reset") return void req.socket.resetAndDestroy()
  if (/^\d+$/.test(m))
    return err(
      Number(m),
      {
        404: "NotFound",
        400: "InvalidTokenException",
        403: "AccessDeniedException",
        500: "InternalServerException",
        429: "ThrottlingException",
      }[m] ?? "Error",
    )
  if (m === "garbage") return send(200, "<html>proxy error</html>", "text/html")
  if (m === "redirect") return send(302, "", "text/plain", { location: "http://127.0.0.1:1/elsewhere" })
  let want = opt["auth-token"]
  if (opt["auth-token-file"])
    try {
      want = readFileSync(opt["auth-token-file"], "utf8").trim()
    } catch {
      want = "\0"
    }
  const got = req.headers.authorization
  if (want && got !== want) {
    stats.unauthorized++
    return err(got === undefined ? 401 : 403, "InvalidTokenException")
  }
  if (path !== opt.path) return err(404, "NotFound")
  stats.ok++
  send(200, body())
})
server.listen(Number(opt.port), opt.host, () =>
  console.log(`ready http://${opt.host}:${server.address().port}${opt.path}`),
)
server.on("error", (e) => {
  console.error(String(e))
  process.exit(1)
})
for (const s of ["SIGTERM", "SIGINT"]) process.on(s, () => process.exit(0))
