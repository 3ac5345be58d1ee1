import { writeFileSync } from "node:fs"
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

const LONG = Array.from({ length: 30 }, (_, n) => `\`\`\`ts name=c${n}\nconst c${n} = ${n}\n\`\`\`\n`).join("\n")

test("[S23] two people and three tabs: two people, where they are, and one follows the other", async () => {
  const home = newFolder("home")
  writeFileSync(join(home, "long.md"), `# Long\n\n${LONG}`)
  await using quire = await startQuire({ home })
  const path = notebookPath("home", "/long.md")
  // Each page has a profile of its own; the second tab shares the first one's.
  const ada = await openPage(browser, quire, path)
  const bob = await openPage(browser, quire, path)
  const second = await ada.context().newPage()
  await second.goto(`${quire.url}${path}`)
  for (const page of [ada, bob, second]) await page.getByRole("group", { name: "2 people here" }).waitFor()

  await bob.getByLabel("Your name").fill("Bob Builder")
  await bob.getByLabel("Your name").press("Tab")
  await ada.getByText("Bob Builder").waitFor()

  await writeIn(bob.locator("[data-cell]").last())
  await ada.getByText("Writing in c29").waitFor()
  // Being in another cell is shown where that cell is, in both of Ada's tabs.
  await eventually(() => second.getByTitle("Bob Builder").count(), 2)

  const last = ada.locator("[data-cell]").last()
  await expect(last.isVisible().then(() => isInView(last))).resolves.toBe(false)
  await ada.getByRole("button", { name: "Follow" }).click()
  await ada.getByText("Following Bob Builder").waitFor()
  await eventually(() => isInView(last), true)

  await writeIn(bob.locator("[data-cell]").nth(1))
  const first = ada.locator("[data-cell]").nth(1)
  await eventually(() => isInView(first), true)

  await ada.mouse.move(500, 400)
  await ada.mouse.wheel(0, 100)
  await eventually(() => ada.getByText("Following Bob Builder").count(), 0)

  await bob.close()
  await eventually(() => ada.getByRole("group", { name: "1 person here" }).count(), 1)
})

async function writeIn(cell: Locator): Promise<void> {
  await cell.scrollIntoViewIfNeeded()
  await cell.getByRole("textbox", { name: "Code" }).click()
}

function isInView(cell: Locator): Promise<boolean> {
  return cell.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return bottom > 0 && top < element.ownerDocument.documentElement.clientHeight
  })
}
