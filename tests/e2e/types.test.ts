import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
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

/** A list takes no key for so long after it has come: nobody can have meant it. */
const NOTICED_MS = 150

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
    await page.waitForTimeout(NOTICED_MS)
    await page.keyboard.press("Tab")
    await page.keyboard.type("(cou", { delay: 60 })
    await page
      .getByRole("option", { name: /^count/ })
      .first()
      .waitFor()
    await page.waitForTimeout(NOTICED_MS)
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

  test("F12 goes to another cell, and shows a file of a package to be read; Shift+F12 lists the uses", async () => {
    const { home } = project(["const total = [1]", "total.map(String)"])
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await editor(page, 1).click()
    await page.keyboard.press("ControlOrMeta+Home")
    await page.keyboard.press("F12")
    await eventually(() => editor(page, 0).evaluate((box) => box === box.ownerDocument.activeElement), true)
    await page.keyboard.press("Shift+F12")
    const uses = page.getByRole("dialog", { name: "2 uses of total" })
    await uses.getByRole("button", { name: "Cell 2, line 1 total.map(String)" }).click()
    await eventually(() => editor(page, 1).evaluate((box) => box === box.ownerDocument.activeElement), true)
    for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowRight")
    await page.keyboard.press("F12")
    const file = page.getByRole("dialog", { name: /lib\.es5\.d\.ts/ })
    await file.getByText("Calls a defined callback function on each element of an array").first().waitFor()
    await page.keyboard.press("Escape")
    await file.waitFor({ state: "detached" })
    expect(page.errors).toEqual([])
  })

  test("a name shows its type and what it holds by now, and a value without a type gets one", async () => {
    const { home, file } = project(['const rows = JSON.parse(\'[{"id":1,"name":"a"},{"id":2}]\')', "rows"])
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await editor(page, 1).click()
    await page.keyboard.press("Shift+Enter")
    await page.getByText("Idle").waitFor()
    await editor(page, 1).click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type(".len")
    await page.keyboard.press("Escape")
    for (let n = 0; n < 4; n++) await page.keyboard.press("Backspace")
    await eventually(() => inFile(file)[1], "rows")
    await page.locator(".cm-line", { hasText: /^rows$/ }).hover({ position: { x: 10, y: 8 } })
    const hover = page.locator(".cm-lsp-hover-tooltip")
    await hover.getByText("const rows: any").waitFor()
    await hover.getByText(/id: 1, name: 'a'|\[Object\]/).waitFor()
    await editor(page, 1).click()
    await page.keyboard.press("ControlOrMeta+Home")
    await page.keyboard.press("ControlOrMeta+.")
    await page.getByRole("menuitem", { name: "Write an interface for rows" }).click()
    await eventually(
      () => inFile(file)[0],
      'interface Row {\n  id: number\n  name?: string\n}\n\nconst rows: Row[] = JSON.parse(\'[{"id":1,"name":"a"},{"id":2}]\')',
    )
    expect(page.errors).toEqual([])
  })

  test("types between the code, hints of a linter and formatting come when a person switches them on", async () => {
    const { home, file } = project(["const total=1", "debugger\nconst  twice = total*2"])
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await page.getByRole("tab", { name: "Cell" }).click()
    for (const name of ["Show types between the code", "Show lint hints", "Format the cell when saving"])
      await page.getByRole("switch", { name }).click()
    await editor(page, 1).click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type(" ")
    await page.locator("[data-cell]").nth(1).getByText(": number").waitFor()
    await page.locator("[data-cell]").nth(1).locator(".cm-lintRange-warning", { hasText: "debugger" }).hover()
    await page.getByText("`debugger` statement is not allowed").waitFor()
    await page.keyboard.press("ControlOrMeta+s")
    await eventually(() => inFile(file), ["const total=1", "debugger\nconst twice = total * 2"])
    expect(page.errors).toEqual([])
  })

  test("all of it answers while a cell runs, and when the runtime is dead", async () => {
    const { home } = project(["const text = 'x'", "for (;;) {}", ""])
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await editor(page, 1).click()
    await page.keyboard.press("ControlOrMeta+Enter")
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor()
    await editor(page, 2).click()
    await page.keyboard.type("text.toUp", { delay: 60 })
    await page.getByRole("option", { name: /^toUpperCase/ }).waitFor()
    await page.keyboard.press("Tab")
    await eventually(() => editor(page, 2).innerText(), "text.toUpperCase")
    await page.getByRole("button", { name: "Stop", exact: true }).click()
    await editor(page, 2).click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type("\nprocess.exit(1)")
    await page.keyboard.press("ControlOrMeta+Enter")
    await page
      .getByText(/ended itself with code 1/)
      .first()
      .waitFor()
    await editor(page, 0).click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type("; text.trimE", { delay: 60 })
    await page.getByRole("option", { name: /^trimEnd/ }).waitFor()
    expect(page.errors).toEqual([])
  })
})

describe("[S32] the type checker", () => {
  /** Type checkers that the server has started. */
  function checkers(server: number): number {
    const children = readdirSync(`/proc/${server}/task`).flatMap((task) =>
      readFileSync(`/proc/${server}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    )
    return children.filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--lsp")
      } catch {
        return false
      }
    }).length
  }

  test("is started by the first edit of code, once for all notebooks of a storage, and comes back when it is killed", async () => {
    const { home } = project(["const a: string = 'x'"])
    writeFileSync(join(home, "other.md"), "text\n\n```ts\nconst b: number = 1\n```\n")
    await using quire = await startQuire({ home })
    const server = quire.child.pid ?? 0
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await editor(page, 0).click()
    await page.keyboard.press("ControlOrMeta+Enter")
    await page.locator('[data-cell][aria-label*="fresh"]').first().waitFor()
    const other = await openPage(browser, quire, notebookPath("home", "/other.md"))
    await other.getByText("text", { exact: true }).first().waitFor()
    expect(checkers(server)).toBe(0)
    await editor(page, 0).click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type("; const c: string = 1")
    await page.locator(".cm-lintRange-error", { hasText: "c" }).first().waitFor()
    await editor(other, 1).click()
    await other.keyboard.press("ControlOrMeta+End")
    await other.keyboard.type("; const d: number = 'x'")
    await other.locator(".cm-lintRange-error", { hasText: "d" }).first().waitFor()
    expect(checkers(server)).toBe(1)
    execFileSync("pkill", ["-KILL", "-P", String(server), "-f", "lsp"])
    await eventually(() => checkers(server), 0)
    await page.keyboard.type("; const e: string = 2")
    await page.locator(".cm-lintRange-error", { hasText: "e" }).first().waitFor()
    expect([...page.errors, ...other.errors]).toEqual([])
  })

  test("stops a run where the notebook asks for it", async () => {
    const { home, file } = project(["const a: string = 1"])
    writeFileSync(file, `---\ntype-errors: stop\n---\n\n${readFileSync(file, "utf8")}`)
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/shop.md"))
    await editor(page, 0).click()
    await page.keyboard.press("ControlOrMeta+Enter")
    await page.getByText("Type 'number' is not assignable to type 'string'.").first().waitFor()
    await page
      .getByText(/^Error/)
      .first()
      .waitFor()
  })

  test("two people see the same errors, each where the other types", async () => {
    const { home } = project(["const a = 1", "const b: number = a"])
    await using quire = await startQuire({ home })
    const path = notebookPath("home", "/shop.md")
    const [one, two] = [await openPage(browser, quire, path), await openPage(browser, quire, path)]
    await editor(one, 0).click()
    await one.keyboard.press("ControlOrMeta+End")
    await one.keyboard.press("Backspace")
    await one.keyboard.type("'x'")
    for (const page of [one, two])
      await page.locator("[data-cell]").nth(1).locator(".cm-lintRange-error", { hasText: "b" }).waitFor()
    await editor(two, 0).click()
    await two.keyboard.press("ControlOrMeta+a")
    await two.keyboard.type("const a = 2")
    for (const page of [one, two]) await eventually(() => page.locator(".cm-lintRange-error").count(), 0)
    expect([...one.errors, ...two.errors]).toEqual([])
  })
})
