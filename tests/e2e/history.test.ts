import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

const FILE =
  "# Sales\n\n```ts name=load\nconst rows = [1, 2, 3]\n```\n\n```ts name=old\nconst legacy = rows.length\n```\n"

test("[S17] [S19] a deleted cell and an older version come back, also after a restart of the server", async () => {
  const home = newFolder("home")
  const dataFolder = newFolder("data")
  const file = join(home, "n.md")
  writeFileSync(file, FILE)
  const read = (): string => readFileSync(file, "utf8")
  await using browser = await startBrowser()
  const quire = await startQuire({ home, dataFolder })
  const first = await openPage(browser, quire, notebookPath("home", "/n.md"))
  await first.locator("article.cell").last().focus()
  await first.keyboard.press("d")
  await first.keyboard.press("d")
  await eventually(read, FILE.slice(0, FILE.indexOf("\n```ts name=old")), 10_000)
  await quire.kill()

  await using again = await startQuire({ home, dataFolder })
  const page = await openPage(browser, again, notebookPath("home", "/n.md"))
  await page.getByRole("tab", { name: "History" }).click()
  await page.getByRole("button", { name: "Put it back" }).click()
  await eventually(read, FILE, 10_000)

  await page.getByRole("button", { name: "Name this one" }).click()
  await page.getByLabel("Name", { exact: true }).fill("Before the meeting")
  await page.getByRole("button", { name: "Keep", exact: true }).click()
  // The dialog gives the focus back as it closes.
  await page.locator("dialog[open]").waitFor({ state: "detached" })
  await page.locator("article.cell").first().focus()
  await page.keyboard.press("d")
  await page.keyboard.press("d")
  await eventually(() => read().includes("rows = [1"), false, 10_000)
  await page.getByRole("button", { name: /Before the meeting/ }).click()
  await page.locator(".diff .del").first().waitFor()
  await page.getByRole("button", { name: "Bring it back" }).click()
  await eventually(read, FILE, 10_000)
  expect(await page.locator("article.cell").count()).toBe(2)
})
