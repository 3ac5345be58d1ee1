import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parse } from "@quire/notebook"
import { WebSocket } from "ws"
import { temporaryFolder } from "../folder.ts"
import { forkScript } from "../forked.ts"
import type { Forked } from "../forked.ts"
import type { LiveServer } from "../live-server.ts"
import { percentile, spreadOf, takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"
import { memoryMb } from "../memory.ts"
import { Page } from "../page.ts"

const SERVER = new URL("../live-server.ts", import.meta.url)
const PEOPLE = 100
const SECONDS = 40
const EDITS_A_SECOND = 5
const SESSIONS = 1000
const WINDOWS = 4
const CELLS = 5000

/** Many people in one notebook, many open notebooks, one big notebook: server and clients on one machine. */
export async function loadRows(): Promise<Row[]> {
  return [...(await crowdRows()), await sessionsRow(), ...(await bigRows())]
}

/** A hundred people at one notebook: from one's edit to each of the others, and to its acknowledgement. */
async function crowdRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const [data, home] = [join(folder.path, "data"), join(folder.path, "home")]
  mkdirSync(home)
  const cells = Array.from({ length: 20 }, (_, n) => `\`\`\`ts name=c${n}\nconst c${n} = ${n}\n\`\`\`\n`)
  writeFileSync(join(home, "crowd.md"), `# Crowd\n\n${cells.join("\n")}`)
  await using server = await forkScript<LiveServer>(SERVER, [data, home])
  await using floor = await forkScript<number>(new URL("./load.floor-server.ts", import.meta.url))
  const pages = await Promise.all(Array.from({ length: PEOPLE }, () => Page.open(server.ready, "/crowd.md")))
  const bare = await Promise.all(Array.from({ length: PEOPLE }, () => openBare(floor.ready)))
  const cell = pages[0]?.codeCell()
  if (cell === undefined) throw new Error("no cell")
  const echoes: number[][] = []
  const acks: number[][] = []
  const floors: number[][] = []
  for (let second = 0; second < SECONDS; second++) {
    const [echo, ack, beside]: [number[], number[], number[]] = [[], [], []]
    for (let n = 0; n < EDITS_A_SECOND; n++) {
      const from = performance.now()
      const writer = pages[(second * EDITS_A_SECOND + n) % PEOPLE] as Page
      const there = Promise.all(
        pages.filter((page) => page !== writer).map((page) => arrival((done) => (page.onUpdate = done), echo)),
      )
      ack.push(await time(() => writer.edit(writer.type(cell, (text) => text.insert(text.length, "x")))))
      await there
      const besideThere = Promise.all(
        bare.slice(1).map((socket) => arrival((done) => socket.once("message", done), beside)),
      )
      bare[0]?.send("one key")
      await besideThere
      await sleep(Math.max(0, 1000 / EDITS_A_SECOND - (performance.now() - from)))
    }
    echoes.push(echo)
    acks.push(ack)
    floors.push(beside)
  }
  for (const page of pages) page[Symbol.dispose]()
  for (const socket of bare) socket.close()
  const worst = (seconds: readonly number[][]): Row["ours"] => spreadOf(seconds.map((times) => percentile(times, 95)))
  const besideName = "ws to 99 others, nothing kept: p95"
  return [
    {
      name: "100 people, 5 edits a second in all: an edit to the others, p95 of a second",
      ours: worst(echoes),
      besideName,
      beside: worst(floors),
      goal: { under: 200 },
    },
    {
      name: "100 people, 5 edits a second in all: an edit to its acknowledgement, p95 of a second",
      ours: worst(acks),
      besideName,
      beside: worst(floors),
      goal: { under: 50 },
    },
  ]
}

function arrival(listen: (done: () => void) => void, times: number[]): Promise<void> {
  const from = performance.now()
  return new Promise((resolve) => listen(() => (times.push(performance.now() - from), resolve())))
}

async function openBare(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
  await new Promise((resolve) => socket.once("open", resolve))
  return socket
}

async function sessionsRow(): Promise<Row> {
  using folder = temporaryFolder()
  const [data, home] = [join(folder.path, "data"), join(folder.path, "home")]
  mkdirSync(home)
  const cells = Array.from(
    { length: 20 },
    (_, n) => `Some words about ${n}.\n\n\`\`\`ts name=c${n}\nconst c${n} = Math.sqrt(${n})\n\`\`\`\n`,
  )
  for (let n = 0; n < SESSIONS; n++) writeFileSync(join(home, `n${n}.md`), `# Notebook ${n}\n\n${cells.join("\n")}`)
  await using server = await forkScript<LiveServer>(SERVER, [data, home])
  const { pid } = server.ready
  await open(server.ready, "/n0.md")
  await sleep(2000)
  const before = memoryMb(pid, "resident")
  for (let n = 1; n < SESSIONS; n++) await open(server.ready, `/n${n}.md`)
  await sleep(5000)
  const each = (memoryMb(pid, "resident") - before) / (SESSIONS - 1)
  return {
    name: "1,000 open notebooks of 41 cells without runtimes: the server's memory for each",
    unit: "MB",
    ours: spreadOf([each]),
    besideName: "the server with one open",
    beside: spreadOf([before]),
    goal: { under: 1 },
  }
}

async function open({ url, token }: LiveServer, path: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const opened = await fetch(`${url}api/v1/sessions`, {
    method: "POST",
    headers,
    body: JSON.stringify({ storage: "home", path }),
  })
  if (!opened.ok) throw new Error(await opened.text())
  await opened.text()
}

/** A notebook of 10 MB: until a page has all of it, and how long the server keeps others waiting while it is edited. */
async function bigRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const home = join(folder.path, "home")
  mkdirSync(home)
  const line = `console.log("${"x".repeat(80)}")\n`
  const cell = (n: number): string => `\`\`\`ts name=c${n}\nconst c${n} = ${n}\n${line.repeat(21)}\`\`\`\n\n`
  const text = `# Big\n\n${Array.from({ length: CELLS }, (_, n) => cell(n)).join("")}`
  writeFileSync(join(home, "big.md"), text)
  let round = 0
  const { ours, beside } = await takeTurns(
    {
      ours: async () => {
        await using server = await forkScript<LiveServer>(SERVER, [join(folder.path, `data${++round}`), home])
        let page: Page | undefined
        const ms = await time(async () => (page = await Page.open(server.ready, "/big.md")))
        page?.[Symbol.dispose]()
        return ms
      },
      beside: () => time(() => parse(text)),
    },
    { count: 5, warmUp: 1 },
  )
  await using server = await forkScript<LiveServer>(SERVER, [join(folder.path, "data"), home])
  writeFileSync(join(home, "small.md"), cell(1))
  const small = await waitsWhileEdited(server, "/small.md")
  const big = await waitsWhileEdited(server, "/big.md")
  const goal = { under: 50 }
  return [
    {
      name: `a notebook of ${Math.round(text.length / 1e6)} MB and 5,000 cells, asked for to all there`,
      ours,
      besideName: "parse of its text",
      beside,
      goal: { under: 2000 },
    },
    {
      name: "the server's event loop while it is edited: p99 of ten seconds",
      ours: big,
      besideName: "a notebook of one cell",
      beside: small,
      goal,
    },
  ]
}

/** Milliseconds, of each ten seconds in which somebody types five times a second. */
async function waitsWhileEdited(server: Forked<LiveServer>, path: string): Promise<Row["ours"]> {
  using page = await Page.open(server.ready, path)
  const cell = page.codeCell()
  await sleep(5000)
  await server.ask("loop")
  const waits: number[] = []
  for (let window = 0; window < WINDOWS; window++) {
    for (let n = 0; n < 10 * EDITS_A_SECOND; n++) {
      await page.edit(page.type(cell, (text) => text.insert(text.length, "x")))
      await sleep(1000 / EDITS_A_SECOND)
    }
    waits.push(Number(await server.ask("loop")))
  }
  return spreadOf(waits)
}
