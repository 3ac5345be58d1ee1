import { chromium } from "playwright-core"
import type { Browser, Page, WebSocketRoute } from "playwright-core"
import { expect } from "vitest"
import { TOKEN } from "./server.ts"
import type { RunningQuire } from "./server.ts"

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

/** Debian's Chromium, started for a test file. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env["QUIRE_TEST_CHROMIUM"] ?? "/usr/bin/chromium",
    args: FLAGS,
  })
}

/** A page under test. */
export type TestPage = Page & {
  /** What the page threw. */
  readonly errors: string[]
  /** Cuts its sockets, and keeps new ones from opening until `mend`. */
  cut(): void
  mend(): void
}

/** A page of its own context (its own cookies, its own person), signed in. */
export async function openPage(browser: Browser, quire: RunningQuire, path = "/"): Promise<TestPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const errors: string[] = []
  page.on("pageerror", (error) => errors.push(error.message))
  let isCut = false
  const open = new Set<WebSocketRoute>()
  await page.routeWebSocket(/\/sync$/, (socket) => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    open.add(socket)
  })
  const cut = (): void => {
    isCut = true
    for (const socket of open) void socket.close()
    open.clear()
  }
  const mark = path.includes("?") ? "&" : "?"
  await page.goto(`${quire.url}${path}${mark}token=${TOKEN}`)
  return Object.assign(page, { errors, cut, mend: () => void (isCut = false) })
}

export function notebookPath(storage: string, path: string): string {
  return `/open?${new URLSearchParams({ storage, path }).toString()}`
}

/** Waits until a function gives what is expected. */
export async function eventually<T>(
  read: () => Promise<T> | T,
  expected: T | ((value: T) => boolean),
  limitMs = 30_000,
): Promise<void> {
  const until = Date.now() + limitMs
  const isRight = (value: T): boolean =>
    typeof expected === "function"
      ? (expected as (value: T) => boolean)(value)
      : JSON.stringify(value) === JSON.stringify(expected)
  let value = await read()
  while (!isRight(value) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    value = await read()
  }
  if (typeof expected === "function") expect(isRight(value), "the last value was " + JSON.stringify(value)).toBe(true)
  else expect(value).toEqual(expected)
}
