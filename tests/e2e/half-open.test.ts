import { readFileSync, writeFileSync } from "node:fs"
import { createServer, connect } from "node:net"
import type { AddressInfo, Socket } from "node:net"
import { join } from "node:path"
import type { Browser } from "playwright-core"
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

/** A line between page and server that can fall silent without an end, as when a laptop changes its network. */
async function startLine(
  to: string,
): Promise<{ readonly url: string; setSilent(isSilent: boolean): void; end(): void }> {
  const sockets = new Set<Socket>()
  let isSilent = false
  const server = createServer((near) => {
    if (isSilent) return
    const far = connect(Number(new URL(to).port), "127.0.0.1")
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket))
    }
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setSilent: (silent) => {
      isSilent = silent
      for (const socket of sockets) {
        socket.unpipe()
        socket.pause()
      }
      // What hung before stays dead; new connections go through again.
      sockets.clear()
    },
    end: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test("[S24] a line that has fallen silent is taken for dead within 30 s, and what was written comes through on the next", async () => {
  const home = newFolder("home")
  const file = join(home, "line.md")
  writeFileSync(file, "```ts name=a\n1\n```\n")
  await using quire = await startQuire({ home })
  const line = await startLine(quire.url)
  const page = await openPage(browser, { ...quire, url: line.url }, notebookPath("home", "/line.md"))
  await page.locator(".cm-content").waitFor()
  await page.clock.install()
  // Once more, so that every timer of the page is one of the clock's.
  await page.reload()
  await page.locator(".cm-content").waitFor()
  await page.getByText(/^Saved to/).waitFor()

  line.setSilent(true)
  await page.locator(".cm-content").click()
  await page.keyboard.type("// silent ")
  expect(await page.getByText("You are offline.").count()).toBe(0)
  await page.clock.fastForward(30_000)
  await page.getByText("You are offline.").waitFor()

  line.setSilent(false)
  await page.getByRole("button", { name: "Try now" }).click()
  // What it asks goes out on lines from before, each of which hangs until it is given up.
  await eventually(
    async () => {
      await page.clock.fastForward(10_000)
      await page.waitForTimeout(300)
      return readFileSync(file, "utf8")
    },
    (text) => text.includes("// silent"),
    60_000,
  )
  expect(page.errors).toEqual([])
  line.end()
})
