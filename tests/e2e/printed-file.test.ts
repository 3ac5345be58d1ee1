import { symlinkSync, writeFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { open } from "../support/attacks.ts"
import type { Session } from "../support/attacks.ts"
import { newFolder, startQuire } from "../support/server.ts"
import type { RunningQuire } from "../support/server.ts"

const LINES = 200_000
const FLOOD = `for (let n = 0; n < ${LINES}; n++) (n % 1000 === 0 ? console.error : console.log)("line " + n)`
const WHOLE = Array.from({ length: LINES }, (_, n) => `line ${n}\n`).join("")

async function run(quire: RunningQuire, session: Session, source?: string): Promise<string> {
  const cell = session.cells[0]?.id ?? ""
  if (source !== undefined) await quire.api("PATCH", `/sessions/${session.id}/cells/${cell}`, { source })
  const ran = await quire.api("POST", `/sessions/${session.id}/run`, { cells: [cell], wait: true })
  expect(ran.status).toBe(200)
  return `/sessions/${session.id}/cells/${cell}/output`
}

test("[R10] all that a flood printed is kept as a file, in order, until the cell runs again", async () => {
  const home = newFolder("home")
  const data = newFolder("data")
  writeFileSync(join(home, "a.md"), `\`\`\`ts\n${FLOOD}\n\`\`\`\n`)
  const quire = await startQuire({ home, dataFolder: data })
  const session = await open(quire, "/a.md")
  const address = await run(quire, session)
  const kept = await quire.api("GET", address)
  expect(kept.status).toBe(200)
  expect(kept.text === WHOLE).toBe(true)
  // Outputs are kept with the journal, a second after they change.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  await quire.kill()

  await using again = await startQuire({ home, dataFolder: data })
  const reopened = await open(again, "/a.md")
  expect((await again.api("GET", address)).text === WHOLE).toBe(true)
  await run(again, reopened, 'console.log("little")')
  expect(await again.api("GET", address)).toMatchObject({ status: 404, body: { code: "output-not-kept" } })
})

test("[R10] a link in the file's place is not followed", async () => {
  const home = newFolder("home")
  const data = newFolder("data")
  writeFileSync(join(home, "a.md"), `\`\`\`ts\n${FLOOD}\n\`\`\`\n`)
  writeFileSync(join(home, "other.txt"), "not for you")
  await using quire = await startQuire({ home, dataFolder: data })
  const session = await open(quire, "/a.md")
  const address = await run(quire, session)
  const file = join(data, "outputs", session.id, `${session.cells[0]?.id}.txt`)
  await rm(file)
  symlinkSync(join(home, "other.txt"), file)
  expect(await quire.api("GET", address)).toMatchObject({ status: 404 })
})
