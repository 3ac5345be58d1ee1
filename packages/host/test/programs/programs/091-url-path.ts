import { fileURLToPath, pathToFileURL, format, domainToASCII } from "node:url"
import path, { posix, win32 } from "node:path"
import qs from "node:querystring"
const url = new URL("../c/./d?x=1&y=a%20b&x=2#frag", "https://user:p%40ss@exämple.com:8080/a/b/")
console.log(url.href, url.host, url.password, url.searchParams.getAll("x"), url.origin)
url.searchParams.append("z", "é&="); url.searchParams.delete("x", "1"); url.hash = ""; url.port = "443"; url.username = ""
console.log(String(url), JSON.stringify({ url }), url.searchParams.size, URL.canParse("nope"), URL.parse("nope"))
const params = new URLSearchParams({ b: "2", a: "1" }); params.sort(); params.set("c", "x+y z")
console.log(`${params}`, [...params], params.has("a", "2"), new URLSearchParams("?q=1+2&q=%zz").getAll("q"))
console.log(url)
console.log(params, fileURLToPath("file:///a%20b/c"), pathToFileURL("/x y/#1").href, format(new URL("http://a/?b#c"), { fragment: false }), domainToASCII("español.com"))
console.log(path.resolve("/a", "..", "b", "./c"), path.relative("/a/b/c", "/a/d"), path.normalize("/a//b/../c/."), path.parse("/home/u/file.tar.gz"), path.format({ dir: "/x", name: "y", ext: ".z" }), path.isAbsolute("a"), posix === path, win32.join("a", "..", "b\\c"), path.matchesGlob?.("a/b.ts", "a/*.ts"))
console.log(qs.parse("a=1&a=2&b=%20c&d"), qs.stringify({ x: [1, 2], y: "é", z: "" }, ";", ":"), qs.escape("a b"))
const pattern = new URLPattern({ pathname: "/users/:id{/:tab}?" })
console.log(pattern.exec({ pathname: "/users/42/posts" })?.pathname.groups, pattern.test("https://x.y/nope"))

type Handler = (params: Record<string, string>, query: URLSearchParams) => string
class Router {
  readonly #routes: [RegExp, Handler][] = []
  add(route: string, handler: Handler) { this.#routes.push([new RegExp(`^${route.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace("*", "(?<rest>.*)")}$`), handler]); return this }
  go(href: string): string {
    const { pathname, searchParams } = new URL(href, "app://local")
    for (const [re, handler] of this.#routes) { const m = re.exec(pathname); if (m) return handler({ ...m.groups }, searchParams) }
    throw new URIError(`no route for ${pathname}`)
  }
}
const router = new Router().add("/", () => "home").add("/u/:user/p/:post", ({ user, post }, q) => `${user} wrote ${post} (${q.get("v") ?? "-"})`).add("/files/*", ({ rest }) => `file ${rest}`)
for (const href of ["/", "/u/ann/p/7?v=2", "/files/a/b.txt"]) console.log(router.go(href))
try { new URL("//bad", "also bad") } catch (e) { const { name, code, message } = e as any; console.log(name, code, message) }
router.go("/nowhere")
