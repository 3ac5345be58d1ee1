import { spawnSync } from "node:child_process"
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { expectAlive, open, read } from "../support/attacks.ts"
import type { Session } from "../support/attacks.ts"
import { eventually } from "../support/browser.ts"
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
  rmSync(file)
  symlinkSync(join(home, "other.txt"), file)
  expect(await quire.api("GET", address)).toMatchObject({ status: 404 })
})

test("[R10] [S15] neither questions without a body nor a folder in the file's place end the server", async () => {
  const home = newFolder("home")
  const data = newFolder("data")
  writeFileSync(join(home, "a.md"), `\`\`\`ts\n${FLOOD}\n\`\`\`\n`)
  await using quire = await startQuire({ home, dataFolder: data, environment: { NODE_OPTIONS: "--expose-gc" } })
  const session = await open(quire, "/a.md")
  const address = await run(quire, session)
  for (let n = 0; n < 20; n++) expect((await quire.api("HEAD", address)).status).toBe(200)
  const file = join(data, "outputs", session.id, `${session.cells[0]?.id}.txt`)
  rmSync(file)
  mkdirSync(join(file, "inside"), { recursive: true })
  expect(await quire.api("GET", address)).toMatchObject({ status: 404 })
  await run(quire, session)
  writeFileSync(join(home, "a.md"), "gone\n")
  await eventually(async () => (await read(quire, session.id)).cells[0]?.source, "gone")
  await expectAlive(quire)
})

test("[S15] the data folder that a first start makes is for its owner alone", async () => {
  const dataFolder = join(newFolder("data"), "new")
  await using _quire = await startQuire({
    home: newFolder("home"),
    dataFolder,
    environment: { NODE_COMPILE_CACHE: "" },
  })
  expect(statSync(dataFolder).mode & 0o777).toBe(0o700)
})

test("[S15] a tsconfig that is no file hangs nobody", async () => {
  const home = newFolder("home")
  expect(spawnSync("mkfifo", [join(home, "tsconfig.json")]).status).toBe(0)
  writeFileSync(join(home, "a.md"), "```ts\n1 + 41\n```\n")
  await using quire = await startQuire({ home })
  const session = await open(quire, "/a.md")
  await run(quire, session)
  await expectAlive(quire)
})
