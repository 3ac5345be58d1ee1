import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { notebookPath, openPage, startBrowser } from "./support/browser.ts"
import { newFolder, startQuire } from "./support/server.ts"
const browser = await startBrowser()
const home = newFolder("home")
writeFileSync(
  join(home, "n.md"),
  "# Shared\n\n## Load\n\n```ts name=ledger\nconst ledger = [1, 2]\n```\n\n```ts name=rates\nconst rates = { usd: 1.1 }\n```\n\n```ts name=rates conflict=theirs\nconst rates = { usd: 1.2, gbp: 0.9 }\nconst more = 1\n```\n",
)
const quire = await startQuire({ home })
const path = notebookPath("home", "/n.md")
const a = await openPage(browser, quire, path)
const b = await openPage(browser, quire, path)
await b.getByLabel("Your name").fill("Jonas Beck")
await b.getByLabel("Your name").press("Tab")
await b.locator(".cm-content").nth(1).click()
await b.keyboard.type("// x")
await a.getByRole("button", { name: "Follow" }).click()
await a.waitForTimeout(700)
await a.setViewportSize({ width: 1440, height: 900 })
for (const theme of ["light", "dark"]) {
  await a.emulateMedia({ colorScheme: theme as "light" })
  await a.screenshot({ path: `/tmp/people-${theme}.png` })
}
await a.setViewportSize({ width: 390, height: 844 })
await a.waitForTimeout(300)
await a.screenshot({ path: "/tmp/people-phone.png" })
await browser.close()
await quire[Symbol.asyncDispose]()
process.exit(0)
