import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Browser } from "playwright-core"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import type { TestPage } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

const FILE = "# Notes\n\n```ts name=a\nconst a = 1\n```\n"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => await browser.close())

/** Cuts the page off, types a line into its code cell, and closes it. */
async function writeAndClose(page: TestPage, line: string): Promise<void> {
  page.cut()
  await page.getByText("You are offline").waitFor()
  await page.locator(".cm-content").click()
  await page.keyboard.press("Control+End")
  await page.keyboard.type(`\n${line}`)
  // Kept in the browser a moment after it was typed.
  await page.waitForTimeout(1000)
  await page.close({ runBeforeUnload: false })
}

test("[S22] what was written offline in a tab that was closed comes with the next page of this browser", async () => {
  const home = newFolder("home")
  const file = join(home, "n.md")
  writeFileSync(file, FILE)
  await using quire = await startQuire({ home })
  const page = await openPage(browser, quire, notebookPath("home", "/n.md"))
  const context = page.context()
  await page.locator(".cm-content").waitFor()
  await writeAndClose(page, "// offline")
  expect(readFileSync(file, "utf8")).toBe(FILE)
  const next = await context.newPage()
  await next.goto(`${quire.url}${notebookPath("home", "/n.md")}`)
  await next.getByText("// offline").waitFor()
  await eventually(() => readFileSync(file, "utf8"), FILE.replace("= 1\n", "= 1\n// offline\n"), 10_000)
  // Once, whatever is opened after that.
  await next.reload()
  await next.getByText("// offline").waitFor()
  await next.waitForTimeout(2500)
  expect(readFileSync(file, "utf8").match(/offline/g)).toHaveLength(1)
  await context.close()
})

test("[S22] also when the server has begun another history since", async () => {
  const home = newFolder("home")
  const file = join(home, "n.md")
  writeFileSync(file, FILE)
  const quire = await startQuire({ home })
  const page = await openPage(browser, quire, notebookPath("home", "/n.md"))
  const context = page.context()
  await page.locator(".cm-content").waitFor()
  await writeAndClose(page, "// offline")
  await quire.kill()
  for (const name of ["journal.db", "journal.db-wal", "journal.db-shm"])
    rmSync(join(quire.dataFolder, name), { force: true })
  writeFileSync(file, FILE.replace("# Notes", "# Other notes"))
  const port = Number(new URL(quire.url).port)
  await using again = await startQuire({ home, dataFolder: quire.dataFolder, port })
  const next = await context.newPage()
  await next.goto(`${again.url}${notebookPath("home", "/n.md")}`)
  await next.getByText("// offline").waitFor()
  await eventually(
    () => readFileSync(file, "utf8"),
    FILE.replace("# Notes", "# Other notes").replace("= 1\n", "= 1\n// offline\n"),
    10_000,
  )
  await context.close()
})
