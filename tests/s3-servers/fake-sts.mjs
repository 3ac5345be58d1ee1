#!/usr/bin/env node
// A small, honest fake of STS (AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity), of the SSO portal (GetRoleCredentials) and of
// SSO OIDC (CreateToken). Loopback, no dependencies. Signatures are not checked (ceph-start.sh has a real STS that checks them).
//
//   node fake-sts.mjs --port 18171 [--mode ok] [--expires 3600] [--access-key K] [--secret-key S] [--token T] [--web-token EXPECTED]
//        [--sso-token EXPECTED] [--delay MS]          or FAKE_STS_PORT, FAKE_STS_MODE, …   Prints "ready URL"; ends on SIGTERM.
//   Clients: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL_SSO_OIDC = http://127.0.0.1:18171
// Modes: ok · slow · hang · reset · garbage · 500 · accessdenied · expiredtoken · invalidtoken · throttle (400 Throttling) · regiondisabled · nocreds
// At run time: POST /__control {"mode":…}   GET /__stats -> counts per action and the last access key that signed
import http from "node:http"

const opt = {
  port: 18171,
  mode: "ok",
  expires: 3600,
  "access-key": "ASIAFAKESTS000000001",
  "secret-key": "SECRETfakeSts00000000000000000000000001",
  token: "TOKENfakeSts",
  "web-token": "",
  "sso-token": "",
  delay: 3000,
}
for (const k of Object.keys(opt)) {
  const v = process.env["FAKE_STS_" + k.toUpperCase().replaceAll("-", "_")]
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
const stats = { total: 0, actions: {}, signedBy: null }
let n = 0
const esc = (s) => String(s).replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c])
const server = http.createServer((req, res) => {
  const url = new URL(req.url, "http://x")
  let b = ""
  req
    .on("data", (d) => (b += d))
    .on("end", () => {
      if (url.pathname === "/__stats") return void res.end(JSON.stringify({ ...stats, mode: opt.mode }))
      if (url.pathname === "/__control") {
        Object.assign(opt, JSON.parse(b || "{}"))
        return void res.end("{}")
      }
      const m = opt.mode,
        sso = url.pathname === "/federation/credentials",
        oidc = url.pathname === "/token"
      const q = new URLSearchParams(b || url.search),
        action = sso ? "GetRoleCredentials" : oidc ? "CreateToken" : (q.get("Action") ?? "?")
      stats.total++
      stats.actions[action] = (stats.actions[action] ?? 0) + 1
      stats.signedBy = /Credential=([^/]+)/.exec(req.headers.authorization ?? "")?.[1] ?? null
      const out = (s, t, type) => {
        const go = () => {
          res.writeHead(s, { "content-type": type ?? (sso || oidc ? "application/json" : "text/xml") })
          res.end(t)
        }
        m === "slow" ? setTimeout(go, Number(opt.delay)).unref() : go()
      }
      const fail = (s, code, msg) =>
        sso || oidc
          ? (res.setHeader("x-amzn-errortype", code),
            out(s, JSON.stringify({ __type: code, message: msg, error: code })))
          : out(
              s,
              `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${esc(msg)}</Message></Error><RequestId>fake</RequestId></ErrorResponse>`,
            )
      if (m === "hang") return
      if (m === "reset") return void req.socket.resetAndDestroy()
      if (m === "garbage") return out(200, "<html>proxy error</html>", "text/html")
      if (m === "500") return fail(500, "InternalFailure", "fake failure")
      if (m === "throttle") return fail(400, "Throttling", "Rate exceeded")
      if (m === "accessdenied")
        return fail(
          403,
          sso ? "ForbiddenException" : "AccessDenied",
          "User is not authorized to perform: sts:" + action,
        )
      if (m === "expiredtoken")
        return fail(
          sso ? 401 : 400,
          sso ? "UnauthorizedException" : oidc ? "ExpiredTokenException" : "ExpiredTokenException",
          "Token expired: the identity token has expired",
        )
      if (m === "invalidtoken")
        return fail(
          400,
          sso ? "InvalidRequestException" : oidc ? "InvalidGrantException" : "InvalidIdentityToken",
          "The ID Token provided is not a valid JWT",
        )
      if (m === "regiondisabled") return fail(403, "RegionDisabledException", "STS is not activated in this region")
      if (action === "AssumeRoleWithWebIdentity" && opt["web-token"] && q.get("WebIdentityToken") !== opt["web-token"])
        return fail(400, "InvalidIdentityToken", "The ID Token provided is not the expected one")
      if (sso && opt["sso-token"] && req.headers["x-amz-sso_bearer_token"] !== opt["sso-token"])
        return fail(401, "UnauthorizedException", "Session token not found or invalid")
      n++
      const exp = Date.now() + Number(opt.expires) * 1000
      if (oidc)
        return out(
          200,
          JSON.stringify({
            accessToken: opt["sso-token"] || "SSOACCESSfake" + n,
            tokenType: "Bearer",
            expiresIn: Number(opt.expires),
            refreshToken: "SSOREFRESHfake" + n,
          }),
        )
      if (sso)
        return out(
          200,
          JSON.stringify(
            m === "nocreds"
              ? {}
              : {
                  roleCredentials: {
                    accessKeyId: opt["access-key"],
                    secretAccessKey: opt["secret-key"],
                    sessionToken: opt.token + n,
                    expiration: exp,
                  },
                },
          ),
        )
      if (action === "GetCallerIdentity")
        return out(
          200,
          `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/quire/fake</Arn><UserId>AROAFAKE:fake</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        )
      if (!["AssumeRole", "AssumeRoleWithWebIdentity"].includes(action))
        return fail(400, "InvalidAction", "Could not find operation " + action)
      const creds =
        m === "nocreds"
          ? ""
          : `<Credentials><AccessKeyId>${esc(opt["access-key"])}</AccessKeyId><SecretAccessKey>${esc(opt["secret-key"])}</SecretAccessKey><SessionToken>${esc(opt.token + n)}</SessionToken><Expiration>${new Date(exp).toISOString()}</Expiration></Credentials>`
      out(
        200,
        `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${creds}<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/quire/fake</Arn><AssumedRoleId>AROAFAKE:fake</AssumedRoleId></AssumedRoleUser></${action}Result></${action}Response>`,
      )
    })
})
server.listen(Number(opt.port), "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`))
server.on("error", (e) => {
  console.error(String(e))
  process.exit(1)
})
for (const s of ["SIGTERM", "SIGINT"]) process.on(s, () => process.exit(0))
