import { execFileSync } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3"
import { readDocument } from "@quire/session"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import type { TestPage } from "../support/browser.ts"
import { startFaultProxy } from "../support/fakes.ts"
import type { Fault, FaultProxy } from "../support/fakes.ts"
import { PageClient } from "../support/page-client.ts"
import { clientFor, makeBucket, testServers } from "../support/s3-servers.ts"
import type { TestServer } from "../support/s3-servers.ts"
import { newFolder, startQuire, TOKEN } from "../support/server.ts"
import type { RunningQuire } from "../support/server.ts"

// While a storage fails, people write on, the page says what is wrong and when it is tried again, and once the storage is
// well, all is saved without anybody doing anything.

const TEXT = "# Faults\n\n```ts name=a\nconst a = 1\n```\n"
const always = (fault: string, more: object = {}): Fault => ({ fault, times: "*", ...more })

function client(quire: RunningQuire, storage: string): PageClient {
  const server = (): { url: string; token: string } => ({ url: quire.url, token: TOKEN })
  return new PageClient({ person: "ada", storage, path: "/faults.md", server })
}

describe("[S25] an object storage that fails", () => {
  let browser: Browser
  let s3: TestServer
  let proxy: FaultProxy
  let quire: RunningQuire
  let page: TestPage
  let ada: PageClient
  let read: () => Promise<string>
  beforeAll(async () => {
    browser = await startBrowser()
    s3 = (await testServers())[0] as TestServer
    proxy = await startFaultProxy(s3.url)
    const bucket = (await makeBucket(s3)).split("/").at(-1) ?? ""
    const place = { Bucket: bucket, Key: "faults.md" }
    const direct = clientFor(s3)
    await direct.send(new PutObjectCommand({ ...place, Body: TEXT }))
    read = async () => (await (await direct.send(new GetObjectCommand(place))).Body?.transformToString()) ?? ""
    quire = await startQuire({ home: newFolder("home") })
    const { region, accessKeyId, secretAccessKey } = s3
    const asked = { kind: "s3", name: "ill", bucketUrl: `${proxy.url}/${bucket}`, region, accessKeyId, secretAccessKey }
    const added = await quire.api<{ id: string }>("POST", "/storages", asked)
    expect(added.status, added.text).toBe(201)
    ada = client(quire, added.body.id)
    await ada.connect()
    page = await openPage(browser, quire, notebookPath(added.body.id, "/faults.md"))
  })
  afterAll(async () => {
    ada.cut()
    for (const one of [quire, proxy]) await one[Symbol.asyncDispose]()
    await browser.close()
  })

  const PUT = { method: "PUT" }
  const cases: [what: string, fault: Fault, code: string, says: RegExp][] = [
    ["is down", always("reset"), "unreachable", /Not saved to ill: .*cannot be reached.* running/],
    ["is busy", always("slowdown"), "throttled", /Not saved to ill: The storage is busy.*tries again/],
    ["refuses the key", always("denied", PUT), "access-denied", /Not saved to ill: .*Check that key and secret/],
    [
      "finds the session expired",
      always("expired"),
      "credentials-expired",
      /Not saved to ill: The credentials have expired.*Sign in again/,
    ],
    [
      "always has another version",
      always("precondition", PUT),
      "conflict",
      /Not saved to ill: The file changed meanwhile.*merges/,
    ],
    ["has a failure of its own", always("internal", PUT), "unexpected", /Not saved to ill: .*InternalError/],
  ]
  test.each(cases)("%s", async (what, fault, code, says) => {
    await proxy.faults([fault])
    ada.writeLine(`// while it ${what}`)
    await eventually(() => ada.state.save.status, "failed", 60_000)
    const { save } = ada.state
    expect(save.status === "failed" ? save.problem.code : save.status).toBe(code)
    await page.getByText(says).waitFor()
    await page.getByText(/^Not saved: retrying in \d+ s$/).waitFor()
    // People write on, and the server keeps it.
    ada.writeLine(`// and after it ${what}`)
    await ada.settled()
    await proxy.faults([])
    await eventually(read, (text) => text.includes(`// while it ${what}\n// and after it ${what}`), 60_000)
    await page.getByText(/^Saved to/).waitFor()
    expect(await page.getByText(/Not saved/).count()).toBe(0)
  })

  test("is slow", async () => {
    await proxy.faults([always("delay", { ms: 2500, ...PUT })])
    ada.writeLine("// while it is slow")
    await eventually(() => ada.state.save.status, "saving", 10_000)
    ada.writeLine("// and while it saves")
    await ada.settled()
    await eventually(read, (text) => text.includes("// while it is slow\n// and while it saves"), 60_000)
    await proxy.faults([])
    expect(page.errors).toEqual([])
  })
})

/** A disk of its own, which only root can make. */
function makeDisk(folder: string, size: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

describe("[S25] a disk that fails", () => {
  const folder = newFolder("disk")
  const dataFolder = newFolder("data-disk")
  const isMounted = makeDisk(folder, "64k") && makeDisk(dataFolder, "64m")
  afterAll(() => {
    if (isMounted) for (const disk of [folder, dataFolder]) execFileSync("umount", ["-l", disk])
  })
  const remount = (how: string, disk = folder): void => void execFileSync("mount", ["-o", `remount,${how}`, disk])

  test.skipIf(!isMounted)("is full, then read-only", async () => {
    const file = join(folder, "faults.md")
    writeFileSync(file, TEXT)
    await using quire = await startQuire({ home: folder })
    const ada = client(quire, "home")
    await ada.connect()
    for (const [code, spoil, mend] of [
      [
        "no-space",
        () => writeFileSync(join(folder, "ballast"), Buffer.alloc(56 * 1024)),
        () => writeFileSync(join(folder, "ballast"), ""),
      ],
      ["read-only", () => remount("ro"), () => remount("rw")],
    ] as const) {
      spoil()
      ada.writeLine(`// ${code} ${code === "no-space" ? "x".repeat(9000) : ""}`)
      await eventually(() => ada.state.save.status, "failed", 20_000)
      const { save } = ada.state
      expect(save.status === "failed" ? [save.problem.code, save.retryAt === undefined] : save.status).toEqual([
        code,
        false,
      ])
      ada.writeLine(`// after ${code}`)
      await ada.settled()
      mend()
      await eventually(
        () => readFileSync(file, "utf8"),
        (text) => text.includes(`// after ${code}`),
        30_000,
      )
    }
    ada.cut()
  })

  test.skipIf(!isMounted)(
    "is the server's own, and full: people go on in memory, which is said, until it is mended",
    async () => {
      const home = newFolder("home")
      writeFileSync(join(home, "faults.md"), TEXT)
      await using quire = await startQuire({ home, dataFolder })
      const [ada, bob] = [client(quire, "home"), client(quire, "home")]
      await ada.connect()
      await bob.connect()
      ada.writeLine("// before")
      await ada.settled()
      const ballast = join(dataFolder, "ballast")
      expect(() => writeFileSync(ballast, Buffer.alloc(80 * 1024 * 1024))).toThrow("ENOSPC")
      ada.writeLine(`// in memory ${"x".repeat(100_000)}`)
      await eventually(() => ada.state.journalProblem?.code, "journal-failed", 20_000)
      // Not acknowledged, and seen by the others all the same.
      expect(ada.replica.unacknowledged).toBe(1)
      await eventually(
        () => JSON.stringify(readDocument(bob.doc)),
        (text) => text.includes("// in memory"),
      )
      rmSync(ballast)
      await ada.settled()
      await eventually(() => ada.state.journalProblem, undefined, 20_000)
      for (const one of [ada, bob]) one.cut()
    },
  )

  test.skipIf(!isMounted)(
    "is the server's own, and read-only from the start: it serves and saves, and says what it cannot keep",
    async () => {
      const home = newFolder("home")
      writeFileSync(join(home, "faults.md"), TEXT)
      remount("ro", dataFolder)
      await using quire = await startQuire({ home, dataFolder })
      expect(quire.output()).toContain(`${dataFolder} cannot be written`)
      const ada = client(quire, "home")
      await ada.connect()
      expect(ada.state.journalProblem?.code).toBe("data-folder-read-only")
      ada.writeLine("// saved")
      await eventually(
        () => readFileSync(join(home, "faults.md"), "utf8"),
        (text) => text.includes("// saved"),
      )
      expect(ada.state.journalProblem?.code).toBe("data-folder-read-only")
      ada.cut()
      remount("rw", dataFolder)
    },
  )
})
