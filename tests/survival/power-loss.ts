// Records what a session that is written into does to the disk, then cuts the power after each step of it: with nothing,
// all, and any part of what was not synced yet. Each disk that may come of it must open, and hold, once, all that was
// acknowledged by then. Needs strace. usage: power-loss.ts [SEED]
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { readCells, readDocument } from "@quire/session"
import { parse, serialise } from "@quire/notebook"
import { localStorage } from "@quire/storage"
import type { FilePath, StorageId } from "@quire/storage"
import { randomIds, systemClock } from "../../packages/host/src/ambient.ts"
import { openJournal } from "../../packages/host/src/journal/journal.ts"
import { openSession } from "../../packages/host/src/session/open-session.ts"
import { createHash } from "node:crypto"
import { newFolder } from "../support/server.ts"
import { readTrace, TRACED, TracedDisk } from "./disk-trace.ts"
import { Dice, sessionOptions } from "./machine.ts"

/** Random parts of what is on its way, tried at each step. */
const PARTS = 3
/** Of so many disks one is also saved from, which takes longer. */
const SAVE_EVERY = 10
const SECTOR = 512
const dice = new Dice(Number(process.argv[2] ?? Math.floor(Math.random() * 1e9)))
const root = newFolder("power")
const [home, data, marks, trace] = ["home", "data", "marks", "trace"].map((name) => join(root, name)) as [
  string,
  string,
  string,
  string,
]
for (const folder of [home, data]) mkdirSync(folder)

const ran = spawnSync(
  "strace",
  [
    "-f",
    "-xx",
    "-qq",
    "-s",
    "10000000",
    "-e",
    `trace=${TRACED}`,
    "-o",
    trace,
    process.execPath,
    join(import.meta.dirname, "writer.ts"),
    home,
    data,
    marks,
  ],
  { stdio: "inherit", env: { ...process.env, NODE_COMPILE_CACHE: "" } },
)
if (ran.status !== 0) throw new Error(`strace: ${ran.status ?? ran.error?.message}`)

const steps = readTrace(readFileSync(trace, "utf8"), [home, data], marks)
const disk = new TracedDisk()
const acknowledged: string[] = []
const seen = new Set<string>()
const problems: string[] = []
let [disks, at] = [0, 0]
for (const step of steps) {
  at++
  if (step.type === "mark") acknowledged.push(...step.text.split("\n").filter((token) => token !== ""))
  disk.take(step)
  const count = disk.unsure
  await tryDisk(disk.image(() => false))
  await tryDisk(disk.image(() => true))
  if (step.type === "write" && step.bytes.length > SECTOR)
    await tryDisk(disk.image(() => true, SECTOR * (1 + dice.below(Math.floor(step.bytes.length / SECTOR)))))
  for (let n = 0; n < PARTS && count > 1; n++) {
    const came = Array.from({ length: count }, () => dice.next() < 0.5)
    await tryDisk(disk.image((index) => came[index] === true))
  }
  if (at % 500 === 0) console.log(`${at} of ${steps.length} steps, ${disks} disks, ${problems.length} problems`)
}
rmSync(root, { recursive: true, force: true })
const writes = steps.filter(({ type }) => type === "write").length
const syncs = steps.filter(({ type }) => type === "sync" || type === "syncFolder").length
console.log(
  `power loss: ${writes} writes and ${syncs} syncs recorded, ${acknowledged.length} edits acknowledged; ` +
    `${disks} different disks opened, ${problems.length} of them lacking something`,
)
process.exit(problems.length > 0 ? 1 : 0)

async function tryDisk(image: ReadonlyMap<string, Buffer>): Promise<void> {
  const hash = createHash("sha256")
  for (const [path, bytes] of image) hash.update(path).update(bytes)
  const key = `${hash.digest("hex")} ${acknowledged.length}`
  if (seen.has(key)) return
  seen.add(key)
  disks++
  const folder = join(root, "replay")
  rmSync(folder, { recursive: true, force: true })
  for (const name of ["home", "data"]) mkdirSync(join(folder, name), { recursive: true })
  for (const [path, bytes] of image) writeFileSync(join(folder, path.slice(root.length)), bytes)
  const problem = await whatIsWrong(join(folder, "home"), join(folder, "data"), disks % SAVE_EVERY === 0).catch(String)
  if (problem === undefined) return
  problems.push(problem)
  console.log(`after step ${at} (${steps[at - 1]?.type}): ${problem}`)
}

async function whatIsWrong(home: string, data: string, saves: boolean): Promise<string | undefined> {
  const journal = await openJournal(join(data, "journal.db"), data)
  if (!journal.ok) return `the journal does not open: ${JSON.stringify(journal.error)}`
  await using _journal = journal.value
  const incidents: string[] = []
  const options = sessionOptions({
    id: "s",
    storage: localStorage({ id: "home" as StorageId, name: "home", folder: home }),
    path: "/n.md" as FilePath,
    journal: journal.value,
    clock: systemClock,
    ids: randomIds,
    onIncident: (what, error) => incidents.push(`${what}: ${String(error)}`),
  })
  const opened = await openSession(options, false)
  if (!opened.ok) return acknowledged.length > 0 ? `it does not open: ${opened.error.code}` : undefined
  const session = opened.value
  try {
    const lacks = missing(readCells(session.doc).map(({ source }) => source))
    if (lacks !== undefined || !saves) return lacks
    await session.saveNow()
    const text = readFileSync(join(home, "n.md"), "utf8")
    if (session.state.save.status !== "saved") return `it is ${session.state.save.status}`
    if (text !== serialise(readDocument(session.doc))) return "the file has another text"
    return incidents[0] ?? missing(parse(text).cells.map(({ source }) => source))
  } finally {
    await session.close()
  }
}

function missing(sources: readonly string[]): string | undefined {
  const times = new Map<string, number>()
  for (const line of sources.flatMap((source) => source.split("\n"))) times.set(line, (times.get(line) ?? 0) + 1)
  const token = acknowledged.find((line) => times.get(line) !== 1)
  return token === undefined ? undefined : `${token} is there ${times.get(token) ?? 0} times`
}
