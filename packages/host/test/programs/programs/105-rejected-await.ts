interface Response2 { status: number; body: string }
class HttpError extends Error {
  override name = "HttpError"
  constructor(public status: number, path: string) { super(`${status} for ${path}`) }
}
const pages: Record<string, () => Response2> = {
  "/": () => ({ status: 200, body: "home → /about /missing" }),
  "/about": () => ({ status: 200, body: "about → / /contact" }),
  "/contact": () => ({ status: 301, body: "/about" }),
}
let requests = 0
async function get(path: string, redirects = 3): Promise<string> {
  requests++
  await new Promise((r) => setImmediate(r))
  const { status, body } = pages[path]?.() ?? { status: 404, body: "" }
  if (status >= 300 && status < 400) {
    if (redirects === 0) throw new HttpError(310, path)
    return get(body, redirects - 1)
  }
  if (status !== 200) throw new HttpError(status, path)
  return body
}
async function crawl(from: string, seen = new Map<string, string | HttpError>()) {
  if (seen.has(from)) return seen
  seen.set(from, "…")
  const page = await get(from).catch((e: unknown) => e as HttpError)
  seen.set(from, page)
  if (typeof page === "string") for (const [link] of page.matchAll(/\/\w*/g)) await crawl(link, seen)
  return seen
}
for (const [path, page] of await crawl("/")) console.log(path.padEnd(9), page instanceof HttpError ? `! ${page.message}` : page)
console.log("requests", requests)
const [ok, bad] = await Promise.allSettled([get("/contact"), get("/nope")])
console.log(ok, bad.status === "rejected" && bad.reason instanceof HttpError)
const first = await Promise.any([get("/nope"), get("/about")])
console.log(first)
await get("/does/not/exist")
console.log("never")
