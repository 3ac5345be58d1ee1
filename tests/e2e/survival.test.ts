import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { encode, decode, CHANNEL, PROTOCOL_VERSION } from "@quire/protocol"
import type { DocumentMessage, Welcome } from "@quire/protocol"
import { readCells, sourceOf } from "@quire/session"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { WebSocket } from "ws"
import { applyUpdate, Doc } from "yjs"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire, TOKEN } from "../support/server.ts"
import type { RunningQuire } from "../support/server.ts"

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

/** A page's side of the protocol, without a page: it types, and keeps what was acknowledged. */
class Typist {
  readonly doc = new Doc()
  /** Texts of the first cell that were acknowledged, the last one last. */
  acknowledged = ""
  private socket!: WebSocket
  private sent = new Map<number, string>()
  private n = 0

  static async join(quire: RunningQuire, path: string): Promise<Typist> {
    const typist = new Typist()
    const session = await quire.api<{ id: string }>("POST", "/sessions", { storage: "home", path })
    const address = `${quire.url.replace("http", "ws")}/api/v1/sessions/${session.body.id}/sync`
    typist.socket = new WebSocket(address, ["quire"], { headers: { authorization: `Bearer ${TOKEN}` } })
    typist.socket.on("error", () => undefined)
    await new Promise((resolve) => typist.socket.once("open", resolve))
    const welcomed = new Promise<void>((resolve) => {
      typist.socket.on("message", (data: Buffer) => typist.receive(data, resolve))
    })
    typist.send(CHANNEL.control, { protocol: PROTOCOL_VERSION })
    await welcomed
    typist.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "remote") return
      typist.sent.set(++typist.n, typist.text())
      typist.send(CHANNEL.document, { n: typist.n, update })
    })
    return typist
  }

  type(text: string): void {
    const [cell] = readCells(this.doc)
    if (cell === undefined) throw new Error("no cell")
    const source = sourceOf(this.doc, cell.id)
    source?.insert(source.length, text)
  }

  text(): string {
    return readCells(this.doc)[0]?.source ?? ""
  }

  sendRaw(bytes: Uint8Array): void {
    this.socket.send(bytes)
  }

  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.once("close", (code: number) => resolve(code)))
  }

  close(): void {
    this.socket.terminate()
  }

  private send(channel: number, message: unknown): void {
    this.socket.send(Buffer.concat([Buffer.from([channel]), encode(message)]))
  }

  private receive(data: Buffer, onWelcome: () => void): void {
    const message = decode(data.subarray(1))
    if (data[0] === CHANNEL.control) {
      if (!("epoch" in (message as object))) return
      applyUpdate(this.doc, (message as Welcome).update, "remote")
      onWelcome()
    } else if (data[0] === CHANNEL.document) {
      const document = message as DocumentMessage
      if (document.type === "ack") this.acknowledged = this.sent.get(document.n) ?? this.acknowledged
      else if (document.type === "update") applyUpdate(this.doc, document.update, "remote")
    }
  }
}

describe("[S11] nothing acknowledged is lost", () => {
  test("kill -9 of the server while typing, at 20 random moments", async () => {
    const home = newFolder("home")
    const dataFolder = newFolder("data")
    writeFileSync(join(home, "kill.md"), "start\n")
    let acknowledged = "start"
    for (let round = 0; round < 20; round++) {
      const quire = await startQuire({ home, dataFolder })
      const typist = await Typist.join(quire, "/kill.md")
      expect(typist.text().startsWith(acknowledged), `round ${round}: ${typist.text()} holds ${acknowledged}`).toBe(
        true,
      )
      const stopAt = Date.now() + 20 + Math.random() * 300
      for (let n = 0; Date.now() < stopAt; n++) {
        typist.type(` ${round}.${n}`)
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 6))
      }
      await quire.kill()
      acknowledged = typist.acknowledged === "" ? acknowledged : typist.acknowledged
      typist.close()
    }
    await using quire = await startQuire({ home, dataFolder })
    const typist = await Typist.join(quire, "/kill.md")
    expect(typist.text().startsWith(acknowledged)).toBe(true)
    expect(acknowledged.split(" ").length).toBeGreaterThan(100)
    await eventually(() => readFileSync(join(home, "kill.md"), "utf8"), `${typist.text()}\n`)
    typist.close()
  })

  test("a notebook whose file is gone opens from the journal, and is not made anew in silence", async () => {
    const home = newFolder("home")
    const dataFolder = newFolder("data")
    writeFileSync(join(home, "gone.md"), "start\n")
    const first = await startQuire({ home, dataFolder })
    const typist = await Typist.join(first, "/gone.md")
    typist.type(" and more")
    await eventually(() => typist.acknowledged, "start and more")
    await first.kill()
    typist.close()
    rmSync(join(home, "gone.md"))
    await using quire = await startQuire({ home, dataFolder })
    const page = await openPage(browser, quire, notebookPath("home", "/gone.md"))
    await page.getByText("start and more").waitFor()
    await page.getByText("This file was removed.").waitFor()
    await page.getByRole("button", { name: "Save again" }).click()
    await eventually(() => readIf(join(home, "gone.md")), "start and more\n")
    await page.context().close()
  })
})

describe("[S12] sockets", () => {
  test.each<[string, Uint8Array]>([
    ["no channel", new Uint8Array()],
    ["an unknown channel", new Uint8Array([99, 0])],
    ["bytes that are no message", new Uint8Array([1, 0xc1, 0xc1])],
    ["an edit that is none", new Uint8Array([1, ...encode({ n: 1, update: new Uint8Array([9, 9, 9, 9]) })])],
    ["a command that is none", new Uint8Array([4, ...encode({ n: 1, command: { type: "rm -rf" } })])],
  ])("%s closes that socket alone", async (_, bytes) => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), "text\n")
    await using quire = await startQuire({ home })
    const [bad, good] = [await Typist.join(quire, "/a.md"), await Typist.join(quire, "/a.md")]
    const closed = bad.closed()
    bad.sendRaw(bytes)
    expect(await closed).toBe(1007)
    good.type("!")
    await eventually(() => good.acknowledged, "text!")
    good.close()
  })

  test.each([
    ["no sign-in", {}],
    ["a wrong token", { authorization: "Bearer wrong" }],
    ["a wrong host", { authorization: `Bearer ${TOKEN}`, host: "evil.example" }],
  ])("%s opens none", async (_, headers) => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), "text\n")
    await using quire = await startQuire({ home })
    const session = await quire.api<{ id: string }>("POST", "/sessions", { storage: "home", path: "/a.md" })
    const socket = new WebSocket(
      `${quire.url.replace("http", "ws")}/api/v1/sessions/${session.body.id}/sync`,
      ["quire"],
      { headers },
    )
    const refused = await new Promise((resolve) => {
      socket.once("error", (error) => resolve(error.message))
      socket.once("open", () => resolve("open"))
    })
    expect(refused).toMatch(/Unexpected server response: 40[13]/)
  })
})

/** The first line of the editor without the carets and names of others. */
const FIRST_LINE = `(() => {
  const line = document.querySelector(".cm-line").cloneNode(true)
  for (const caret of line.querySelectorAll(".cm-ySelectionCaret")) caret.remove()
  return line.textContent.replaceAll("\\u2060", "")
})()`

function readIf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : ""
}

test("[S13] two browsers type in one line while one socket is cut for 5 s: both texts there once, both carets seen", async () => {
  const home = newFolder("home")
  writeFileSync(join(home, "line.md"), "```ts name=line\nconst x = 1; \n```\n")
  await using quire = await startQuire({ home })
  const [one, two] = [
    await openPage(browser, quire, notebookPath("home", "/line.md")),
    await openPage(browser, quire, notebookPath("home", "/line.md")),
  ]
  for (const page of [one, two]) await page.locator(".cm-content").click()
  await one.keyboard.press("Control+Home")
  await two.keyboard.press("Control+End")
  for (const page of [one, two]) await page.locator(".cm-ySelectionCaret").waitFor({ state: "attached" })
  two.cut()
  await two.getByText("You are offline.").waitFor()
  await one.keyboard.type("/* one */ ", { delay: 20 })
  await two.keyboard.type("/* two */", { delay: 20 })
  await two.getByText(/changes? waits? on this device/).waitFor()
  await two.waitForTimeout(5000)
  two.mend()
  await two.getByRole("button", { name: "Try now" }).click()
  const line = "/* one */ const x = 1; /* two */"
  for (const page of [one, two]) {
    await eventually(() => page.evaluate<string>(FIRST_LINE), line)
    await page.locator(".cm-ySelectionCaret").waitFor({ state: "attached" })
  }
  await eventually(() => readFileSync(join(home, "line.md"), "utf8"), `\`\`\`ts name=line\n${line}\n\`\`\`\n`)
  expect([...one.errors, ...two.errors]).toEqual([])
  for (const page of [one, two]) await page.context().close()
})

test("[S13] leaving with edits that are not on disk warns; without, it does not", async () => {
  const home = newFolder("home")
  writeFileSync(join(home, "leave.md"), "```ts name=a\n1\n```\n")
  await using quire = await startQuire({ home })
  const page = await openPage(browser, quire, notebookPath("home", "/leave.md"))
  await page.locator(".cm-content").click()
  page.cut()
  await page.getByText("You are offline.").waitFor()
  await page.keyboard.type("2")
  const warned = page.waitForEvent("dialog")
  await page.close({ runBeforeUnload: true })
  const dialog = await warned
  expect(dialog.type()).toBe("beforeunload")
  await dialog.dismiss()
  page.mend()
  await page.getByRole("button", { name: "Try now" }).click()
  await page.getByText("You are offline.").waitFor({ state: "detached" })
  await eventually(
    () => readFileSync(join(home, "leave.md"), "utf8"),
    (text) => text.includes("2"),
  )
  const closed = page.waitForEvent("close")
  await page.close({ runBeforeUnload: true })
  await closed
  await page.context().close()
})

test("[S14] a page that holds another history brings its unsynced edits as text, and never merges the two", async () => {
  const home = newFolder("home")
  const dataFolder = newFolder("data")
  writeFileSync(join(home, "epoch.md"), "```ts name=a\none\n```\n")
  const first = await startQuire({ home, dataFolder })
  const port = Number(new URL(first.url).port)
  const page = await openPage(browser, first, notebookPath("home", "/epoch.md"))
  await page.locator(".cm-content").click()
  await page.keyboard.press("Control+End")
  await page.keyboard.type(" two")
  await eventually(
    () => readFileSync(join(home, "epoch.md"), "utf8"),
    (text) => text.includes("one two"),
  )
  await first.kill()
  await page.getByText("You are offline.").waitFor()
  await page.keyboard.type(" three")
  // The journal is lost with its disk: the server seeds the notebook anew, under another epoch.
  for (const name of ["journal.db", "journal.db-wal", "journal.db-shm"]) rmSync(join(dataFolder, name), { force: true })
  await using second = await startQuire({ home, dataFolder, port })
  await eventually(() => page.locator(".cm-content").innerText(), "one two three")
  await eventually(() => readFileSync(join(home, "epoch.md"), "utf8"), "```ts name=a\none two three\n```\n")
  const typist = await Typist.join(second, "/epoch.md")
  expect(typist.text()).toBe("one two three")
  typist.close()
  expect(page.errors).toEqual([])
  await page.context().close()
})
