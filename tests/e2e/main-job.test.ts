import { copyFileSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { makeBucket, testServers } from "../support/s3-servers.ts"
import type { TestServer } from "../support/s3-servers.ts"
import { newFolder, startQuire } from "../support/server.ts"
import type { RunningQuire } from "../support/server.ts"

const INPUTS = join(import.meta.dirname, "../fixtures/inputs/notebooks")
const NOTEBOOK =
  "# Rates\n\nSome prose.\n\n```ts name=rates\nconst rates = { USD: 1.1, GBP: 0.9 };\nrates\n```\n\n```ts name=total\nconst total = rates.USD + rates.GBP;\ntotal\n```\n"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

/** Where a main job is done: the home folder, or a bucket that is added through the page. */
interface Place {
  readonly name: string
  readonly environment: Record<string, string>
  /** The storage's id, once it is there. */
  open(quire: RunningQuire): Promise<string>
}

const servers = await testServers()
const places: Place[] = [
  { name: "a local folder", environment: {}, open: () => Promise.resolve("home") },
  ...servers.map((server): Place => ({
    name: `a bucket on ${server.name}`,
    environment: keysOf(server),
    open: (quire) => addBucket(quire, server),
  })),
]

function keysOf({ accessKeyId, secretAccessKey }: TestServer): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
}

/** Adds a storage through the page with only Bucket URL filled: the founding case, as a person does it. */
async function addBucket(quire: RunningQuire, server: TestServer): Promise<string> {
  const url = await makeBucket(server)
  const page = await openPage(browser, quire)
  await page.getByRole("button", { name: "Add a storage" }).first().click()
  await page.getByLabel("Bucket URL").fill(url)
  await page.getByLabel("Region").fill(server.region)
  await page.getByLabel("Region").press("Enter")
  await page.getByRole("button", { name: "Add storage" }).click()
  const name = url.split("/").at(-1) ?? ""
  await page
    .getByRole("navigation", { name: "Places" })
    .getByRole("button", { name: new RegExp(`^${name} `) })
    .waitFor()
  expect(page.errors).toEqual([])
  const { body } = await quire.api<{ id: string; kind: string }[]>("GET", "/storages")
  await page.context().close()
  const added = body.find(({ kind }) => kind === "s3")
  if (added === undefined) throw new Error("the storage was not kept")
  return added.id
}

async function fileIn(quire: RunningQuire, storage: string, path: string): Promise<string> {
  const { text } = await quire.api("GET", `/storages/${storage}/files/content?path=${encodeURIComponent(path)}`)
  return text
}

async function put(quire: RunningQuire, storage: string, path: string, text: string): Promise<void> {
  const { status } = await quire.api(
    "PUT",
    `/storages/${storage}/files/content?overwrite=true&path=${encodeURIComponent(path)}`,
    text,
  )
  expect(status).toBe(200)
}

const cell = (page: Page, name: string) => page.getByRole("article", { name: new RegExp(`^Cell ${name},`) })

/** Types at the end of a cell's code. */
async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await cell(page, name).locator(".cm-content").click()
  await page.keyboard.press("Control+End")
  await page.keyboard.type(text, { delay: 5 })
}

describe.each(places)("[W1] the main job in $name", (place) => {
  let quire: RunningQuire
  let storage: string
  const home = newFolder("home")
  beforeAll(async () => {
    quire = await startQuire({ home, environment: place.environment })
    storage = await place.open(quire)
  })
  afterAll(async () => {
    await quire[Symbol.asyncDispose]()
  })

  test("home lists files; a notebook is created, written, run and saved as the Markdown one would write", async () => {
    await put(quire, storage, "/rates.md", NOTEBOOK)
    const page = await openPage(browser, quire, `/?storage=${storage}`)
    await page.getByRole("link", { name: "rates.md" }).waitFor()
    await page
      .getByLabel("Upload")
      .setInputFiles({ name: "up & 100%.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") })
    await page.getByRole("link", { name: "up & 100%.csv" }).waitFor()
    expect(await fileIn(quire, storage, "/up & 100%.csv")).toBe("a,b\n1,2\n")
    await page.getByRole("button", { name: "New notebook" }).click()
    await page.getByText("Write, or add code.").waitFor()
    await page.getByRole("button", { name: "TypeScript", exact: true }).last().click()
    await page.keyboard.type("const answer = 6 * 7;\nanswer")
    await page.keyboard.press("Control+Enter")
    await page.locator(".outs").getByText("42").waitFor()
    await eventually(() => fileIn(quire, storage, "/untitled.md"), "```ts\nconst answer = 6 * 7;\nanswer\n```\n")
    expect(page.errors).toEqual([])
    await page.context().close()
  })

  test("a real notebook opens, runs whole, marks what is stale, and runs that", async () => {
    await put(quire, storage, "/redefinition.md", readFileSync(join(INPUTS, "11-redefinition.md"), "utf8"))
    const page = await openPage(browser, quire, notebookPath(storage, "/redefinition.md"))
    await page
      .getByRole("button", { name: /^Run \d+( stale)?$/ })
      .first()
      .click()
    await page.getByText("'119.00'", { exact: true }).waitFor()
    await page.getByRole("button", { name: "All fresh" }).first().waitFor()
    await typeInto(page, "second", " // only a comment")
    await page.waitForTimeout(600)
    expect(await page.getByRole("button", { name: "All fresh" }).count()).toBeGreaterThan(0)
    await cell(page, "second").locator(".cm-content").click()
    await page.keyboard.press("Control+Home")
    for (let n = 0; n < "const rate = 0.0".length; n++) await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Shift+End")
    await page.keyboard.type("8;")
    await page.getByText("Needs re-run").first().waitFor()
    expect(await cell(page, "second").locator(".why").innerText()).toContain("its code changed")
    expect(await cell(page, "third").locator(".why").innerText()).toContain("rate changed")
    await page
      .getByRole("button", { name: /^Run \d+( stale)?$/ })
      .first()
      .click()
    await page.getByText("108.00").first().waitFor()
    expect(page.errors).toEqual([])
    await page.context().close()
  })

  test("two browsers edit one notebook and see each other's text and outputs at once", async () => {
    await put(quire, storage, "/two.md", NOTEBOOK)
    const [one, two] = await Promise.all([1, 2].map(() => openPage(browser, quire, notebookPath(storage, "/two.md"))))
    if (one === undefined || two === undefined) return
    await Promise.all([one, two].map((page) => cell(page, "rates").locator(".cm-content").waitFor()))
    await typeInto(one, "rates", "\n// from one")
    await two.getByText("// from one").waitFor()
    await typeInto(two, "total", "\n// from two")
    await one.getByText("// from two").waitFor()
    await two
      .getByRole("button", { name: /^Run \d+( stale)?$/ })
      .first()
      .click()
    await one.locator(".outs").getByText("2", { exact: true }).waitFor()
    await eventually(() => one.getByRole("group", { name: "2 people here" }).count(), 1)
    await eventually(
      () => fileIn(quire, storage, "/two.md"),
      (text) => text.includes("// from one") && text.includes("// from two"),
    )
    expect([...one.errors, ...two.errors]).toEqual([])
    await Promise.all([one, two].map((page) => page.context().close()))
  })

  test("a file changed by another editor shows up; where both changed a line, both texts are kept", async () => {
    await put(quire, storage, "/outside.md", NOTEBOOK)
    const page = await openPage(browser, quire, notebookPath(storage, "/outside.md"))
    await cell(page, "rates").locator(".cm-content").waitFor()
    await put(quire, storage, "/outside.md", NOTEBOOK.replace("Some prose.", "Prose from outside."))
    await page.getByText("Prose from outside.").waitFor({ timeout: 40_000 })
    await typeInto(page, "total", " // mine")
    const changed = NOTEBOOK.replace("Some prose.", "Prose from outside.").replace("GBP;\ntotal\n", "GBP;\ntotal * 2\n")
    await put(quire, storage, "/outside.md", changed)
    await page.getByText("changed on both sides").waitFor({ timeout: 40_000 })
    await eventually(
      () => fileIn(quire, storage, "/outside.md"),
      (text) => text.includes("total // mine") && text.includes("total * 2") && text.includes("conflict=theirs"),
    )
    const sides = page.getByRole("article", { name: "Two versions of total" })
    expect((await sides.locator("mark").allInnerTexts()).join(" ")).toBe("// mine * 2")
    await sides.getByRole("button", { name: "Keep theirs" }).click()
    await eventually(
      () => fileIn(quire, storage, "/outside.md"),
      (text) => !text.includes("// mine") && text.includes("total * 2") && !text.includes("conflict"),
    )
    expect(page.errors).toEqual([])
    await page.context().close()
  })
})

describe("[W2] the runtime, from the page", () => {
  let quire: RunningQuire
  const home = newFolder("home")
  beforeAll(async () => {
    copyFileSync(join(INPUTS, "06-errors.md"), join(home, "errors.md"))
    quire = await startQuire({ home })
  })
  afterAll(async () => {
    await quire[Symbol.asyncDispose]()
  })

  test("Stop ends an endless loop and keeps the state of the other cells, in the same process", async () => {
    const text =
      "```ts name=counter\nglobalThis.runs = (globalThis.runs ?? 0) + 1;\nconst counted = globalThis.runs;\n`runs ${counted}`\n```\n\n```ts name=loop\nif (counted > 0) while (true) {}\n```\n\n```ts name=after\n`still ${counted}, pid ${process.pid}`\n```\n"
    await put(quire, "home", "/loop.md", text)
    const page = await openPage(browser, quire, notebookPath("home", "/loop.md"))
    await cell(page, "after").getByRole("button", { name: "Run after" }).click()
    await page.getByText(/'still 1, pid \d+'/).waitFor()
    const before = await page.getByText(/'still 1, pid \d+'/).innerText()
    await cell(page, "loop").getByRole("button", { name: "Run loop" }).click()
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor()
    await page.waitForTimeout(300)
    await page.getByRole("button", { name: "Stop", exact: true }).click()
    await page.getByRole("article", { name: "Cell loop, interrupted" }).waitFor()
    await cell(page, "after").getByRole("button", { name: "Run after" }).click()
    await page.waitForTimeout(500)
    expect(await page.getByText(/'still 1, pid \d+'/).innerText()).toBe(before)
    expect(await page.getByText("'runs 1'").count()).toBe(1)
    await page.getByRole("tab", { name: "Runtime" }).click()
    await page.getByRole("button", { name: "Restart" }).click()
    await eventually(() => page.getByRole("article", { name: "Cell counter, never" }).count(), 1)
    expect(page.errors).toEqual([])
    await page.context().close()
  })

  test("errors name the line that was typed, and a frame leads there", async () => {
    const page = await openPage(browser, quire, notebookPath("home", "/errors.md"))
    await page
      .getByRole("button", { name: /^Run \d+( stale)?$/ })
      .first()
      .click()
    await page.getByText("RangeError: too deep").waitFor()
    const error = page.locator(".err").filter({ hasText: "RangeError: too deep" })
    await error.getByRole("link", { name: "deep, fine, line 2" }).first().click()
    await eventually(
      () => page.evaluate<string>('document.activeElement?.closest("article")?.getAttribute("aria-label") ?? ""'),
      "Cell fine, fresh",
    )
    await page.getByText("Error: from a timer").waitFor()
    await page.getByText("widht is not defined").waitFor()
    await page
      .getByText(/belongs to cell `fine`/)
      .first()
      .waitFor()
    expect(page.errors).toEqual([])
    await page.context().close()
  })

  test("a table of 50,000 rows pages and sorts", async () => {
    await put(
      quire,
      "home",
      "/table.md",
      "```ts name=rows\nArray.from({ length: 50_000 }, (_, n) => ({ n, square: n * n, word: `w${n % 97}` }))\n```\n",
    )
    const page = await openPage(browser, quire, notebookPath("home", "/table.md"))
    await page
      .getByRole("button", { name: /^Run \d+( stale)?$/ })
      .first()
      .click()
    await page.getByText("50,000 rows, 3 columns").waitFor()
    await page.getByRole("button", { name: "Last page" }).click()
    await page.getByRole("cell", { name: "49,999", exact: true }).waitFor()
    await page.getByRole("button", { name: "n", exact: true }).click()
    await page.getByRole("button", { name: "n", exact: true }).click()
    await eventually(() => page.locator("tbody tr").first().locator("td").first().innerText(), "49,999")
    expect(await page.getByRole("columnheader", { name: "n", exact: true }).getAttribute("aria-sort")).toBe(
      "descending",
    )
    expect(page.errors).toEqual([])
    await page.context().close()
  })

  test("a slider makes its users stale, and a reactive cell follows by itself", async () => {
    await put(
      quire,
      "home",
      "/slider.md",
      '```ts name=level\nimport { input } from "quire/kit";\nconst level = input.range({ label: "Level", max: 10, value: 2 });\nlevel\n```\n\n```ts name=follows reactive\n`level is ${level.value}`\n```\n',
    )
    const page = await openPage(browser, quire, notebookPath("home", "/slider.md"))
    await page
      .getByRole("button", { name: /^Run \d+( stale)?$/ })
      .first()
      .click()
    await page.getByText("'level is 2'").waitFor()
    await page.getByRole("slider", { name: "Level" }).press("ArrowRight")
    await page.getByText("'level is 3'").waitFor()
    expect(page.errors).toEqual([])
    await page.context().close()
  })
})
