import { chmodSync, chownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { newFolder, startQuire } from "../support/server.ts"
import type { RunningQuire } from "../support/server.ts"

// The short list that every run goes through. `tests/attacks` has the long one, which is not part of it yet.

interface Opened {
  readonly id: string
  readonly code: string
  readonly hint: string
  readonly cells: readonly { readonly id: string; readonly status: string }[]
}

const isRoot = process.getuid?.() === 0
const NOBODY = 65_534

async function expectAlive(quire: RunningQuire): Promise<void> {
  const health = await fetch(`${quire.url}/health`, { signal: AbortSignal.timeout(5000) })
  expect(health.status).toBe(200)
}

describe("[S15] bad input gets a clear error and loses nothing", () => {
  test.each<[string, (home: string) => void, string, number, string]>([
    [
      "a binary called .md",
      (home) => writeFileSync(join(home, "a.md"), Buffer.from([0, 255, 1, 254])),
      "/a.md",
      422,
      "not-text",
    ],
    [
      "invalid UTF-8",
      (home) => writeFileSync(join(home, "a.md"), Buffer.from([0x61, 0xe9, 0x20])),
      "/a.md",
      422,
      "not-text",
    ],
    ["a folder named x.md", (home) => mkdirSync(join(home, "x.md")), "/x.md", 422, "invalid-path"],
    ["a missing file", () => undefined, "/a.md", 404, "not-found"],
    ["no Markdown", (home) => writeFileSync(join(home, "a.txt"), "x"), "/a.txt", 422, "not-a-notebook"],
    ["a way out by ..", () => undefined, "/../a.md", 422, "invalid-path"],
    [
      "a link out of the folder",
      (home) => symlinkSync("/etc/passwd", join(home, "a.md")),
      "/a.md",
      422,
      "invalid-path",
    ],
    ["a name too long", () => undefined, `/${"x".repeat(300)}.md`, 422, "invalid-path"],
  ])("%s is refused with code and hint", async (_, make, path, status, code) => {
    const home = newFolder("home")
    make(home)
    await using quire = await startQuire({ home })
    const opened = await quire.api<Opened>("POST", "/sessions", { storage: "home", path })
    expect(opened).toMatchObject({ status, body: { code } })
    expect(opened.body.hint.length).toBeGreaterThan(10)
    await expectAlive(quire)
  })

  test.skipIf(!isRoot)("a file that this user may not read is access-denied, and stays", async () => {
    const [home, dataFolder] = [newFolder("home"), newFolder("data")]
    const file = join(home, "a.md")
    writeFileSync(file, "kept\n")
    for (const path of [home, dataFolder, file]) chownSync(path, NOBODY, NOBODY)
    chmodSync(file, 0)
    await using quire = await startQuire({ home, dataFolder, uid: NOBODY })
    const opened = await quire.api<Opened>("POST", "/sessions", { storage: "home", path: "/a.md" })
    expect(opened).toMatchObject({ status: 403, body: { code: "access-denied" } })
    expect(opened.body.hint).toContain("permissions")
    expect(readFileSync(file, "utf8")).toBe("kept\n")
  })

  test("front matter that is no YAML opens, and is kept as it is", async () => {
    const home = newFolder("home")
    const text = "---\na: [1\n---\n\n```ts\n1\n```\n"
    writeFileSync(join(home, "a.md"), text)
    await using quire = await startQuire({ home })
    const opened = await quire.api<Opened>("POST", "/sessions", { storage: "home", path: "/a.md" })
    const ran = await quire.api<Opened>("POST", `/sessions/${opened.body.id}/run`, { wait: true })
    expect(ran.body.cells[0]).toMatchObject({ status: "done" })
    await quire.api("POST", `/sessions/${opened.body.id}/save`)
    expect(readFileSync(join(home, "a.md"), "utf8")).toBe(text)
  })
})

describe("[S16] what cells do stays in their process", () => {
  test.each([
    ["exit", "process.exit(3)"],
    ["abort", "process.abort()"],
    ["a kill", 'process.kill(process.pid, "SIGKILL")'],
    ["a value whose getters throw", "({ get a() { throw 1 }, toString: null })"],
    ["a proxy thrown", 'throw new Proxy({}, { getPrototypeOf() { throw new Error("trap") } })'],
    ["a function with parameters in JavaScript", "const f = (x) => x + 1; f(1)"],
  ])("%s: the server answers, and another notebook runs", async (_, code) => {
    const home = newFolder("home")
    writeFileSync(join(home, "bad.md"), `\`\`\`js\n${code}\n\`\`\`\n`)
    writeFileSync(join(home, "good.md"), "```ts\n1 + 1\n```\n")
    await using quire = await startQuire({ home })
    const bad = await quire.api<Opened>("POST", "/sessions", { storage: "home", path: "/bad.md" })
    await quire.api("POST", `/sessions/${bad.body.id}/run`, { wait: true })
    const good = await quire.api<Opened>("POST", "/sessions", { storage: "home", path: "/good.md" })
    const ran = await quire.api<Opened>("POST", `/sessions/${good.body.id}/run`, { wait: true })
    expect(ran.body.cells[0]).toMatchObject({ status: "done" })
    await expectAlive(quire)
  })
})
