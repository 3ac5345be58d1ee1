import { AsyncLocalStorage, AsyncResource } from "node:async_hooks"
import { setTimeout as sleep } from "node:timers/promises"

interface Context { id: string; depth: number }
const storage = new AsyncLocalStorage<Context>()
const lines: string[] = []
const log = (message: string) => {
  const { id, depth } = storage.getStore() ?? { id: "-", depth: 0 }
  lines.push(`${" ".repeat(depth)}[${id}] ${message}`)
}
const span = <T,>(id: string, work: () => T): T => storage.run({ id, depth: (storage.getStore()?.depth ?? -1) + 1 }, work)

await span("request", async () => {
  log("begin")
  await sleep(1)
  await span("db", async () => {
    log("query")
    await null
    log("rows")
  })
  log("back")
  await Promise.all([1, 2].map((n) => span(`part${n}`, async () => { await sleep(n * 15); log("done") })))
  storage.exit(() => log("outside"))
})
log("top")
console.log(lines.join("\n"))

const bound = storage.run({ id: "bound", depth: 0 }, () => AsyncResource.bind(() => storage.getStore()?.id))
const snapshot = storage.run({ id: "snap", depth: 0 }, () => AsyncLocalStorage.snapshot())
console.log(bound(), snapshot(() => storage.getStore()?.id), storage.getStore())
await new Promise<void>((resolve) => storage.run({ id: "timer", depth: 0 }, () => setTimeout(() => { console.log(storage.getStore()?.id); resolve() }, 1)))
async function* generator() { yield storage.getStore()?.id; await null; yield storage.getStore()?.id }
console.log(await storage.run({ id: "gen", depth: 0 }, () => Array.fromAsync(generator())))
storage.run({ id: "thrower", depth: 1 }, () => { throw new Error(`in ${storage.getStore()!.id}`) })
