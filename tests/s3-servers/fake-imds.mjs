#!/usr/bin/env node
// A small, honest fake of EC2's instance metadata service (IMDS), for tests on loopback. No dependencies.
//
//   node fake-imds.mjs --port 18169 [--mode v2only] [--role quire-role] [--region eu-west-1] [--expires 3600]
//        [--access-key K] [--secret-key S] [--token T|""] [--delay MS] [--fail N]
//   Every option can be a variable too: FAKE_IMDS_PORT, FAKE_IMDS_MODE, FAKE_IMDS_ACCESS_KEY, ...
//   Clients: AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:18169   Prints "ready URL"; ends on SIGTERM.
//
// Modes:  v2only  token needed, else 401 (what new instances do)     v2   token accepted, not needed
//         v1only  the token call answers 404                         hoplimit  the token call never answers, v1 answers 401
//         disabled 403 to all      404 404 to all       norole  token fine, role list 404      emptyrole  role list empty
//         slow    each answer after --delay (3000)      drip    one byte each 200 ms           hang      never answers
//         reset   connection reset                      500     500 to all                     truncate  half a body, then reset
//         garbage HTML with 200    badjson  broken JSON  codefailed  {"Code":"AssumeRoleUnauthorizedAccess"}
//         expired  Expiration in the past   badexpiry  "not a date"   noexpiry  without Expiration   notoken  without Token
//         spaces  values with blanks around             emptykeys  empty strings
// --fail N: the first N calls answer 500, then as the mode says. --expires SECONDS may be small, to test refreshing;
// each new set of credentials has a running number at the end of the token (--rotate also for the access key).
// At run time: POST /__control {"mode":"hang","expires":5,...}   GET /__stats -> counts per path, modes; both are never failed.
import http from "node:http"

const opt = {
  port: 18169,
  mode: "v2only",
  role: "quire-role",
  region: "eu-west-1",
  expires: 3600,
  "access-key": "ASIAFAKEIMDS00000001",
  "secret-key": "SECRETfakeImds0000000000000000000000001",
  token: "TOKENfakeImds",
  delay: 3000,
  fail: 0,
  rotate: false,
}
for (const k of Object.keys(opt)) {
  const v = process.env["FAKE_IMDS_" + k.toUpperCase().replaceAll("-", "_")]
  if (v !== undefined) opt[k] = v
}
for (let i = 2; i < process.argv.length; i++) {
  const k = process.argv[i].replace(/^--/, "")
  if (!(k in opt)) {
    console.error("unknown option " + k)
    process.exit(2)
  }
  opt[k] = k === "rotate" ? true : (process.argv[++i] ?? "")
}

const ROLES = "/latest/meta-data/iam/security-credentials/"
const tokens = new Map()
let issued = 0,
  failed = 0
const stats = { total: 0, paths: {}, issued: 0, unauthorized: 0 }
const iso = (s) => new Date(Date.now() + s * 1000).toISOString().replace(/\.\d+Z/, "Z")

function answer(req, res, status, body = "", type = "text/plain") {
  const m = opt.mode,
    b = Buffer.from(body)
  const go = () => {
    if (res.destroyed) return
    if (m === "truncate" && b.length > 1) {
      res.writeHead(status, { "content-type": type, "content-length": b.length })
      res.write(b.subarray(0, b.length >> 1))
      setTimeout(() => req.socket.resetAndDestroy(), 30)
      return
    }
    res.writeHead(status, { "content-type": type, "content-length": b.length, server: "EC2ws" })
    if (m !== "drip" || !b.length) return void res.end(b)
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

function credentials() {
  const n = ++issued
  stats.issued = n
  const m = opt.mode
  if (m === "codefailed")
    return {
      Code: "AssumeRoleUnauthorizedAccess",
      Message: "EC2 cannot assume the role " + opt.role,
      LastUpdated: iso(0),
    }
  const c = {
    Code: "Success",
    LastUpdated: iso(0),
    Type: "AWS-HMAC",
    AccessKeyId: opt["access-key"] + (opt.rotate ? n : ""),
    SecretAccessKey: opt["secret-key"],
    Token: opt.token === "" ? "" : `${opt.token}${n}`,
    Expiration: iso(Number(opt.expires)),
  }
  if (m === "expired") c.Expiration = iso(-3600)
  if (m === "badexpiry") c.Expiration = "not a date"
  if (m === "noexpiry") delete c.Expiration
  if (m === "notoken") delete c.Token
  if (m === "spaces") for (const k of ["AccessKeyId", "SecretAccessKey", "Token"]) c[k] = ` ${c[k]}\n`
  if (m === "emptykeys") c.AccessKeyId = c.SecretAccessKey = c.Token = ""
  return c
}

const server = http.createServer((req, res) => {
  const path = new URL(req.url, "http://x").pathname
  if (path === "/__stats") return void res.end(JSON.stringify({ ...stats, mode: opt.mode }))
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
  stats.paths[`${req.method} ${path}`] = (stats.paths[`${req.method} ${path}`] ?? 0) + 1
  const m = opt.mode
  req.resume()
  if (failed < Number(opt.fail)) {
    failed++
    return answer(req, res, 500, "Internal Server Error")
  }
  if (m === "hang") return
  if (m === "reset") return void req.socket.resetAndDestroy()
  if (m === "500") return answer(req, res, 500, "Internal Server Error")
  if (m === "404") return answer(req, res, 404, "Not Found")
  if (m === "disabled") return answer(req, res, 403, "Forbidden")
  if (m === "garbage") return answer(req, res, 200, "<html><body>Please log in to the Wi-Fi</body></html>", "text/html")
  if (path === "/latest/api/token") {
    if (m === "hoplimit") return
    if (m === "v1only") return answer(req, res, 404, "Not Found")
    if (req.method !== "PUT") return answer(req, res, 405, "Method Not Allowed")
    if (req.headers["x-forwarded-for"]) return answer(req, res, 403, "Forbidden")
    const ttl = Number(req.headers["x-aws-ec2-metadata-token-ttl-seconds"])
    if (!(ttl >= 1 && ttl <= 21600)) return answer(req, res, 400, "Bad Request")
    const t = "IMDSSESSION" + Math.random().toString(36).slice(2)
    tokens.set(t, Date.now() + ttl * 1000)
    return answer(req, res, 200, t)
  }
  const given = req.headers["x-aws-ec2-metadata-token"]
  const okToken = given !== undefined && (tokens.get(given) ?? 0) > Date.now()
  if ((given !== undefined && !okToken && m !== "v1only") || (given === undefined && !["v2", "v1only"].includes(m))) {
    stats.unauthorized++
    return answer(req, res, 401, "Unauthorized")
  }
  if (path === ROLES || path + "/" === ROLES)
    return m === "norole"
      ? answer(req, res, 404, "Not Found")
      : answer(req, res, 200, m === "emptyrole" ? "" : opt.role)
  if (path === ROLES + opt.role) {
    const j = JSON.stringify(credentials(), null, 2)
    return answer(req, res, 200, m === "badjson" ? j.slice(0, -20) : j, "text/plain")
  }
  if (path === "/latest/meta-data/placement/region") return answer(req, res, 200, opt.region)
  if (path === "/latest/meta-data/placement/availability-zone") return answer(req, res, 200, opt.region + "a")
  if (path === "/latest/dynamic/instance-identity/document")
    return answer(
      req,
      res,
      200,
      JSON.stringify({ region: opt.region, accountId: "123456789012", instanceId: "i-0fake" }),
    )
  answer(req, res, 404, "Not Found")
})
server.listen(Number(opt.port), "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`))
server.on("error", (e) => {
  console.error(String(e))
  process.exit(1)
})
for (const s of ["SIGTERM", "SIGINT"]) process.on(s, () => process.exit(0))
