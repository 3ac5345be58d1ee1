import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { cellText } from "../cell-text.ts"
import { temporaryFolder } from "../folder.ts"
import { forkScript } from "../forked.ts"
import type { LiveServer } from "../live-server.ts"
import { takeTurns } from "../measure.ts"
import type { Row, Spread } from "../measure.ts"
import { Page } from "../page.ts"
import { DenoKernel } from "../peers/deno-kernel.ts"

const WARM = "```ts\n1 + 1\n```\n"
/** By when the first start's compiled code is on disk. */
const CACHED_MS = 6000

/** What a person waits for, in Quire's page and in Deno's Jupyter kernel behind Jupyter's own client. */
export async function besideDenoRows(): Promise<Row[]> {
  const whyNot = DenoKernel.whyNot()
  if (whyNot !== undefined) {
    process.stderr.write(`Nothing beside Deno is measured: ${whyNot}.\n`)
    return []
  }
  using folder = temporaryFolder()
  const [data, home] = [join(folder.path, "data"), join(folder.path, "home")]
  mkdirSync(home)
  await using server = await forkScript<LiveServer>(new URL("../live-server.ts", import.meta.url), [data, home])
  await using deno = new DenoKernel()
  await deno.start()
  const open = async (name: string): Promise<Page> => {
    writeFileSync(join(home, name), WARM)
    return await Page.open(server.ready, `/${name}`)
  }
  using page = await open("warm.md")
  await page.run(page.codeCell())
  await sleep(CACHED_MS)

  const sum = await takeTurns(
    { ours: () => page.run(page.codeCell()), beside: () => deno.run("1 + 1") },
    { count: 500, warmUp: 300 },
  )
  const rows: Row[] = [row("`1 + 1`, order to value", sum, 0.4)]
  rows.push(...(await cellRows(page, deno, 30, 0.5)), ...(await cellRows(page, deno, 300, 0.4)))
  await deno.stop()
  const starts = await takeTurns(
    {
      ours: async () => {
        using fresh = await open(`cold-${Math.random()}.md`)
        const ms = await fresh.run(fresh.codeCell())
        await fresh.ask("DELETE", "")
        return ms
      },
      beside: async () => {
        const ms = await deno.start()
        await deno.stop()
        return ms
      },
    },
    { count: 11, warmUp: 2 },
  )
  rows.push(row("cold: order to value in a notebook whose process has not been started", starts, 0.5))
  rows.push(await firstRunRow(open))
  return rows
}

/** A cell whose text nobody has seen before: pasted and run at once, and run a moment after it was typed. */
async function cellRows(page: Page, deno: DenoKernel, lines: number, ratioAtMost: number): Promise<Row[]> {
  const cell = page.codeCell()
  let count = 0
  const next = (): string => cellText(lines, `t${lines}_${count++}`)
  const paste = (): Uint8Array =>
    page.type(cell, (text) => {
      text.delete(0, text.length)
      text.insert(0, next())
    })
  const { pasted, typed, beside } = await takeTurns(
    {
      pasted: async () => {
        const update = paste()
        const start = performance.now()
        const saved = page.edit(update)
        await page.run(cell)
        const ms = performance.now() - start
        await saved
        return ms
      },
      typed: async () => {
        await page.edit(paste())
        await sleep(100)
        return await page.run(cell)
      },
      beside: () => deno.run(next()),
    },
    { count: 40, warmUp: 20 },
  )
  return [
    row(`${lines}-line cell, pasted and run at once`, { ours: pasted, beside }, ratioAtMost),
    row(`${lines}-line cell, run a moment after it was typed`, { ours: typed, beside }, ratioAtMost),
  ]
}

async function firstRunRow(open: (name: string) => Promise<Page>): Promise<Row> {
  let page: Page | undefined
  const { ours, beside } = await takeTurns(
    {
      ours: async () => {
        page = await open(`first-${Math.random()}.md`)
        const started = page.event(({ type }) => type === "runtimeStarted")
        page.order({ type: "warmUp" })
        await started
        await sleep(300)
        return await page.run(page.codeCell())
      },
      beside: async () => {
        if (page === undefined) return 0
        const cell = page.codeCell()
        for (let n = 0; n < 20; n++) await page.run(cell)
        await sleep(300)
        const ms = await page.run(cell)
        await page.ask("DELETE", "")
        page[Symbol.dispose]()
        return ms
      },
    },
    // The order of turns changes with each round, and the first run must come first.
    { count: 11, warmUp: 2, isOrdered: true },
  )
  const name = "the first run of a process that has been started ahead"
  return { name, ours, besideName: "its 22nd run", beside, goal: { ratioAtMost: 1.5 } }
}

function row(name: string, { ours, beside }: { ours: Spread; beside: Spread }, ratioAtMost: number): Row {
  return { name, ours, besideName: "Deno's kernel, request to reply and idle", beside, goal: { ratioAtMost } }
}
