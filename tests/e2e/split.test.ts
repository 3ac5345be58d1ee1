import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Locator } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

test("[S29] a split and a join are taken back by key, each with what it was called", async () => {
  const home = newFolder("home")
  const file = join(home, "back.md")
  const text = "```ts name=a\nconst a = 1\nconst b = 2\n```\n\n```ts name=c\nconst c = 3\n```\n"
  writeFileSync(file, text)
  await using quire = await startQuire({ home })
  const page = await openPage(browser, quire, notebookPath("home", "/back.md"))
  const textbox = page.locator("[data-cell]").first().getByRole("textbox", { name: "Code" })
  const cells = async (count: number): Promise<void> =>
    await eventually(() => page.locator("[data-cell]").count(), count)
  await textbox.click()
  await page.keyboard.press("ControlOrMeta+Home")
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Escape")
  await page.keyboard.press("-")
  await cells(3)
  await page.keyboard.press("z")
  await cells(2)
  await page.locator("[data-cell]").first().focus()
  await page.keyboard.press("+")
  await cells(1)
  // Not before what was done after it.
  await page.keyboard.press("b")
  // Its editor has the focus a frame after the cell is there.
  const writesIn = "[...document.querySelectorAll('[data-cell]')][1]?.contains(document.activeElement)"
  await eventually(() => page.evaluate(writesIn), true)
  await page.keyboard.press("Escape")
  await page.keyboard.press("z")
  await cells(1)
  await page.keyboard.press("z")
  await cells(2)
  await page.keyboard.press("ControlOrMeta+s")
  await page.waitForTimeout(500)
  await eventually(() => readFileSync(file, "utf8"), text)
  expect(page.errors).toEqual([])
})

test("[S29] two people split a cell at the same place, and join it again, by key: each line is there once", async () => {
  const home = newFolder("home")
  const file = join(home, "split.md")
  const text = "```ts name=a\nconst a = 1\nconst b = 2\n```\n"
  writeFileSync(file, text)
  await using quire = await startQuire({ home })
  const path = notebookPath("home", "/split.md")
  const [one, two] = [await openPage(browser, quire, path), await openPage(browser, quire, path)]
  const first = (page: typeof one): Locator => page.locator("[data-cell]").first()
  for (const page of [one, two]) {
    await first(page).getByRole("textbox", { name: "Code" }).click()
    await page.keyboard.press("ControlOrMeta+Home")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
  }
  await Promise.all([one, two].map((page) => page.keyboard.press("-")))
  const inFile = (): string => readFileSync(file, "utf8")
  // The second split finds nothing to take away, and leaves an empty cell.
  await eventually(
    inFile,
    (now) => now.startsWith("```ts name=a\nconst a = 1\n```\n") && now.includes("```ts\nconst b = 2\n```"),
  )
  expect(inFile().match(/const b = 2/g)).toHaveLength(1)

  await first(one).click()
  for (const page of [one, two]) {
    await first(page).getByRole("textbox", { name: "Code" }).click()
    await page.keyboard.press("Escape")
  }
  await eventually(() => one.locator("[data-cell]").count(), 3)
  await one.keyboard.press("+")
  await eventually(() => two.locator("[data-cell]").count(), 2)
  await two.keyboard.press("+")
  await eventually(inFile, text)
  expect([...one.errors, ...two.errors]).toEqual([])
})
