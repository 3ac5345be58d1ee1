import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { WebSocket } from "ws"
import { temporaryFolder } from "../folder.ts"
import { forkScript } from "../forked.ts"
import type { LiveServer } from "../live-server.ts"
import { takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"
import { Page } from "../page.ts"

/** One key typed into a cell, until the server has said that it is on disk, against a bare WebSocket whose server
 *  flushes 100 bytes before it answers. Both write to the same disk. */
export async function keystrokeRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const [data, home] = [join(folder.path, "data"), join(folder.path, "home")]
  mkdirSync(home)
  writeFileSync(join(home, "text.md"), "# Text\n\n```ts\nconst text = 1\n```\n")
  await using server = await forkScript<LiveServer>(new URL("../live-server.ts", import.meta.url), [data, home])
  const floorScript = new URL("./keystroke.floor-server.ts", import.meta.url)
  await using floor = await forkScript<number>(floorScript, [join(folder.path, "floor")])
  using page = await Page.open(server.ready, "/text.md")
  const bare = new WebSocket(`ws://127.0.0.1:${floor.ready}`, { perMessageDeflate: false })
  await new Promise((resolve) => bare.once("open", resolve))

  const cell = page.codeCell()
  const { ours, beside } = await takeTurns(
    {
      ours: () => {
        const update = page.type(cell, (text) => text.insert(text.length, "1"))
        return time(() => page.edit(update))
      },
      beside: () => {
        const answer = new Promise((resolve) => bare.once("message", resolve))
        return time(() => {
          bare.send("one key")
          return answer
        })
      },
    },
    { count: 400, warmUp: 50 },
  )
  bare.close()
  const besideName = "ws → fdatasync of 100 bytes → back"
  return [{ name: "keystroke, sent to acknowledged", ours, besideName, beside, goal: { ratioAtMost: 1.5 } }]
}
