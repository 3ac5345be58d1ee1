// A server in a process of its own, as people run it. usage: forked with DATA HOME; sends its address and token, ends
// when the channel closes.
import { enableCompileCache, flushCompileCache } from "node:module"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"

/** What the process says once it listens. */
export interface LiveServer {
  readonly url: string
  readonly token: string
  readonly pid: number
}

const [dataFolder = "", home = ""] = process.argv.slice(2)
enableCompileCache(join(dataFolder, "cache"))
const { startServer } = await import("@quire/server")
const started = await startServer({
  host: "127.0.0.1",
  port: 0,
  dataFolder,
  home,
  hosts: [],
  mayUseServerIdentity: false,
  storages: [],
  environment: { ...process.env },
  pageFolder: home,
  tour: "",
})
if (!started.ok) throw new Error(`the server did not start: ${started.error.code}`)
const server = started.value
const loop = monitorEventLoopDelay({ resolution: 1 })
loop.enable()
/** Any message asks how long the event loop kept others waiting since the last one: the 99th percentile, in ms. */
process.on("message", () => {
  process.send?.(loop.percentile(99) / 1e6)
  loop.reset()
})
process.once("disconnect", () => void server[Symbol.asyncDispose]().then(() => process.exit(0)))
setTimeout(flushCompileCache, 2000)
process.send?.({ url: server.url, token: server.token, pid: process.pid } satisfies LiveServer)
