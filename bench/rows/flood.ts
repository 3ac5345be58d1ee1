import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { temporaryFolder } from "../folder.ts"
import { forkScript } from "../forked.ts"
import type { LiveServer } from "../live-server.ts"
import { spreadOf, takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"
import { forgetPeak, memoryMb } from "../memory.ts"
import { Page } from "../page.ts"

const loop = (lines: number): string => `for (let i = 0; i < ${lines}; i++) console.log("line", i, "of the flood")`
const SETTLED_MS = 1500

/** A cell that prints, from the page's order until its end is there, against a script of Node's that prints the same into
 *  a pipe. Each flood is the first of its process, on both sides, and ours has been started ahead, as for a page. All
 *  lines are looked for, in order, in the file that the server keeps. */
export async function floodRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const [data, home] = [join(folder.path, "data"), join(folder.path, "home")]
  mkdirSync(home)
  await using server = await forkScript<LiveServer>(new URL("../live-server.ts", import.meta.url), [data, home])
  return [
    ...(await flood(server.ready, folder.path, home, 100_000, 11, 0.6)),
    ...(await flood(server.ready, folder.path, home, 1_000_000, 5, 0.35)),
  ]
}

async function flood(
  server: LiveServer,
  folder: string,
  home: string,
  lines: number,
  count: number,
  ratioAtMost: number,
): Promise<Row[]> {
  const script = join(folder, `flood-${lines}.js`)
  writeFileSync(script, loop(lines))
  writeFileSync(join(home, `flood-${lines}.md`), `\`\`\`ts\n${loop(lines)}\n\`\`\`\n`)
  using page = await Page.open(server, `/flood-${lines}.md`)
  const whole = Array.from({ length: lines }, (_, i) => `line ${i} of the flood\n`).join("")
  const growth = {
    runtime: [] as number[],
    runtimeBefore: [] as number[],
    server: [] as number[],
    serverBefore: [] as number[],
  }
  const { ours, beside } = await takeTurns(
    {
      ours: async () => {
        const pid = await page.freshRuntime()
        await sleep(SETTLED_MS)
        for (const one of [pid, server.pid]) forgetPeak(one)
        growth.runtimeBefore.push(memoryMb(pid, "resident"))
        growth.serverBefore.push(memoryMb(server.pid, "resident"))
        const cell = page.codeCell()
        const end = page.event((event) => event.type === "cellEnded" && event.cell === cell)
        const ms = await time(() => {
          page.order({ type: "run", cells: [cell] })
          return end
        })
        growth.runtime.push(memoryMb(pid, "peak"))
        growth.server.push(memoryMb(server.pid, "peak"))
        if ((await page.ask("GET", `/cells/${cell}/output`)) !== whole)
          throw new Error("the flood is not whole, or not in order")
        return ms
      },
      beside: () => time(() => pipe(script)),
    },
    { count, warmUp: 2 },
  )
  const number = lines.toLocaleString("en")
  return [
    {
      name: `flood of ${number} lines, order to end, every line kept`,
      ours,
      besideName: "`node script | cat >/dev/null`",
      beside,
      goal: { ratioAtMost },
    },
    peakRow(`${number} lines, the runtime's peak`, growth.runtime, growth.runtimeBefore, 50),
    peakRow(`${number} lines, the server's peak`, growth.server, growth.serverBefore, 20),
  ]
}

function peakRow(name: string, peaks: readonly number[], before: readonly number[], growthAtMost: number): Row {
  const [ours, beside] = [spreadOf(peaks), spreadOf(before)]
  return { name, unit: "MB", ours, besideName: "before", beside, goal: { growthAtMost } }
}

async function pipe(script: string): Promise<void> {
  const child = spawn("sh", ["-c", `"$0" "$1" | cat >/dev/null`, process.execPath, script], { stdio: "ignore" })
  await new Promise((resolve) => child.once("exit", resolve))
}
