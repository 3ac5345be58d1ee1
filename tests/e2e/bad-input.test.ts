import { spawnSync } from "node:child_process"
import { once } from "node:events"
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { get } from "node:http"
import type { IncomingMessage } from "node:http"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import {
  edit,
  expectAlive,
  isRoot,
  NOBODY,
  nobodysFolders,
  open,
  OTHER,
  quireRun,
  read,
  savedAs,
} from "../support/attacks.ts"
import type { Problem } from "../support/attacks.ts"
import { eventually } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

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
    [
      "UTF-16",
      (home) => writeFileSync(join(home, "a.md"), Buffer.from("\uFEFF# t", "utf16le")),
      "/a.md",
      422,
      "not-text",
    ],
    ["a folder named x.md", (home) => mkdirSync(join(home, "x.md")), "/x.md", 422, "invalid-path"],
    ["a missing file", () => undefined, "/a.md", 404, "not-found"],
    ["no Markdown", (home) => writeFileSync(join(home, "a.txt"), "x"), "/a.txt", 422, "not-a-notebook"],
    ["a way out by ..", () => undefined, "/../a.md", 422, "invalid-path"],
    ["a NUL in the path", () => undefined, "/a\0.md", 422, "invalid-path"],
    [
      "a link out of the folder",
      (home) => symlinkSync("/etc/passwd", join(home, "a.md")),
      "/a.md",
      422,
      "invalid-path",
    ],
    ["links in a circle", (home) => symlinkSync("a.md", join(home, "a.md")), "/a.md", 422, "invalid-path"],
    ["a name too long", () => undefined, `/${"x".repeat(300)}.md`, 422, "invalid-path"],
  ])("%s is refused with code and hint, and left alone", async (_, make, path, status, code) => {
    const home = newFolder("home")
    make(home)
    await using quire = await startQuire({ home })
    const opened = await quire.api<Problem>("POST", "/sessions", { storage: "home", path })
    expect(opened).toMatchObject({ status, body: { code } })
    expect(opened.body.hint.length).toBeGreaterThan(10)
    await expectAlive(quire)
  })

  test.skipIf(!isRoot).each<[string, (home: string) => void, string]>([
    [
      "an unreadable file",
      (home) => {
        writeFileSync(join(home, "a.md"), "kept\n")
        chmodSync(join(home, "a.md"), 0)
      },
      "/a.md",
    ],
    [
      "a file in a folder without permission",
      (home) => {
        mkdirSync(join(home, "closed"))
        writeFileSync(join(home, "closed/a.md"), "kept\n")
        chmodSync(join(home, "closed"), 0)
      },
      "/closed/a.md",
    ],
  ])("%s: access-denied, and the hint speaks of the file's permissions", async (_, make, path) => {
    const folders = nobodysFolders()
    make(folders.home)
    await using quire = await startQuire({ ...folders, uid: NOBODY })
    const opened = await quire.api<Problem>("POST", "/sessions", { storage: "home", path })
    expect(opened).toMatchObject({ status: 403, body: { code: "access-denied" } })
    expect(readFileSync(join(folders.home, path), "utf8")).toBe("kept\n")
    await expectAlive(quire)
    // Keys and secrets are a bucket's affair.
    expect(opened.body.hint).not.toMatch(/\b(?:key|secret)\b/i)
  })

  test.skipIf(!isRoot)("a folder that cannot be written keeps the edit in the journal until it can", async () => {
    const folders = nobodysFolders()
    const file = join(folders.home, "ro/a.md")
    mkdirSync(join(folders.home, "ro"))
    writeFileSync(file, "start\n")
    await using quire = await startQuire({ ...folders, uid: NOBODY })
    const session = await open(quire, "/ro/a.md")
    await edit(quire, session, "edited")
    await quire.api("POST", `/sessions/${session.id}/save`)
    expect(await savedAs(quire, session.id)()).toBe("access-denied")
    expect(readFileSync(file, "utf8")).toBe("start\n")
    await quire.kill()
    chownSync(join(folders.home, "ro"), NOBODY, NOBODY)
    chownSync(file, NOBODY, NOBODY)
    await using again = await startQuire({ ...folders, uid: NOBODY })
    expect((await open(again, "/ro/a.md")).cells.map(({ source }) => source)).toEqual(["edited"])
    await eventually(() => readFileSync(file, "utf8"), "edited\n")
  })

  test.skipIf(!isRoot)("a data folder that cannot be made stops the start with one clear line", async () => {
    const folders = nobodysFolders()
    chmodSync(folders.dataFolder, 0o555)
    const dataFolder = join(folders.dataFolder, "new")
    const failure = await startQuire({ ...folders, dataFolder, uid: NOBODY }).then(
      () => "started",
      (error: unknown) => String(error),
    )
    expect(failure).toContain("Make it writable for this user")
    expect(failure).not.toContain("    at ")
  })

  test.each(["settings.db", "journal.db"])(
    "a %s that is no database stops the start with one clear line",
    async (name) => {
      const dataFolder = newFolder("data")
      writeFileSync(join(dataFolder, name), "garbage ".repeat(1000))
      const failure = await startQuire({ home: newFolder("home"), dataFolder }).then(
        () => "started",
        (error: unknown) => String(error),
      )
      expect(failure).toContain("quire: ")
      expect(failure).not.toContain("    at ")
    },
  )

  test("a 20 MB notebook opens, and an edit is saved", async () => {
    const home = newFolder("home")
    const section = (n: number): string =>
      `## Section ${n}\n\n${"Plain words of a long report. ".repeat(700)}\n\n\`\`\`ts\nconst v${n} = ${n}\n\`\`\`\n\n`
    const text = Array.from({ length: 950 }, (_, n) => section(n)).join("")
    expect(text.length).toBeGreaterThan(19_000_000)
    writeFileSync(join(home, "big.md"), text)
    await using quire = await startQuire({ home })
    const session = await open(quire, "/big.md")
    await edit(quire, session, "edited")
    await eventually(() => readFileSync(join(home, "big.md"), "utf8").includes("\n\nedited\n\n"), true, 30_000)
    await expectAlive(quire)
  })

  test("a notebook of 3,000 code cells opens while others are served", async () => {
    const home = newFolder("home")
    writeFileSync(
      join(home, "many.md"),
      Array.from({ length: 3000 }, (_, n) => `\`\`\`ts\nconst v${n} = ${n}\n\`\`\`\n`).join("\n"),
    )
    await using quire = await startQuire({ home })
    const opening = quire.api("POST", "/sessions", { storage: "home", path: "/many.md" })
    let isOpen = false
    void opening.then(
      () => (isOpen = true),
      () => (isOpen = true),
    )
    while (!isOpen) {
      await fetch(`${quire.url}/health`, { signal: AbortSignal.timeout(10_000) })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect((await opening).status).toBe(201)
  })

  test.each([
    ["no YAML", ": : [ not yaml"],
    ["a list", "- a\n- b"],
    ["an alias bomb", "a: &a [1,1]\nb: &b [*a,*a]\nc: &c [*b,*b]\ndependencies: *c"],
    ["nested deeply", `a: ${"[".repeat(30_000)}`],
    ["100 KB", "# x\n".repeat(25_000)],
  ])("front matter that is %s: opens, is kept as it is, and the cells run", async (_, yaml) => {
    const home = newFolder("home")
    const text = `---\n${yaml}\n---\n\nWords.\n\n\`\`\`ts\n1 + 41\n\`\`\`\n`
    writeFileSync(join(home, "a.md"), text)
    await using quire = await startQuire({ home })
    const session = await open(quire, "/a.md")
    await edit(quire, session, "Other words.")
    const ran = await quire.api("POST", `/sessions/${session.id}/run`, { wait: true })
    expect(ran.text).toContain('"42"')
    await eventually(() => readFileSync(join(home, "a.md"), "utf8"), text.replace("Words.", "Other words."))
    await expectAlive(quire)
  })

  test.each([
    ["a path for a name", "../../evil: 1.0.0"],
    ["a flag for a name", '"--global": 1.0.0'],
    ["a range for a version", "left-pad: latest"],
    ["a folder for a version", "left-pad: file:/etc"],
  ])("a dependency with %s installs nothing", (_, line) => {
    const file = join(newFolder("home"), "a.md")
    writeFileSync(file, `---\ndependencies:\n  ${line}\n---\n\n\`\`\`ts\n1 + 41\n\`\`\`\n`)
    const { status, text } = quireRun(file)
    expect(status).toBe(0)
    expect(text).toContain("42")
    expect(text).not.toContain("installing")
  })

  test("quire run says in one line why it cannot write --out", () => {
    const file = join(newFolder("home"), "a.md")
    writeFileSync(file, "1\n")
    const { status, text } = quireRun(file, "--out", "/no/such/folder/x.json")
    expect(status).toBe(2)
    expect(text).not.toContain("    at ")
    expect(text).not.toContain("triggerUncaughtException")
  })

  test("a cell that takes long to read keeps no other notebook from running", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "slow.md"), `\`\`\`ts\n${"f(x);\n".repeat(60_000)}\`\`\`\n`)
    writeFileSync(join(home, "fine.md"), OTHER)
    await using quire = await startQuire({ home })
    const slow = quire.api("POST", "/sessions", { storage: "home", path: "/slow.md" })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const fine = await open(quire, "/fine.md")
    await slow
    const ran = await quire.api("POST", `/sessions/${fine.id}/run`, { wait: true })
    expect(ran.text).toContain('"42"')
  })

  test("cells nested too deep for the parser are an error of that cell", async () => {
    const home = newFolder("home")
    const deep = `${"(".repeat(5000)}1${")".repeat(5000)}`
    writeFileSync(join(home, "a.md"), `\`\`\`ts\n${deep}\n\`\`\`\n\n\`\`\`ts\n1 + 41\n\`\`\`\n`)
    await using quire = await startQuire({ home })
    const opened = await quire.api("POST", "/sessions", { storage: "home", path: "/a.md" }).catch(String)
    await expectAlive(quire)
    expect(opened).toMatchObject({ status: 201 })
  })

  test.each(["ts", "tsx", "js", "jsx"])("a function with parameters in a %s cell", (language) => {
    const file = join(newFolder("home"), "a.md")
    writeFileSync(file, `\`\`\`${language}\nconst next = (n) => n + 1\nnext(41)\n\`\`\`\n`)
    expect(quireRun(file)).toMatchObject({ status: 0, text: expect.stringContaining("42") as string })
  })

  test("a long line of list marks is parsed without growing by its square", { timeout: 20_000 }, async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), "1. ".repeat(100_000))
    await using quire = await startQuire({ home })
    await open(quire, "/a.md")
  })

  test.each<[string, (file: string) => void, string]>([
    ["removed", (file) => rmSync(file), "file-removed"],
    ["replaced by a binary", (file) => writeFileSync(file, Buffer.from([0, 1, 255])), "not-text"],
    ["replaced by UTF-16", (file) => writeFileSync(file, Buffer.from("\uFEFFother", "utf16le")), "not-text"],
    [
      "replaced by a folder",
      (file) => {
        rmSync(file)
        mkdirSync(file)
      },
      "invalid-path",
    ],
    [
      "replaced by a link that leads out",
      (file) => {
        rmSync(file)
        symlinkSync("/etc/passwd", file)
      },
      "invalid-path",
    ],
  ])("a file %s while it is open: the edit is kept, and saving says why it cannot", async (_, act, code) => {
    const home = newFolder("home")
    const dataFolder = newFolder("data")
    writeFileSync(join(home, "a.md"), "start\n")
    const quire = await startQuire({ home, dataFolder })
    const session = await open(quire, "/a.md")
    act(join(home, "a.md"))
    await edit(quire, session, "edited")
    await eventually(savedAs(quire, session.id), code)
    await expectAlive(quire)
    await quire.kill()
    const again = await startQuire({ home, dataFolder })
    const { cells } = await open(again, "/a.md")
    await again.kill()
    expect(cells.map(({ source }) => source)).toEqual(["edited"])
  })

  test("a server whose saving fails still ends when it is told to, within ten seconds", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), "start\n")
    const quire = await startQuire({ home })
    const session = await open(quire, "/a.md")
    writeFileSync(join(home, "a.md"), Buffer.from([0, 1, 255]))
    await edit(quire, session, "edited")
    await eventually(savedAs(quire, session.id), "not-text")
    quire.child.kill("SIGTERM")
    await eventually(() => quire.child.exitCode, 0, 11_000).finally(() => quire.kill())
  })

  test("a session that was closed while its saving failed does not save any more", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), "start\n")
    const quire = await startQuire({ home })
    const session = await open(quire, "/a.md")
    writeFileSync(join(home, "a.md"), Buffer.from([0, 1, 255]))
    await edit(quire, session, "first")
    await eventually(savedAs(quire, session.id), "not-text")
    await quire.api("DELETE", `/sessions/${session.id}`)
    const second = await open(quire, "/a.md")
    await edit(quire, second, "second")
    writeFileSync(join(home, "a.md"), "start\n")
    await quire.api("POST", `/sessions/${second.id}/save`)
    await new Promise((resolve) => setTimeout(resolve, 5000))
    const file = readFileSync(join(home, "a.md"), "utf8")
    await quire.kill()
    expect(file).toContain("second")
    expect(file).not.toContain("first")
  })

  test("a new notebook in the place of a removed one does not throw away what only the journal has", async () => {
    const home = newFolder("home")
    const dataFolder = newFolder("data")
    writeFileSync(join(home, "a.md"), "start\n")
    {
      await using quire = await startQuire({ home, dataFolder })
      const session = await open(quire, "/a.md")
      rmSync(join(home, "a.md"))
      await edit(quire, session, "acknowledged")
      await eventually(savedAs(quire, session.id), "file-removed")
    }
    await using quire = await startQuire({ home, dataFolder })
    const made = await quire.api("POST", "/sessions", { storage: "home", path: "/a.md", create: true })
    const texts = made.status === 201 ? made.text : ""
    const opened = await open(quire, "/a.md")
    expect(`${texts}${JSON.stringify(opened.cells)}`).toContain("acknowledged")
  })

  test("a character that no text file has is not written into one", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), "start\n")
    await using quire = await startQuire({ home })
    const session = await open(quire, "/a.md")
    await edit(quire, session, "before\0after")
    await quire.api("POST", `/sessions/${session.id}/save`)
    await using other = await startQuire({ home })
    expect((await open(other, "/a.md")).cells.length).toBe(1)
  })

  test.skipIf(!isRoot)(
    "a full disk of the home folder: edits are acknowledged, and saved once there is room",
    async () => {
      const home = newFolder("home")
      expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", home]).status).toBe(0)
      try {
        writeFileSync(join(home, "a.md"), "start\n")
        await using quire = await startQuire({ home })
        const session = await open(quire, "/a.md")
        fill(home)
        const long = "edited ".repeat(3000).trim()
        await edit(quire, session, long)
        await eventually(savedAs(quire, session.id), "no-space")
        const problem = (await read(quire, session.id)).save.problem
        expect(problem?.hint.length).toBeGreaterThan(10)
        expect(readFileSync(join(home, "a.md"), "utf8")).toBe("start\n")
        expect((await fetch(`${quire.url}/health`)).status).toBe(200)
        rmSync(join(home, "fill"))
        await eventually(() => readFileSync(join(home, "a.md"), "utf8"), `${long}\n`, 40_000)
        await expectAlive(quire)
      } finally {
        spawnSync("umount", ["-l", home])
      }
    },
  )

  test.skipIf(!isRoot)(
    "a full disk of the data folder: nothing is acknowledged until there is room, nothing lost",
    async () => {
      const dataFolder = newFolder("data")
      expect(spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", dataFolder]).status).toBe(0)
      let stop = (): Promise<void> => Promise.resolve()
      try {
        const home = newFolder("home")
        writeFileSync(join(home, "a.md"), "start\n")
        writeFileSync(join(home, "b.md"), "b\n")
        const quire = await startQuire({ home, dataFolder })
        stop = () => quire.kill()
        const session = await open(quire, "/a.md")
        fill(dataFolder)
        const long = "edited ".repeat(20_000).trim()
        let isAcknowledged = false
        const editing = edit(quire, session, long).then(() => (isAcknowledged = true))
        void editing.catch(() => undefined)
        await new Promise((resolve) => setTimeout(resolve, 1500))
        expect(isAcknowledged).toBe(false)
        const problem = async (): Promise<unknown> => (await read(quire, session.id)).journalProblem?.code
        expect(await problem()).toBe("journal-failed")
        const other = await quire.api<Problem>("POST", "/sessions", { storage: "home", path: "/b.md" })
        expect(other).toMatchObject({ status: 507, body: { code: "journal-failed" } })
        const same = await quire.api<Problem>("POST", "/sessions", { storage: "home", path: "/a.md" })
        expect(same.body.code).not.toBe("internal")
        rmSync(join(dataFolder, "fill"))
        await editing
        expect(await problem()).toBe(undefined)
        await eventually(() => readFileSync(join(home, "a.md"), "utf8"), `${long}\n`)
        await expectAlive(quire)
      } finally {
        await stop()
        spawnSync("umount", ["-l", dataFolder])
      }
    },
  )

  test("an empty key file, left by a full disk, signs nobody's cookies", async () => {
    const dataFolder = newFolder("data")
    writeFileSync(join(dataFolder, "secret.key"), "")
    const { createHmac } = await import("node:crypto")
    const quire = await startQuire({ home: newFolder("home"), dataFolder }).catch(() => undefined)
    if (quire === undefined) return
    await using running = quire
    const key = createHmac("sha256", Buffer.alloc(0)).update("cookies").digest()
    const signature = createHmac("sha256", key).update("cookie x").digest("base64url")
    const port = new URL(running.url).port
    const answer = await fetch(`${running.url}/api/v1/sessions`, {
      headers: { cookie: `quire-${port}=x.${signature}` },
    })
    expect(answer.status).toBe(401)
  })

  test("a body too large is refused before it is read, signed in or not", async () => {
    await using quire = await startQuire({ home: newFolder("home") })
    const body = new Uint8Array(64 * 1024 * 1024).fill(32)
    const answer = await fetch(`${quire.url}/api/v1/sign-in`, { method: "POST", body }).catch(() => undefined)
    expect(answer?.status ?? 413).toBe(413)
    await expectAlive(quire)
  })

  test("wrong tokens of others do not lock out who has the right one", async () => {
    await using quire = await startQuire({ home: newFolder("home") })
    const { port } = new URL(quire.url)
    const statuses: unknown[] = []
    for (let n = 0; n < 30; n++) {
      const headers = { authorization: `Bearer wrong${n}` }
      const asked = get({ host: "127.0.0.1", port, path: "/api/v1/me", localAddress: "127.0.0.2", headers })
      const [answer] = (await once(asked, "response")) as [IncomingMessage]
      answer.resume()
      statuses.push(answer.statusCode)
    }
    expect(statuses.slice(18)).toEqual([401, 401, ...Array.from({ length: 10 }, () => 429)])
    expect((await quire.api("GET", "/sessions")).status).toBe(200)
  })
})

/** Fills a disk to the last byte. */
function fill(folder: string): void {
  try {
    for (let n = 0; n < 10_000; n++) writeFileSync(join(folder, "fill"), Buffer.alloc(4096), { flag: "a" })
  } catch {
    // Full.
  }
}
