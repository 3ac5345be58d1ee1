import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

const TEXT = "# Here\n\n```ts name=a\nconst a = 1\n```\n"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

describe("[S27] the file goes by another name", () => {
  test("somebody renames it: that is said, nothing is made anew, and all go on there", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "old.md"), TEXT)
    await using quire = await startQuire({ home })
    const pages = [
      await openPage(browser, quire, notebookPath("home", "/old.md")),
      await openPage(browser, quire, notebookPath("home", "/old.md")),
    ]
    const [one, two] = pages as [(typeof pages)[0], (typeof pages)[0]]
    await one.locator(".cm-content").waitFor()
    renameSync(join(home, "old.md"), join(home, "new.md"))
    await one.getByText("This file is called /new.md now.").waitFor()
    await one.locator(".cm-content").click()
    await one.keyboard.press("ControlOrMeta+End")
    await one.keyboard.type(" // after it")
    await two.getByText("// after it").waitFor()
    await one.waitForTimeout(2500)
    expect(existsSync(join(home, "old.md"))).toBe(false)
    await one.getByRole("button", { name: "Go on there" }).click()
    for (const page of pages) {
      await page.waitForURL(/new\.md/)
      await page.getByText("// after it").waitFor()
    }
    await eventually(() => readFileSync(join(home, "new.md"), "utf8"), TEXT.replace("1\n", "1 // after it\n"))
    expect(existsSync(join(home, "old.md"))).toBe(false)
    expect(pages.flatMap(({ errors }) => errors)).toEqual([])
  })

  test("a page that was offline then finds it, with what was written there", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "old.md"), TEXT)
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/old.md"))
    await page.locator(".cm-content").click()
    page.cut()
    await page.getByText("You are offline").waitFor()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type(" // offline")
    const moved = await quire.api("POST", "/storages/home/files/move", { from: "/old.md", to: "/new.md" })
    expect(moved.status, moved.text).toBe(204)
    page.mend()
    await page.waitForURL(/new\.md/)
    await page.getByText("// offline").waitFor()
    await eventually(() => readFileSync(join(home, "new.md"), "utf8"), TEXT.replace("1\n", "1 // offline\n"))
    expect(existsSync(join(home, "old.md"))).toBe(false)
  })

  test("Quire moves its folder: an open notebook goes on there, and one that is not open keeps its history", async () => {
    const home = newFolder("home")
    mkdirSync(join(home, "a"))
    for (const name of ["open", "closed"]) writeFileSync(join(home, "a", `${name}.md`), TEXT)
    await using quire = await startQuire({ home })
    const closed = await quire.api<{ id: string }>("POST", "/sessions", { storage: "home", path: "/a/closed.md" })
    await quire.api("DELETE", `/sessions/${closed.body.id}`)
    const page = await openPage(browser, quire, notebookPath("home", "/a/open.md"))
    await page.locator(".cm-content").click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type(" // typed")
    const moved = await quire.api("POST", "/storages/home/files/move", { from: "/a/", to: "/b/" })
    expect(moved.status, moved.text).toBe(204)
    await page.waitForURL(/b%2Fopen\.md/)
    await page.getByText("// typed").waitFor()
    await eventually(
      () => readFileSync(join(home, "b", "open.md"), "utf8"),
      (text) => text.includes("// typed"),
    )
    expect(existsSync(join(home, "a"))).toBe(false)
    const again = await quire.api<{ id: string }>("POST", "/sessions", { storage: "home", path: "/b/closed.md" })
    expect(again.body.id).toBe(closed.body.id)
    expect(page.errors).toEqual([])
  })
})
