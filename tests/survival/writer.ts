// Edits a notebook in the folders given, and writes down each edit as it is acknowledged. usage: writer.ts HOME DATA MARKS
import { openSync, writeSync } from "node:fs"
import { join } from "node:path"
import type { CellId } from "@quire/notebook"
import { newCell } from "@quire/notebook"
import { insertCell, moveCell, readCells, sourceOf } from "@quire/session"
import type { FilePath, StorageId } from "@quire/storage"
import { localStorage } from "@quire/storage"
import { randomIds, systemClock } from "../../packages/host/src/ambient.ts"
import { openJournal } from "../../packages/host/src/journal/journal.ts"
import { openSession } from "../../packages/host/src/session/open-session.ts"
import { Dice, sessionOptions } from "./machine.ts"

const EDITS = 600
const [home = "", data = "", marks = ""] = process.argv.slice(2)
const journal = await openJournal(join(data, "journal.db"), data)
if (!journal.ok) throw new Error(journal.error.code)
const options = sessionOptions({
  id: "s",
  storage: localStorage({ id: "home" as StorageId, name: "home", folder: home }),
  path: "/n.md" as FilePath,
  journal: journal.value,
  clock: systemClock,
  ids: randomIds,
  onIncident: (what, error) => console.error(what, error),
})
const opened = await openSession(options, true)
if (!opened.ok) throw new Error(opened.error.code)
const session = opened.value
const dice = new Dice(1)
const mark = openSync(marks, "a")
let waiting: Promise<void>[] = []
for (let n = 1; n <= EDITS; n++) {
  const token = `// t${n}`
  waiting.push(session.change((doc) => edit(doc, token)).then(() => void writeSync(mark, `${token}\n`)))
  // Some come together, and are committed together.
  if (dice.next() < 0.4) waiting = await Promise.all(waiting).then(() => [])
  if (dice.next() < 0.03) await session.saveNow()
}
await Promise.all(waiting)
await session.close()
await journal.value[Symbol.asyncDispose]()

function edit(doc: Parameters<typeof readCells>[0], token: string): void {
  const cells = readCells(doc)
  const cell = dice.pick(cells)
  const text = cell?.kind === "code" ? sourceOf(doc, cell.id) : undefined
  if (cell === undefined || text === undefined || dice.next() < 0.1)
    return insertCell(doc, cell?.id, randomIds.next() as CellId, newCell("code", token, "ts"))
  if (dice.next() < 0.1) moveCell(doc, cell.id, dice.pick(cells)?.id)
  text.insert(text.length, `\n${token}`)
}
