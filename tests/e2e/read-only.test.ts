import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

const TEXT = "# Theirs\n\n```ts name=a\nconst a = 1\n```\n"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

test("[S26] a notebook of a read-only storage: written into, kept over a death, saved as a copy elsewhere", async () => {
  const [home, library, dataFolder] = [newFolder("home"), newFolder("library"), newFolder("data")]
  writeFileSync(join(library, "theirs.md"), TEXT)
  const first = await startQuire({ home, dataFolder })
  const asked = { kind: "local", name: "library", folder: library, isReadOnly: true }
  const { id } = (await first.api<{ id: string }>("POST", "/storages", asked)).body
  const path = notebookPath(id, "/theirs.md")
  const before = await openPage(browser, first, path)
  await before.getByRole("button", { name: "Read only" }).waitFor()
  await before.locator(".cm-content").click()
  await before.keyboard.press("ControlOrMeta+End")
  await before.keyboard.type(" // mine")
  await before.getByText("Not saved to library: This storage is read only.").waitFor()
  await before.getByRole("button", { name: "Read only: your changes are kept on the server" }).waitFor()
  expect(before.errors).toEqual([])
  await first.kill()
  await before.context().close()

  await using quire = await startQuire({ home, dataFolder })
  const page = await openPage(browser, quire, path)
  await page.getByText("// mine").waitFor()
  await page.getByRole("button", { name: "Save a copy…" }).click()
  const dialog = page.getByRole("dialog", { name: "Save a copy" })
  await eventually(() => dialog.getByLabel("Storage").locator("option").count(), 1)
  expect(await dialog.getByLabel("File").inputValue()).toBe("/theirs copy.md")
  writeFileSync(join(home, "taken.md"), "somebody else's\n")
  await dialog.getByLabel("File").fill("taken.md")
  await dialog.getByRole("button", { name: "Save a copy" }).click()
  await dialog.getByRole("alert").waitFor()
  await dialog.getByLabel("File").fill("mine.md")
  await dialog.getByRole("button", { name: "Save a copy" }).click()
  await page.waitForURL(/mine\.md/)
  await page.getByText("// mine").waitFor()
  expect(readFileSync(join(home, "mine.md"), "utf8")).toBe(TEXT.replace("1\n", "1 // mine\n"))
  expect(readFileSync(join(home, "taken.md"), "utf8")).toBe("somebody else's\n")
  expect(readFileSync(join(library, "theirs.md"), "utf8")).toBe(TEXT)
  expect(page.errors).toEqual([])
})
