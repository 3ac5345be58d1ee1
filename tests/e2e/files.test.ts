import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startS3Double } from "../../packages/storage/test/s3-double.ts"
import { eventually, openPage, startBrowser } from "../support/browser.ts"
import { makeBucket, testServers } from "../support/s3-servers.ts"
import { newFolder, startQuire } from "../support/server.ts"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

describe("[W5] the file browser", () => {
  test("new folder, rename, copy, delete with a question, and what is there is never overwritten", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), "a\n")
    writeFileSync(join(home, "b.md"), "b\n")
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire)
    const dialog = page.getByRole("dialog")
    const act = async (file: string, action: string): Promise<void> => {
      await page.getByRole("button", { name: `More for ${file}`, exact: true }).click()
      await page.getByRole("menuitem", { name: action }).click()
    }
    await page.getByRole("button", { name: "New folder" }).click()
    await dialog.getByLabel("Name").fill("reports")
    await dialog.getByRole("button", { name: "Make folder" }).click()
    await page.getByRole("button", { name: "reports", exact: true }).waitFor()
    await act("a.md", "Rename or move")
    await dialog.getByLabel("To").fill("/b.md")
    await dialog.getByRole("button", { name: "Move" }).click()
    await dialog.getByText("something of that name already").waitFor()
    expect(readFileSync(join(home, "b.md"), "utf8")).toBe("b\n")
    await dialog.getByLabel("To").fill("/reports/a.md")
    await dialog.getByRole("button", { name: "Move" }).click()
    await eventually(() => readdirSync(join(home, "reports")).join(), "a.md")
    await act("reports", "Copy")
    await dialog.getByRole("button", { name: "Copy" }).click()
    await page.getByRole("button", { name: "reports copy", exact: true }).waitFor()
    await act("reports", "Delete")
    await dialog.getByText("all in it will be gone").waitFor()
    await dialog.getByRole("button", { name: "Cancel" }).click()
    expect(readdirSync(home)).toContain("reports")
    await act("reports", "Delete")
    await dialog.getByRole("button", { name: "Delete" }).click()
    await eventually(() => readdirSync(home).toSorted().join(), "b.md,reports copy")
    expect(page.errors).toEqual([])
    await page.context().close()
  })

  test("a folder of 100,000 entries: few rows drawn, filtered, scrolled to its end", async () => {
    const home = newFolder("home")
    mkdirSync(join(home, "many"))
    for (let n = 0; n < 100_000; n++) writeFileSync(join(home, "many", `file-${String(n).padStart(6, "0")}.csv`), "")
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, "/?storage=home&path=/many/")
    await page.getByText("100000 entries").or(page.getByText("100,000 entries")).first().waitFor({ timeout: 60_000 })
    await page.getByText("so far").waitFor({ state: "detached", timeout: 60_000 })
    expect(await page.locator("table.files tbody tr").count()).toBeLessThan(80)
    await page.locator(".files-box").evaluate((box) => box.scrollTo(0, box.scrollHeight))
    await page.getByText("file-099999.csv").waitFor()
    await page.getByLabel("Filter files").fill("file-0777")
    await page.getByText("100 of 100").waitFor()
    await page.getByLabel("Filter files").fill("file-077777")
    await page.getByText("file-077777.csv").waitFor()
    expect(await page.locator("table.files tbody tr").count()).toBe(1)
    expect(page.errors).toEqual([])
    await page.context().close()
  })

  test("an upload says how far it is, can be cancelled, and leaves nothing then", async () => {
    const [server] = await testServers()
    if (server === undefined) throw new Error("no server")
    const { accessKeyId, secretAccessKey } = server
    const bucketUrl = await makeBucket(server)
    await using quire = await startQuire({ home: newFolder("home") })
    const added = await quire.api<{ id: string }>("POST", "/storages", {
      kind: "s3",
      bucketUrl,
      accessKeyId,
      secretAccessKey,
    })
    const page = await openPage(browser, quire, `/?storage=${added.body.id}`)
    await page.getByText("This folder is empty").waitFor()
    const session = await page.context().newCDPSession(page)
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 3_000_000,
    })
    const file = (name: string, size: number) => ({ name, mimeType: "text/csv", buffer: Buffer.alloc(size, "x") })
    await page.locator("input[type=file]").setInputFiles([file("large.csv", 20_000_000), file("small.csv", 1000)])
    await page.getByRole("progressbar", { name: "large.csv" }).waitFor()
    await eventually(
      async () => Number(await page.getByRole("progressbar").getAttribute("value")),
      (sent) => sent > 0,
    )
    await page.getByRole("button", { name: "Cancel large.csv" }).click()
    await page.getByText("Cancelled; nothing was kept").waitFor()
    await page.locator("table.files").getByText("small.csv").waitFor()
    const files = await quire.api<{ entries: { name: string }[] }>("GET", `/storages/${added.body.id}/files?path=/`)
    expect(files.body.entries.map(({ name }) => name)).toEqual(["small.csv"])
    await page.locator("input[type=file]").setInputFiles([file("small.csv", 5)])
    await page.getByText("It is here already").waitFor()
    expect(page.errors).toEqual([])
    await page.context().close()
  })

  test("a folder of 400 files is moved in a bucket, and says how far it is", async () => {
    const double = await startS3Double({ profile: "aws" })
    double.createBucket("box")
    for (let n = 0; n < 400; n++) double.put("box", `d/f${n}`, "x")
    const keys = { accessKeyId: double.accessKeyId, secretAccessKey: double.secretAccessKey }
    await using quire = await startQuire({ home: newFolder("home") })
    const added = await quire.api<{ id: string }>("POST", "/storages", {
      kind: "s3",
      bucketUrl: `${double.url}/box`,
      ...keys,
    })
    const move = { from: "/d/", to: "/e/" }
    const accept = { accept: "application/x-ndjson" }
    const moved = await quire.api("POST", `/storages/${added.body.id}/files/move`, move, accept)
    const lines = moved.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { files?: number; done?: boolean })
    expect(lines.at(-1)).toEqual({ done: true })
    expect(lines[0]?.files).toBeGreaterThan(0)
    const keysNow = [...double.objects("box").keys()]
    expect([keysNow.length, keysNow.every((key) => key.startsWith("e/"))]).toEqual([400, true])
    const again = await quire.api("POST", `/storages/${added.body.id}/files/move`, { ...move, to: "/f/" }, accept)
    expect(again.text).toContain('"code":"not-found"')
    await double.close()
  })

  test("a download by range is a part of the file", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "data.csv"), "0123456789")
    await using quire = await startQuire({ home })
    const path = "/storages/home/files/content?path=/data.csv"
    const part = await quire.api("GET", path, undefined, { range: "bytes=3-5" })
    expect([part.status, part.text]).toEqual([206, "345"])
    expect((await quire.api("GET", path)).text).toBe("0123456789")
  })
})

describe("[W6] what is wrong with a bucket is mended in the form, without a reload", () => {
  const KEY = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "right-secret" }

  test("dead host, missing bucket, wrong region, wrong secret, then right", async () => {
    const double = await startS3Double({ profile: "aws", region: "eu-west-3", ...KEY })
    double.createBucket("box")
    await using quire = await startQuire({ home: newFolder("home") })
    const page = await openPage(browser, quire)
    const checks = page.getByRole("status", { name: "Checks" })
    const enter = async (label: string, text: string): Promise<void> => {
      await page.getByLabel(label, { exact: true }).fill(text)
      await page.getByLabel(label, { exact: true }).press("Enter")
    }
    await page.getByRole("button", { name: "Add a storage" }).first().click()
    await page.getByRole("button", { name: "Type a key instead" }).click()
    await page.getByLabel("Access key id").fill(KEY.accessKeyId)
    await page.getByLabel("Secret access key").fill("wrong-secret")
    await enter("Bucket URL", "http://127.0.0.1:9/box")
    await checks.getByText("nothing listens there").waitFor()
    await enter("Bucket URL", `${double.url}/box`)
    await checks.getByText("refuses this key").waitFor()
    await enter("Secret access key", KEY.secretAccessKey)
    await checks.getByText("Write and remove").waitFor()
    await enter("Region", "us-west-2")
    await checks.getByText("The bucket is in eu-west-3").waitFor()
    await checks.getByRole("button", { name: "Use eu-west-3" }).click()
    await checks.getByText("Write and remove").waitFor()
    await enter("Bucket URL", `${double.url}/none`)
    await checks.getByText("There is no bucket none there").waitFor()
    expect(await page.getByRole("button", { name: "Add storage" }).isDisabled()).toBe(true)
    await enter("Bucket URL", `${double.url}/box`)
    await checks.getByText("Two servers can save here").waitFor()
    await page.getByRole("button", { name: "Add storage" }).click()
    await page.getByText("This folder is empty").waitFor()
    expect(page.errors).toEqual([])
    await page.context().close()
    await double.close()
  })

  test("an expired token is said at the storage, and changed there", async () => {
    const double = await startS3Double({ profile: "aws", requireSessionToken: "token-2", ...KEY })
    const old = await startS3Double({ profile: "aws", requireSessionToken: "token-1", ...KEY })
    for (const server of [double, old]) server.createBucket("box")
    await using quire = await startQuire({ home: newFolder("home") })
    const asked = { kind: "s3", bucketUrl: `${old.url}/box`, ...KEY, sessionToken: "token-1" }
    expect((await quire.api("POST", "/storages", asked)).status).toBe(201)
    const page = await openPage(browser, quire)
    await page.getByRole("button", { name: /^box/ }).click()
    await page.getByText("This folder is empty").waitFor()
    await old.close()
    await page.getByRole("button", { name: "More for box" }).click()
    await page.getByRole("menuitem", { name: "Test" }).click()
    await page.locator(".nav .bad").first().waitFor()
    await page.getByRole("button", { name: "More for box" }).click()
    // What is kept comes late, and takes nothing from what was put in by then.
    await page.route("**/storages/*/form", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      await route.continue()
    })
    await page.getByRole("menuitem", { name: "Change" }).click()
    await page.getByLabel("Bucket URL").fill(`${double.url}/box`)
    await page.getByLabel("Secret access key").fill(KEY.secretAccessKey)
    await page.getByLabel("Session token").fill("token-1")
    await page.getByLabel("Session token").press("Enter")
    await page.getByText("The session token is not valid").waitFor()
    await page.getByLabel("Session token").fill("token-2")
    await page.getByLabel("Session token").press("Enter")
    await page.getByText("Two servers can save here").waitFor()
    await page.getByRole("button", { name: "Save changes" }).click()
    await page.getByText("This folder is empty").waitFor()
    await page.locator(".nav .bad").waitFor({ state: "detached" })
    expect(page.errors).toEqual([])
    await page.context().close()
    await double.close()
  })
})
