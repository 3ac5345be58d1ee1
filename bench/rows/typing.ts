import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page as BrowserPage } from "playwright-core"
import { notebookPath, openPage, startBrowser } from "../../tests/support/browser.ts"
import { startQuire } from "../../tests/support/server.ts"
import { temporaryFolder } from "../folder.ts"
import { percentile, spreadOf } from "../measure.ts"
import type { Row } from "../measure.ts"
import { chainCell } from "./types.chain.ts"

const CELLS = 100
const KEYS = 120
const ROUNDS = 3
const WORD = "const answer = value0[0].id + 1; "

/** Keys typed into a code cell of a real browser, each until the frame after it: with the type checker, and with a page that
 *  may not load its part. */
export async function typingRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const home = join(folder.path, "home")
  mkdirSync(home)
  const cells = Array.from({ length: CELLS }, (_, index) => `\`\`\`ts\n${chainCell(index)}\n\`\`\`\n`)
  for (const name of ["with.md", "without.md"]) writeFileSync(join(home, name), cells.join("\n"))
  await using quire = await startQuire({ home })
  const browser = await startBrowser()
  try {
    const pages = { with: await openPage(browser, quire, "/"), without: await openPage(browser, quire, "/") }
    await pages.without.route(/\/loaded-[^/]*\.js$/, (route) => route.abort())
    const times = { with: [] as number[], without: [] as number[] }
    for (const name of ["with", "without"] as const) {
      await pages[name].goto(`${quire.url}${notebookPath("home", `/${name}.md`)}`)
      await typeKeys(pages[name], 30)
    }
    for (let round = 0; round < ROUNDS; round++)
      for (const name of ["with", "without"] as const) times[name].push(...(await typeKeys(pages[name], KEYS)))
    const beside = spreadOf(times.without)
    const p95 = { ours: percentile(times.with, 95), beside: percentile(times.without, 95) }
    const one = (value: number) => ({ low: value, median: value, high: value })
    const name = `a key in a cell of ${CELLS}, with the type checker, to the frame after it`
    return [
      { name, ours: spreadOf(times.with), besideName: "without it", beside, goal: { ratioAtMost: 1.2 } },
      {
        name: `${name}: p95`,
        ours: one(p95.ours),
        besideName: "without it",
        beside: one(p95.beside),
        goal: { ratioAtMost: 1.2 },
      },
    ]
  } finally {
    await browser.close()
  }
}

/** Milliseconds from each key's event to the frame that shows it. */
async function typeKeys(page: BrowserPage, count: number): Promise<number[]> {
  await page.locator("[data-cell]").first().getByRole("textbox", { name: "Code" }).click()
  await page.keyboard.press("ControlOrMeta+End")
  await page.keyboard.press("Enter")
  await page.evaluate(`
    window.quireKeys = [];
    window.quireOnKey ??= addEventListener("keydown", (event) => {
      const start = event.timeStamp;
      requestAnimationFrame(() => setTimeout(() => window.quireKeys.push(performance.now() - start)));
    }, true) ?? true;
  `)
  for (let n = 0; n < count; n++) {
    await page.keyboard.type(WORD[n % WORD.length] ?? " ")
    await page.waitForTimeout(40)
  }
  await page.waitForTimeout(200)
  await page.keyboard.press("Escape")
  return await page.evaluate<number[]>("window.quireKeys.slice(0, -1)")
}
