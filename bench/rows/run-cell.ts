import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { WebSocket } from "ws"
import { temporaryFolder } from "../folder.ts"
import { forkScript } from "../forked.ts"
import type { LiveServer } from "../live-server.ts"
import { takeTurns } from "../measure.ts"
import type { Row } from "../measure.ts"
import { Page } from "../page.ts"

const GOAL = { ratioAtMost: 3 }
const PACE_MS = 100

/** A page's order to run `1 + 1`, until its value is back, against the shortest way there is between as many
 *  processes. At a person's pace, and each run right after the one before. */
export async function runCellRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const [data, home] = [join(folder.path, "data"), join(folder.path, "home")]
  mkdirSync(home)
  writeFileSync(join(home, "sum.md"), "# Sum\n\n```ts\n1 + 1\n```\n")
  await using server = await forkScript<LiveServer>(new URL("../live-server.ts", import.meta.url), [data, home])
  await using floor = await forkScript<number>(new URL("./run-cell.floor-server.ts", import.meta.url))
  using page = await Page.open(server.ready, "/sum.md")
  const bare = new WebSocket(`ws://127.0.0.1:${floor.ready}`, { perMessageDeflate: false })
  await new Promise((resolve) => bare.once("open", resolve))

  const cell = page.codeCell()
  const ours = (): Promise<number> => page.run(cell)
  const beside = (): Promise<number> => runBare(bare)
  const paced = (take: () => Promise<number>) => async (): Promise<number> => {
    await sleep(PACE_MS)
    return await take()
  }
  const calm = await takeTurns({ ours: paced(ours), beside: paced(beside) }, { count: 100, warmUp: 10 })
  const rush = await takeTurns({ ours, beside }, { count: 500, warmUp: 500 })
  bare.close()
  const besideName = "ws → server → forked child → vm.compileFunction → back"
  return [
    { name: "`1 + 1`, order to value, at a person's pace", besideName, ...calm, goal: GOAL },
    { name: "`1 + 1`, order to value, one right after another", besideName, ...rush, goal: GOAL },
  ]
}

async function runBare(socket: WebSocket): Promise<number> {
  const answer = new Promise((resolve) => socket.once("message", resolve))
  const start = performance.now()
  socket.send(`{"code":"return 1 + 1"}`)
  await answer
  return performance.now() - start
}
