// Middleware as in Koa, a router, and a response writer, without a network.
interface Context { method: string; path: string; params: Record<string, string>; headers: Map<string, string>; state: Record<string, unknown>; status: number; body?: unknown }
type Next = () => Promise<void>
type Middleware = (ctx: Context, next: Next) => unknown
class HttpError extends Error { constructor(readonly status: number, message = { 404: "Not Found", 405: "Method Not Allowed", 401: "Unauthorized" }[status] ?? "Error") { super(message) } }
const compose = (...stack: Middleware[]): Middleware => (ctx, last) => {
  let reached = -1
  const dispatch = async (i: number): Promise<void> => {
    if (i <= reached) throw new Error("next() called twice")
    reached = i
    await (stack[i] ?? last)(ctx, () => dispatch(i + 1))
  }
  return dispatch(0)
}
class Router {
  private readonly table: { method: string; pattern: RegExp; handlers: Middleware[] }[] = []
  get = this.#add("GET"); post = this.#add("POST"); delete = this.#add("DELETE")
  #add(method: string) { return (path: string, ...handlers: Middleware[]) => { this.table.push({ method, pattern: new RegExp(`^${path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`), handlers }); return this } }
  get middleware(): Middleware {
    return async (ctx, next) => {
      const matching = this.table.filter(({ pattern }) => pattern.test(ctx.path))
      const route = matching.find(({ method }) => method === ctx.method)
      if (!route) { if (matching.length) throw new HttpError(405); return next() }
      ctx.params = { ...route.pattern.exec(ctx.path)!.groups }
      await compose(...route.handlers)(ctx, next)
    }
  }
}
const log: string[] = []
const errors: Middleware = async (ctx, next) => { try { await next() } catch (e) { ctx.status = e instanceof HttpError ? e.status : 500; ctx.body = { error: (e as Error).message } } }
const trace: Middleware = async ({ method, path }, next) => { log.push(`> ${method} ${path}`); await next(); log.push(`< ${path}`) }
const auth = (token: string): Middleware => (ctx, next) => { if (ctx.headers.get("authorization") !== token) throw new HttpError(401); ctx.state["user"] = token.split("-")[0]; return next() }
const notes = new Map<string, string>([["1", "first"]])
const router = new Router()
  .get("/notes", (ctx) => { ctx.body = [...notes.keys()] })
  .get("/notes/:id", (ctx) => { ctx.body = notes.get(ctx.params["id"]!) ?? (() => { throw new HttpError(404, `no note ${ctx.params["id"]}`) })() })
  .delete("/notes/:id", auth("ann-1"), (ctx) => { notes.delete(ctx.params["id"]!); ctx.status = 204; ctx.body = ctx.state["user"] })
  .get("/twice", async (_, next) => { await next(); await next() })
const app = compose(errors, trace, router.middleware, () => { throw new HttpError(404) })
async function request(line: string, headers: Record<string, string> = {}) {
  const [method, path] = line.split(" ") as [string, string]
  const ctx: Context = { method, path, params: {}, headers: new Map(Object.entries(headers)), state: {}, status: 200 }
  await app(ctx, async () => {})
  console.log(line.padEnd(18), ctx.status, ctx.body)
}
for (const line of ["GET /notes", "GET /notes/1", "GET /notes/9", "POST /notes", "GET /nowhere", "DELETE /notes/1", "GET /twice"]) await request(line)
await request("DELETE /notes/1", { authorization: "ann-1" })
await request("GET /notes")
console.log(log.length, log.slice(0, 4))
await compose((_, next) => next().then(next))({ path: "direct" } as Context, async () => {})
