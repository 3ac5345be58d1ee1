import { copyFileSync } from "node:fs"
import { join } from "node:path"
import axe from "axe-core"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { notebookPath, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire, TOKEN } from "../support/server.ts"
import type { RunningQuire } from "../support/server.ts"

const INPUTS = join(import.meta.dirname, "../fixtures/inputs/notebooks")
const EXAMPLES = join(import.meta.dirname, "../../examples")
const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]

interface Look {
  readonly name: string
  readonly colorScheme: "light" | "dark"
  readonly width: number
  readonly height: number
  readonly isPhone: boolean
}

const looks: readonly Look[] = [
  { name: "in light", colorScheme: "light", width: 1440, height: 900, isPhone: false },
  { name: "in dark", colorScheme: "dark", width: 1440, height: 900, isPhone: false },
  { name: "on a phone, in light", colorScheme: "light", width: 390, height: 844, isPhone: true },
  { name: "on a phone, in dark", colorScheme: "dark", width: 390, height: 844, isPhone: true },
]

let browser: Browser
let quire: RunningQuire
beforeAll(async () => {
  const home = newFolder("home")
  copyFileSync(join(INPUTS, "06-errors.md"), join(home, "errors.md"))
  copyFileSync(join(INPUTS, "01-sales.md"), join(home, "sales.md"))
  copyFileSync(join(EXAMPLES, "welcome.md"), join(home, "welcome.md"))
  // Half of a pair of keys: the dialog then shows what is missing.
  quire = await startQuire({ home, environment: { AWS_ACCESS_KEY_ID: "AKIAQUIRETESTONLY00Q" } })
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await quire[Symbol.asyncDispose]()
})

/** A page in one look. The content security policy is the page's own; axe is let past it. */
async function openIn({ colorScheme, width, height, isPhone }: Look, path: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    hasTouch: isPhone,
    isMobile: isPhone,
    reducedMotion: "reduce",
    bypassCSP: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${quire.url}${path}`)
  return page
}

function signedIn(path: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}token=${TOKEN}`
}

/** What axe finds, a line for each element, so that a failure says where to look. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source })
  return await page.evaluate<string[], string[]>(async (tags) => {
    const { axe: checker } = globalThis as unknown as { axe: typeof axe }
    const { violations: found } = await checker.run({ runOnly: tags, resultTypes: ["violations"] })
    return found.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html}`))
  }, TAGS)
}

/** By how many pixels the page can be scrolled sideways. */
async function sideways(page: Page): Promise<number> {
  return await page.evaluate<number>("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
}

async function expectClean(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([])
  expect(await sideways(page)).toBe(0)
}

async function runAll(page: Page): Promise<void> {
  const stale = /^Run \d+( stale)?$/
  const button = page.getByRole("button", { name: stale })
  await page.getByRole("button", { name: new RegExp(`${stale.source}|^All fresh$`) }).waitFor()
  if ((await button.count()) > 0) await button.click()
}

describe.each(looks)("[W3] axe finds nothing on the pages $name", (look) => {
  test("sign-in, before and after a wrong token", async () => {
    const page = await openIn(look, "/sign-in")
    await page.getByLabel("Token").waitFor()
    await expectClean(page)
    await page.getByLabel("Token").fill("not the token")
    await page.getByRole("button", { name: "Sign in" }).click()
    await page.getByRole("alert").waitFor()
    await expectClean(page)
    await page.context().close()
  })

  test("home, with files, recent and running notebooks", async () => {
    await quire.api("POST", "/sessions", { storage: "home", path: "/sales.md" })
    const page = await openIn(look, signedIn("/"))
    await page.getByRole("link", { name: "welcome.md", exact: true }).waitFor()
    await page.getByRole("heading", { name: "Running" }).waitFor()
    await expectClean(page)
    await page.context().close()
  })

  test("adding a storage: empty, with half a key, and with a folder that works", async () => {
    const page = await openIn(look, signedIn("/"))
    await page.getByRole("button", { name: "Add a storage" }).first().click()
    await page.getByText("The checks run when you leave a field").waitFor()
    await expectClean(page)
    await page.getByLabel("Bucket URL").fill("http://127.0.0.1:9/bucket")
    await page.getByLabel("Bucket URL").press("Enter")
    await page.getByRole("heading", { name: "Credentials are incomplete" }).waitFor()
    await expectClean(page)
    await page.getByRole("radio", { name: /^Folder/ }).check()
    await page.getByRole("textbox", { name: "Folder" }).fill(newFolder("added"))
    await page.getByRole("textbox", { name: "Folder" }).press("Enter")
    await page.getByText("Write and remove").waitFor()
    await expectClean(page)
    await page.context().close()
  })

  test("a notebook with a table, a slider, a chart and what is stale", async () => {
    const page = await openIn(look, signedIn(notebookPath("home", "/welcome.md")))
    await runAll(page)
    await page.getByRole("img", { name: /bar chart/ }).waitFor()
    await page.getByText("'done'").waitFor()
    await expectClean(page)
    await page.getByRole("slider", { name: "Discount, %" }).press("ArrowRight")
    await page.getByText("Needs re-run").first().waitFor()
    await expectClean(page)
    await page.context().close()
  })

  test("a notebook full of errors, and its details", async () => {
    const page = await openIn(look, signedIn(notebookPath("home", "/errors.md")))
    await runAll(page)
    await page.getByText("RangeError: too deep").waitFor()
    await page.getByText("ReferenceError: widht is not defined").waitFor()
    await expectClean(page)
    if (look.isPhone) await page.getByRole("button", { name: "Details" }).click()
    for (const tab of ["Cell", "Packages", "Runtime"]) {
      await page.getByRole("tab", { name: tab }).click()
      await expectClean(page)
    }
    await page.context().close()
  })
})
