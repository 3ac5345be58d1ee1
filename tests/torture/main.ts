// Does terrible things to one session, one after the other, and says afterwards what the server lost by it: memory, and
// how fast another session answers. `npm run torture`; not part of the tests, as it measures time.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { open } from "../support/attacks.ts"
import type { CellResult, Session } from "../support/attacks.ts"
import { newFolder, startQuire } from "../support/server.ts"
import type { RunningQuire } from "../support/server.ts"
import { DEEDS } from "./deeds.ts"
import type { Deed } from "./deeds.ts"

const GROWTH_MB = 20
const ANSWER_MS = 50
/** A leak grows with each round; what V8 keeps for later does not. */
const ROUNDS = 2
const NOTEBOOK = "```ts name=bad\n1\n```\n\n```ts name=after\n1 + 41\n```\n"
const OTHER = "```ts name=load\nconst n = 41\n```\n\n```ts\nn + 1\n```\n"

const home = newFolder("home")
writeFileSync(join(home, "bad.md"), NOTEBOOK)
writeFileSync(join(home, "other.md"), OTHER)
await using quire = await startQuire({ home, environment: { QUIRE_MEMORY_MB: "256" } })
const bad = await open(quire, "/bad.md")
const other = await open(quire, "/other.md")
await run(quire, other, [0, 1])
await run(quire, bad, [1])
await settle()
const before = rssMb(quire)
const failures: string[] = []
let slowest = 0
const totals = new Map<string, number>()

for (const [n, deed] of Array.from({ length: ROUNDS }, () => DEEDS)
  .flat()
  .entries()) {
  const seen = await doIt(deed)
  const answer = await ask(quire, other)
  slowest = Math.max(slowest, answer)
  totals.set(seen, (totals.get(seen) ?? 0) + 1)
  const isGood = (deed.ends === "any" || seen === deed.ends) && answer < ANSWER_MS
  if (!isGood) failures.push(`${deed.name}: ${seen}, the other session in ${Math.round(answer)} ms`)
  console.log(
    `${String(n + 1).padStart(3)} ${isGood ? "  " : "!!"} ${deed.name.padEnd(44)} ${seen.padEnd(14)} ${answer.toFixed(1)} ms`,
  )
  if ((n + 1) % DEEDS.length > 0) continue
  await settle()
  console.log(`server: ${rssMb(quire)} MB, ${before} MB before`)
}
await settle()
const growth = rssMb(quire) - before
console.log(
  `\n${ROUNDS} times ${DEEDS.length} deeds: ${[...totals].map(([what, count]) => `${count} ${what}`).join(", ")}`,
)
console.log(`server: ${before} MB before, ${growth >= 0 ? "+" : ""}${growth} MB after (at most ${GROWTH_MB})`)
console.log(`another session answered in ${slowest.toFixed(1)} ms at worst (at most ${ANSWER_MS})`)
if (Math.abs(growth) > GROWTH_MB) failures.push(`the server's memory changed by ${growth} MB`)
for (const failure of failures) console.log(`!! ${failure}`)
console.log(failures.length === 0 ? "all survived" : `${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

/** Runs the deed, stops it if it must be stopped, and checks that the session goes on. */
async function doIt({ code, stopAfterMs }: Deed): Promise<string> {
  const id = bad.cells[0]?.id ?? ""
  await quire.api("PATCH", `/sessions/${bad.id}/cells/${id}`, { source: code })
  const running = run(quire, bad, [0]).catch(() => undefined)
  if (stopAfterMs !== undefined) {
    await sleep(stopAfterMs)
    await quire.api("POST", `/sessions/${bad.id}/interrupt`)
  }
  const results = await Promise.race([running, sleep(20_000).then(() => undefined)])
  if (results === undefined) {
    await quire.api("POST", `/sessions/${bad.id}/restart`)
    return "hung"
  }
  // What it left behind may still fail.
  await sleep(20)
  const after = await run(quire, bad, [1])
  const ended = after.find(({ name }) => name === "bad")?.status ?? "gone"
  const last = after.find(({ name }) => name === "after")?.status
  return last === "done" ? (ended === "not-run" ? "died" : ended) : `lost (${last})`
}

async function run(server: RunningQuire, session: Session, cells: readonly number[]): Promise<readonly CellResult[]> {
  const ids = cells.map((n) => session.cells[n]?.id)
  const ran = await server.api<{ cells: CellResult[] }>("POST", `/sessions/${session.id}/run`, {
    cells: ids,
    wait: true,
  })
  return ran.body.cells
}

async function ask(server: RunningQuire, session: Session): Promise<number> {
  const start = performance.now()
  const results = await run(server, session, [1])
  const took = performance.now() - start
  if (results[1]?.status !== "done") throw new Error("the other session does not answer")
  return took
}

/** Memory that V8 has not given back yet is no leak: waits until it is steady. */
async function settle(): Promise<void> {
  await sleep(8000)
}

function rssMb({ child }: RunningQuire): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8")
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024)
}
