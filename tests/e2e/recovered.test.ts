import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { eventually, openPage, startBrowser } from "../support/browser.ts"
import { PageClient } from "../support/page-client.ts"
import { newFolder, startQuire, TOKEN } from "../support/server.ts"

const TEXT = "# Half done\n\n```ts name=a\nconst a = 1\n```\n"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

test("[S28] what was written a moment before the server died stands under Recovered, until it is saved", async () => {
  const [home, other, dataFolder] = [newFolder("home"), newFolder("other"), newFolder("data")]
  for (const folder of [home, other]) writeFileSync(join(folder, "n.md"), TEXT)
  writeFileSync(join(home, "whole.md"), TEXT)
  let quire = await startQuire({ home, dataFolder })
  const added = await quire.api<{ id: string }>("POST", "/storages", { kind: "local", name: "other", folder: other })
  const server = (): { url: string; token: string } => ({ url: quire.url, token: TOKEN })
  const clients = [
    new PageClient({ person: "ada", storage: "home", path: "/n.md", server }),
    new PageClient({ person: "ada", storage: added.body.id, path: "/n.md", server }),
    new PageClient({ person: "ada", storage: "home", path: "/whole.md", server }),
  ]
  for (const client of clients) await client.connect()
  for (const client of clients.slice(0, 2)) {
    client.writeLine("// not saved")
    await client.settled()
  }
  await quire.kill()
  for (const client of clients) client.cut()
  expect(readFileSync(join(home, "n.md"), "utf8")).toBe(TEXT)

  quire = await startQuire({ home, dataFolder })
  expect((await quire.api("DELETE", `/storages/${added.body.id}`)).status).toBe(204)
  const page = await openPage(browser, quire)
  const section = page.getByRole("region", { name: "Recovered" })
  await eventually(() => section.getByRole("listitem").count(), 2)
  const removed = section.getByRole("listitem").filter({ hasText: "in a storage that was removed" })
  const download = page.waitForEvent("download")
  await removed.getByRole("link", { name: "Download" }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe("n.md")
  expect(readFileSync(await saved.path(), "utf8")).toContain("// not saved")
  await section.getByRole("link", { name: "Open" }).click()
  await page.getByText("// not saved").waitFor()
  await eventually(
    () => readFileSync(join(home, "n.md"), "utf8"),
    (text) => text.includes("// not saved"),
  )
  await page.goto(quire.url)
  await eventually(() => section.getByRole("listitem").count(), 1)
  expect(page.errors).toEqual([])
  await quire[Symbol.asyncDispose]()
})
