import { createHash } from "node:crypto"
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { extname, join, relative, sep } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { Hono } from "hono"

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".map": "application/json",
  ".txt": "text/plain; charset=utf-8",
}

interface Asset {
  readonly type: string
  readonly body: Buffer
  readonly etag: string
  compressed: Map<string, Buffer>
}

/** The built page: its files with lasting cache by hashed name, and `index.html` for every place within it. */
export function pageRoutes(folder: string): Hono {
  const assets = new Map<string, Asset>()
  if (existsSync(folder)) {
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const type = TYPES[extname(file)]
      if (type === undefined) continue
      const body = readFileSync(join(folder, file))
      const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`
      assets.set(`/${relative("", file).split(sep).join("/")}`, { type, body, etag, compressed: new Map() })
    }
  }
  return new Hono().get("*", (c) => {
    const asset = assets.get(c.req.path) ?? (extname(c.req.path) === "" ? assets.get("/index.html") : undefined)
    if (asset === undefined) return c.text("There is nothing here.", 404)
    if (c.req.header("if-none-match") === asset.etag) return c.body(null, 304)
    const isHashed = c.req.path.startsWith("/assets/")
    c.header("content-type", asset.type)
    c.header("etag", asset.etag)
    c.header("vary", "accept-encoding")
    c.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache")
    const { body, encoding } = compress(asset, c.req.header("accept-encoding") ?? "")
    if (encoding !== undefined) c.header("content-encoding", encoding)
    return c.body(new Uint8Array(body))
  })
}

function compress(asset: Asset, accepted: string): { body: Buffer; encoding: string | undefined } {
  const encoding = /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : undefined
  if (encoding === undefined || asset.type.startsWith("font/") || asset.body.length < 1000)
    return { body: asset.body, encoding: undefined }
  let body = asset.compressed.get(encoding)
  if (body === undefined) {
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
    body = encoding === "br" ? brotliCompressSync(asset.body, options) : gzipSync(asset.body)
    asset.compressed.set(encoding, body)
  }
  return { body, encoding }
}
