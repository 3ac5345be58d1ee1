#!/usr/bin/env node
// A proxy on loopback in front of a real S3 server that injects faults. No dependencies. The Host header passes through unchanged, so
// signatures stay valid: point the client at the proxy, path-style.
//
//   node fake-s3-faults.mjs --upstream http://127.0.0.1:18085 --port 18172 [--fault NAME ...]      Prints "ready URL"; ends on SIGTERM.
//   --fault NAME[:TIMES[:METHOD[:PATHREGEX]]]   e.g. --fault slowdown:2   --fault truncate:1:GET   --fault lostack:1:PUT:\.md$
//   TIMES: how often (default 1; * = always). METHOD: GET, PUT, … or *. PATHREGEX is matched on path and query.
// At run time:  POST /__faults  [{"fault":"slowdown","times":2,"method":"PUT","path":"x.md","after":1,"ms":3000,"region":"eu-west-3"}, …]   replaces all
//               GET /__log -> each request: method, path, access key, has token, conditional headers, checksum headers, fault, status
//               DELETE /__log empties it. (Keys named __faults or __log cannot be used through it.)
//
// Answered without asking the server:
//   slowdown 503 SlowDown · unavailable 503 with HTML and Retry-After · internal 500 InternalError · badgateway 502 HTML · throttle 429 ·
//   expired 403 ExpiredToken · expired400 400 ExpiredToken · invalidtoken 400 InvalidToken · badkey 403 InvalidAccessKeyId ·
//   badsignature 403 SignatureDoesNotMatch · denied 403 AccessDenied · denied-empty 403 without a body · skew 403 RequestTimeTooSkewed ·
//   region301 PermanentRedirect with x-amz-bucket-region · region301-bare the same with no header and no Location · region307 TemporaryRedirect ·
//   region400 AuthorizationHeaderMalformed with <Region> · illegallocation 400 IllegalLocationConstraintException · notimplemented 501 for
//   requests with If-Match or If-None-Match · conflict409 ConditionalRequestConflict · precondition 412 · garbage 200 with half an XML ·
//   html200 200 with a login page · empty200 200 with no body · error200 200 whose body is an <Error> (as CompleteMultipartUpload and
//   CopyObject may) · hang never answers · reset resets the connection at once · close closes it without an answer
// Asked of the server, then spoiled:
//   lostack the request is carried out, the answer is lost (reset) · lostack500 the same, answered 500 · truncate half the body, then a
//   clean end that is short of Content-Length · resetmid half the body, then a reset · slowbytes 64 bytes each --ms (50) · delay waits ms (3000) ·
//   stall half the body, then silence · noetag drops ETag · weaketag W/"…" · nolength drops Content-Length (chunked)
import http from "node:http"

let upstream = "http://127.0.0.1:18085",
  port = 18172,
  faults = [],
  log = []
const parse = (s) => {
  const [fault, times = "1", method = "*", ...p] = s.split(":")
  return { fault, times: times === "*" ? Infinity : Number(times), method, path: p.join(":") }
}
for (let i = 2; i < process.argv.length; i++) {
  const k = process.argv[i]
  const v = process.argv[++i]
  if (k === "--upstream") upstream = v
  else if (k === "--port") port = Number(v)
  else if (k === "--fault") faults.push(parse(v))
  else {
    console.error("unknown option " + k)
    process.exit(2)
  }
}
const up = new URL(upstream),
  agent = new http.Agent({ keepAlive: false })
const xml = (code, message, more = "") =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>FAULT</RequestId><HostId>fault</HostId></Error>`
const X = { "content-type": "application/xml" },
  H = { "content-type": "text/html" }
const answers = {
  slowdown: () => [503, xml("SlowDown", "Please reduce your request rate."), X],
  unavailable: () => [503, "<html><h1>503 Service Unavailable</h1></html>", { ...H, "retry-after": "1" }],
  internal: () => [500, xml("InternalError", "We encountered an internal error. Please try again."), X],
  badgateway: () => [502, "<html><h1>502 Bad Gateway</h1></html>", H],
  throttle: () => [429, xml("TooManyRequests", "Slow down"), { ...X, "retry-after": "1" }],
  expired: () => [403, xml("ExpiredToken", "The provided token has expired."), X],
  expired400: () => [400, xml("ExpiredToken", "The provided token has expired."), X],
  invalidtoken: () => [400, xml("InvalidToken", "The provided token is malformed or otherwise invalid."), X],
  badkey: (f, k) => [
    403,
    xml(
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records.",
      `<AWSAccessKeyId>${k}</AWSAccessKeyId>`,
    ),
    X,
  ],
  badsignature: () => [
    403,
    xml("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."),
    X,
  ],
  denied: () => [403, xml("AccessDenied", "Access Denied"), X],
  "denied-empty": () => [403, "", {}],
  skew: () => [
    403,
    xml(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      `<ServerTime>${new Date(Date.now() + 3600e3).toISOString()}</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>`,
    ),
    { ...X, date: new Date(Date.now() + 3600e3).toUTCString() },
  ],
  region301: (f) => [
    301,
    xml(
      "PermanentRedirect",
      "The bucket you are attempting to access must be addressed using the specified endpoint.",
      `<Endpoint>s3.${f.region ?? "eu-west-3"}.amazonaws.com</Endpoint>`,
    ),
    { ...X, "x-amz-bucket-region": f.region ?? "eu-west-3" },
  ],
  "region301-bare": () => [
    301,
    xml("PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint."),
    X,
  ],
  region307: (f) => [
    307,
    xml("TemporaryRedirect", "Please re-send this request to the specified temporary endpoint."),
    { ...X, location: `${f.location ?? "http://127.0.0.1:1/"}`, "x-amz-bucket-region": f.region ?? "eu-west-3" },
  ],
  region400: (f) => [
    400,
    xml(
      "AuthorizationHeaderMalformed",
      `The authorization header is malformed; the region 'us-east-1' is wrong; expecting '${f.region ?? "eu-west-3"}'`,
      `<Region>${f.region ?? "eu-west-3"}</Region>`,
    ),
    X,
  ],
  illegallocation: () => [
    400,
    xml(
      "IllegalLocationConstraintException",
      "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
    ),
    X,
  ],
  conflict409: () => [
    409,
    xml(
      "ConditionalRequestConflict",
      "The conditional request cannot succeed due to a conflicting operation against this resource.",
    ),
    X,
  ],
  precondition: () => [
    412,
    xml(
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold",
      "<Condition>If-Match</Condition>",
    ),
    X,
  ],
  notimplemented: () => [
    501,
    xml(
      "NotImplemented",
      "A header you provided implies functionality that is not implemented",
      "<Header>If-None-Match</Header>",
    ),
    X,
  ],
  garbage: () => [200, '<?xml version="1.0"?><ListBucketResult><Name>b</Na', X],
  html200: () => [200, "<html><body>Please log in</body></html>", H],
  empty200: () => [200, "", {}],
  error200: () => [200, xml("InternalError", "We encountered an internal error. Please try again."), X],
}
const after = new Set([
    "lostack",
    "lostack500",
    "truncate",
    "resetmid",
    "slowbytes",
    "delay",
    "stall",
    "noetag",
    "weaketag",
    "nolength",
  ]),
  bare = new Set(["hang", "reset", "close"])
const known = (f) => f.fault in answers || after.has(f.fault) || bare.has(f.fault)
for (const f of faults)
  if (!known(f)) {
    console.error("unknown fault " + f.fault)
    process.exit(2)
  }

const server = http.createServer((req, res) => {
  if (req.url === "/__faults" && req.method === "POST") {
    let b = ""
    req
      .on("data", (d) => (b += d))
      .on("end", () => {
        try {
          const list = JSON.parse(b || "[]").map((f) => ({
            method: "*",
            path: "",
            ...f,
            times: f.times === "*" ? Infinity : (f.times ?? 1),
          }))
          const bad = list.find((f) => !known(f))
          if (bad) {
            res.statusCode = 400
            return void res.end("unknown fault " + bad.fault)
          }
          faults = list
          res.end("{}")
        } catch (e) {
          res.statusCode = 400
          res.end(String(e))
        }
      })
    return
  }
  if (req.url === "/__log") {
    if (req.method === "DELETE") log = []
    return void res.end(JSON.stringify(log))
  }
  const h = req.headers,
    key = /Credential=([^/,]+)/.exec(h.authorization ?? "")?.[1] ?? null
  const f = faults.find(
    (f) =>
      f.times > 0 &&
      (f.method === "*" || f.method === req.method) &&
      (!f.path || new RegExp(f.path).test(req.url)) &&
      !(f.fault === "notimplemented" && !h["if-match"] && !h["if-none-match"]) &&
      !((f.after ?? 0) > 0 && f.after-- > 0),
  )
  if (f) f.times--
  const entry = {
    method: req.method,
    path: req.url,
    key,
    token: h["x-amz-security-token"] !== undefined,
    ifMatch: h["if-match"],
    ifNoneMatch: h["if-none-match"],
    scope: /Credential=[^/]+\/([^,]+)/.exec(h.authorization ?? "")?.[1] ?? null,
    md5: h["content-md5"] !== undefined,
    checksum: Object.keys(h).filter((k) => /^x-amz-(checksum|sdk-checksum|trailer)/.test(k)),
    fault: f?.fault ?? null,
    status: null,
  }
  log.push(entry)
  if (log.length > 10000) log.shift()
  if (f && bare.has(f.fault)) {
    req.resume()
    entry.status = 0
    if (f.fault === "reset") req.socket.resetAndDestroy()
    if (f.fault === "close") req.socket.end()
    return
  }
  if (f && f.fault in answers) {
    const [s, b, extra] = answers[f.fault](f, key)
    entry.status = s
    req.resume()
    req.on("end", () => {
      res.writeHead(s, {
        "x-amz-request-id": "FAULT",
        ...extra,
        ...(s === 304 ? {} : { "content-length": Buffer.byteLength(b) }),
      })
      res.end(req.method === "HEAD" ? undefined : b)
    })
    return
  }
  const out = http.request(
    {
      host: up.hostname,
      port: up.port || 80,
      method: req.method,
      path: req.url,
      headers: req.rawHeaders.length ? pairs(req.rawHeaders) : undefined,
      setHost: false,
      agent,
    },
    (r) => {
      entry.status = r.statusCode
      const headers = { ...r.headers }
      delete headers.connection
      delete headers["keep-alive"]
      // An answer to HEAD has no body, and so no end of one: it would be read as the next answer.
      if (req.method === "HEAD") delete headers["transfer-encoding"]
      const kind = f?.fault
      if (kind === "noetag") delete headers.etag
      if (kind === "weaketag" && headers.etag) headers.etag = "W/" + headers.etag
      if (kind === "nolength") delete headers["content-length"]
      if (kind === "lostack" || kind === "lostack500") {
        r.resume()
        r.on("end", () => {
          if (kind === "lostack") return void req.socket.resetAndDestroy()
          const b = answers.internal()[1]
          res.writeHead(500, { ...X, "content-length": Buffer.byteLength(b) })
          res.end(b)
        })
        return
      }
      if (["truncate", "resetmid", "stall", "slowbytes"].includes(kind)) {
        const chunks = []
        r.on("data", (d) => chunks.push(d)).on("end", () => {
          const b = Buffer.concat(chunks),
            half = b.subarray(0, b.length >> 1)
          if (!("transfer-encoding" in headers)) headers["content-length"] = b.length
          res.writeHead(r.statusCode, headers)
          if (kind === "slowbytes") {
            let i = 0
            const t = setInterval(() => {
              if (res.destroyed || i >= b.length) {
                clearInterval(t)
                res.end()
              } else {
                res.write(b.subarray(i, i + 64))
                i += 64
              }
            }, f.ms ?? 50)
            return
          }
          res.write(half)
          if (kind === "truncate") setTimeout(() => req.socket.end(), 20)
          if (kind === "resetmid") setTimeout(() => req.socket.resetAndDestroy(), 20)
        })
        return
      }
      const go = () => {
        res.writeHead(r.statusCode, headers)
        r.pipe(res)
      }
      kind === "delay" ? setTimeout(go, f.ms ?? 3000) : go()
    },
  )
  out.on("error", () => {
    entry.status = 502
    if (!res.headersSent) {
      res.writeHead(502, { "content-type": "text/plain" })
      res.end("upstream unreachable")
      // Swift ends the body that an answer to HEAD does not have; its head has gone through.
    } else if (req.method !== "HEAD") res.destroy()
  })
  out.on("continue", () => res.writeContinue())
  res.on("close", () => out.destroy())
  req.on("error", () => out.destroy())
  req.pipe(out)
})
function pairs(raw) {
  const o = {}
  for (let i = 0; i < raw.length; i += 2) {
    const k = raw[i]
    if (/^(connection|keep-alive|proxy-connection)$/i.test(k)) continue
    o[k] = k in o ? [].concat(o[k], raw[i + 1]) : raw[i + 1]
  }
  return o
}
server.on("checkContinue", (req, res) => {
  res.writeContinue()
  server.emit("request", req, res)
})
server.on("clientError", (e, s) => s.destroy())
server.listen(port, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`))
server.on("error", (e) => {
  console.error(String(e))
  process.exit(1)
})
for (const s of ["SIGTERM", "SIGINT"]) process.on(s, () => process.exit(0))
