import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { CellId } from "@quire/notebook"
import { cellEnvironment, startRuntime } from "@quire/runtime"
import type { Runtime } from "@quire/runtime"
import { readCells } from "@quire/session"
import { temporaryFolder } from "../folder.ts"
import { forkScript } from "../forked.ts"
import type { LiveServer } from "../live-server.ts"
import { spreadOf, takeTurns } from "../measure.ts"
import type { Row } from "../measure.ts"
import { memoryMb } from "../memory.ts"
import { Page } from "../page.ts"
import { DenoKernel } from "../peers/deno-kernel.ts"

/** The process that runs cells: what it costs idle, whether an interrupt always reaches it and loses nothing, and whether
 *  it grows by running. */
export async function runtimeRows(): Promise<Row[]> {
  return [await idleRow(), ...(await interruptRows()), await rerunRow()]
}

const IDLE_MS = 4000

/** As a server starts it, beside a few other processes of Node's, with whom code is shared. */
async function idleRow(): Promise<Row> {
  using folder = temporaryFolder()
  const [data, home] = [join(folder.path, "data"), join(folder.path, "home")]
  mkdirSync(home)
  writeFileSync(join(home, "idle.md"), "```ts\n1 + 1\n```\n")
  await using server = await forkScript<LiveServer>(new URL("../live-server.ts", import.meta.url), [data, home])
  using page = await Page.open(server.ready, "/idle.md")
  const { ours, beside } = await takeTurns(
    {
      ours: async () => {
        const pid = await page.freshRuntime()
        await sleep(IDLE_MS)
        return memoryMb(pid, "share")
      },
      beside: async () => {
        const bare = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e9)"], { stdio: "ignore" })
        await sleep(IDLE_MS)
        const mb = memoryMb(bare.pid ?? 0, "share")
        bare.kill()
        return mb
      },
    },
    { count: 5, warmUp: 1 },
  )
  return {
    name: "a cell process that idles (PSS)",
    unit: "MB",
    ours,
    besideName: "`node -e` that waits",
    beside,
    goal: { ratioAtMost: 1.25 },
  }
}

const INTERRUPTS = 1000
const LOOP = "kept.count++\nwhile (true) {}"

/** A thousand endless loops stopped, from the order until the page sees the cell's end; the state of another cell counts
 *  the loops, in one process. */
async function interruptRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const [data, home] = [join(folder.path, "data"), join(folder.path, "home")]
  mkdirSync(home)
  const cells = ["const kept = { count: 0 }", LOOP, "kept.count"]
  writeFileSync(join(home, "stop.md"), cells.map((code) => `\`\`\`ts\n${code}\n\`\`\`\n`).join("\n"))
  await using server = await forkScript<LiveServer>(new URL("../live-server.ts", import.meta.url), [data, home])
  using page = await Page.open(server.ready, "/stop.md")
  const [kept, loop, count] = readCells(page.doc).map(({ id }) => id) as [CellId, CellId, CellId]
  const ended = (cell: CellId): Promise<void> =>
    page.event((event) => event.type === "cellEnded" && event.cell === cell)
  const first = ended(kept)
  page.order({ type: "run", cells: [kept] })
  await first
  const times: number[] = []
  for (let n = 0; n < INTERRUPTS; n++) {
    const started = page.event((event) => event.type === "cellStarted" && event.cell === loop)
    page.order({ type: "run", cells: [loop] })
    await started
    await sleep(5 + Math.random() * 5)
    const end = ended(loop)
    const start = performance.now()
    page.order({ type: "interrupt" })
    await end
    times.push(performance.now() - start)
  }
  let value = ""
  const shown = page.event((event) => {
    if (event.type !== "outputAdded" || event.cell !== count || event.output.type !== "value") return false
    value = String(event.output.data["text/plain"])
    return true
  })
  page.order({ type: "run", cells: [count] })
  await shown
  if (value !== String(INTERRUPTS)) throw new Error(`the state counts ${value} of ${INTERRUPTS} loops`)
  const ours = spreadOf(times)
  const goal = { under: 5 }
  const whyNot = DenoKernel.whyNot()
  if (whyNot !== undefined) return [{ name: INTERRUPT_ROW, ours, besideName: "ours", beside: ours, goal }]
  await using deno = new DenoKernel()
  await deno.start()
  const theirs: number[] = []
  for (let n = 0; n < 15; n++) theirs.push(await deno.interrupt())
  await deno.stop()
  return [{ name: INTERRUPT_ROW, ours, besideName: "Deno's kernel, 15", beside: spreadOf(theirs), goal }]
}

const INTERRUPT_ROW = `an endless loop interrupted, ${INTERRUPTS} of ${INTERRUPTS} with the state kept`

const SETTLED_RUNS = 2500
const RUNS = 20_000
const CODE = `const rows = Array.from({ length: 100 }, (_, n) => ({ n }))
__quire_value__((rows.map(({ n }) => n * 2)))`
const HEAP = `const { Session } = await __vite_ssr_dynamic_import__("node:inspector/promises")
const session = new Session()
session.connect()
await session.post("HeapProfiler.collectGarbage")
session.disconnect()
console.log(process.memoryUsage().heapUsed)`

async function rerunRow(): Promise<Row> {
  await using idle = await startIdle()
  await idle.run(SETTLED_RUNS, CODE)
  const before = Number(await idle.run(1, HEAP)) / 1024 ** 2
  await idle.run(RUNS, CODE)
  const after = Number(await idle.run(1, HEAP)) / 1024 ** 2
  return {
    name: `heap after ${RUNS.toLocaleString("en")} more runs of a cell`,
    unit: "MB",
    ours: spreadOf([after]),
    besideName: `after ${SETTLED_RUNS.toLocaleString("en")}`,
    beside: spreadOf([before]),
    goal: { ratioAtMost: 1.05 },
  }
}

/** A runtime without a server around it. */
interface Idle extends AsyncDisposable {
  readonly runtime: Runtime
  /** Runs code so many times, one after the other; what the last one printed. */
  run(times: number, code: string): Promise<string>
}

async function startIdle(): Promise<Idle> {
  const folder = temporaryFolder()
  let [text, onEnd] = ["", (): void => undefined]
  const started = await startRuntime({
    folder: folder.path,
    environment: cellEnvironment(process.env),
    onMessage: (message) => {
      if (message.type === "output" && message.output.type === "stream") text += message.output.text
      if (message.type === "output" && message.output.type === "error") throw new Error(message.output.stack)
      if (message.type === "ended") onEnd()
    },
  })
  if (!started.ok) throw new Error(started.error.code)
  const runtime = started.value
  let run = 0
  return {
    runtime,
    async run(times, code) {
      const module = { cell: "a" as CellId, name: "1", version: code, code, map: "{}", inputs: {}, late: {}, files: {} }
      for (let n = 0; n < times; n++) {
        text = ""
        const ended = new Promise<void>((resolve) => (onEnd = resolve))
        runtime.run({ run: ++run, module, below: [], files: [], inputValues: {} })
        await ended
      }
      return text
    },
    async [Symbol.asyncDispose]() {
      await runtime[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}
