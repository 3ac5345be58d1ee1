import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Locator } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

/** A project with a file to import from, and a notebook in it. */
function project(cells: readonly string[]): { readonly home: string; readonly file: string } {
  const home = newFolder("home")
  mkdirSync(join(home, "src"))
  writeFileSync(join(home, "tsconfig.json"), '{ "compilerOptions": { "strict": true }, "include": ["src"] }')
  writeFileSync(
    join(home, "src/price.ts"),
    "/** What a number of things costs. */\nexport function price(count: number): number {\n  return count * 2\n}\n",
  )
  const file = join(home, "shop.md")
  writeFileSync(file, cells.map((cell) => `\`\`\`ts\n${cell}\n\`\`\`\n`).join("\n"))
  return { home, file }
}

type Page = Awaited<ReturnType<typeof openPage>>

const editor = (page: Page, n: number): Locator =>
  page.locator("[data-cell]").nth(n).getByRole("textbox", { name: "Code" })
const inFile = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/```ts\n([\s\S]*?)\n```/g)].map(([, code = ""]) => code)

describe("[W7] a person who knows another editor finds its keys", () => {
  test("F2 renames over cells; one undo takes it back", async () => {
    const { home, file } = project(["const total = 1", "total + 1", "// total\nconsole.log(total)"])
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await editor(page, 1).click()
    await page.keyboard.press("ControlOrMeta+Home")
    await page.keyboard.press("F2")
    const box = page.getByRole("textbox", { name: "New name of total" })
    await box.waitFor()
    await page.keyboard.type("sum")
    await page.keyboard.press("Enter")
    await eventually(() => inFile(file), ["const sum = 1", "sum + 1", "// total\nconsole.log(sum)"])
    await page.getByText("Renamed total to sum in 3 cells").waitFor()
    await page.keyboard.press("ControlOrMeta+z")
    await eventually(() => inFile(file), ["const total = 1", "total + 1", "// total\nconsole.log(total)"])
    expect(page.errors).toEqual([])
  })

  test("a name of the project is offered as it is typed, and Tab brings its import along", async () => {
    const { home, file } = project(["const count = 2", ""])
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await editor(page, 1).click()
    await page.keyboard.type("pric", { delay: 60 })
    const entry = page.getByRole("option", { name: /^price\b/ })
    await entry.waitFor()
    await eventually(() => entry.getAttribute("aria-selected"), "true")
    await page.keyboard.press("Tab")
    await page.keyboard.type("(cou", { delay: 60 })
    await page
      .getByRole("option", { name: /^count/ })
      .first()
      .waitFor()
    await page.keyboard.press("Tab")
    await eventually(() => inFile(file)[1], 'import { price } from "./src/price.ts"\nprice(count)')
    await page.keyboard.press("Shift+Enter")
    await page.locator("[data-cell]").nth(1).getByText("4", { exact: true }).waitFor()
    expect(page.errors).toEqual([])
  })

  test("an error is shown as it is typed, and Ctrl+. mends it", async () => {
    const { home, file } = project(["const count = 2", "count"])
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await editor(page, 1).click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type("\nprice(count)")
    await page.locator("[data-cell]").nth(1).locator(".cm-lintRange-warning").filter({ hasText: "price" }).waitFor()
    await page.keyboard.press("Home")
    await page.keyboard.press("ControlOrMeta+.")
    await page.getByRole("menuitem", { name: 'Add import from "./src/price.ts"' }).waitFor()
    await page.keyboard.press("Enter")
    await eventually(() => inFile(file)[1], 'import { price } from "./src/price.ts"\ncount\nprice(count)')
    await eventually(() => page.locator(".cm-lintRange-warning").count(), 0)
    expect(page.errors).toEqual([])
  })
})
