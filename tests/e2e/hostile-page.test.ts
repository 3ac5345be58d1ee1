import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { CHANNEL, decode, encode, PROTOCOL_VERSION } from "@quire/protocol"
import type { Welcome } from "@quire/protocol"
import { describe, expect, test } from "vitest"
import { WebSocket } from "ws"
import { applyUpdate, Doc, encodeStateAsUpdate, Map as YMap } from "yjs"
import { expectAlive, open, read, savedAs } from "../support/attacks.ts"
import { eventually } from "../support/browser.ts"
import { newFolder, startQuire, TOKEN } from "../support/server.ts"
import type { RunningQuire } from "../support/server.ts"

/** A hostile page: what it sends is its own affair, what the server does with it is not. */
async function attack(quire: RunningQuire, id: string, act: (doc: Doc, send: Send) => void): Promise<void> {
  const address = `${quire.url.replace("http", "ws")}/api/v1/sessions/${id}/sync`
  const socket = new WebSocket(address, ["quire"], { headers: { authorization: `Bearer ${TOKEN}` } })
  socket.on("error", () => undefined)
  await new Promise((resolve) => socket.once("open", resolve))
  const send: Send = (channel, message) => socket.send(Buffer.concat([Buffer.from([channel]), encode(message)]))
  const welcome = new Promise<Welcome>((resolve) =>
    socket.once("message", (data: Buffer) => resolve(decode(data.subarray(1)) as Welcome)),
  )
  send(CHANNEL.control, { protocol: PROTOCOL_VERSION })
  const doc = new Doc()
  applyUpdate(doc, (await welcome).update)
  act(doc, send)
  send(CHANNEL.document, { n: 1, update: encodeStateAsUpdate(doc) })
  await new Promise((resolve) => setTimeout(resolve, 500))
  socket.terminate()
}
type Send = (channel: number, message: unknown) => void

const eachCell = (doc: Doc, act: (cell: YMap<unknown>) => void): void => {
  for (const cell of doc.getMap<YMap<unknown>>("cells").values()) act(cell)
}
const command = (send: Send, order: unknown): void => send(CHANNEL.commands, { n: 1, command: order })

describe("[S15] a hostile page harms only itself", () => {
  test.each<[string, (doc: Doc, send: Send) => void]>([
    ["order keys that are garbage", (doc) => eachCell(doc, (cell) => cell.set("order", "!!garbage"))],
    ["order keys that are empty", (doc) => eachCell(doc, (cell) => cell.set("order", ""))],
    ["values that are no cells", (doc) => doc.getMap("cells").set("x", "text")],
    ["words that are no text", (doc) => eachCell(doc, (cell) => cell.set("words", { a: 1 }))],
    ["a cell called __proto__", (doc) => copyCell(doc, "__proto__")],
    ["a cell called constructor", (doc) => copyCell(doc, "constructor")],
    [
      "an input of constructor",
      (_, send) => command(send, { type: "setInput", cell: "constructor", input: "x", value: 1 }),
    ],
    [
      "an input of __proto__",
      (_, send) => command(send, { type: "setInput", cell: "__proto__", input: "x", value: 1 }),
    ],
    ["bytes that are no message", (_, send) => send(9, { a: 1 })],
    ["a question about a line that no text has", (doc, send) => ask(doc, send, { line: 9e15, character: 0 })],
    [
      "ten thousand questions at once",
      (doc, send) => range(10_000, (n) => ask(doc, send, { line: 0, character: 0 }, n)),
    ],
    [
      "texts without end",
      (_, send) =>
        range(300, (n) =>
          tell(send, "textDocument/didOpen", { textDocument: { uri: `cell:///x${n}`, text: "x".repeat(200_000) } }),
        ),
    ],
    ["files of the server", (_, send) => tell(send, "quire/readFile", { uri: "file:///etc/passwd" }, 1)],
    ["words that are no protocol", (_, send) => send(CHANNEL.language, '{"id": {}, "method": 1}')],
  ])("%s", async (_, act) => {
    const home = newFolder("home")
    const dataFolder = newFolder("data")
    const text = "# T\n\n```ts\n1 + 41\n```\n\nprecious\n"
    writeFileSync(join(home, "a.md"), text)
    const quire = await startQuire({ home, dataFolder })
    const session = await open(quire, "/a.md")
    await attack(quire, session.id, act)
    await quire.api("POST", `/sessions/${session.id}/run`, { wait: true })
    await quire.api("POST", `/sessions/${session.id}/restart`)
    const added = await quire.api("POST", `/sessions/${session.id}/cells`, { kind: "markdown", source: "added" })
    expect(added.status).toBe(201)
    const file = readFileSync(join(home, "a.md"), "utf8")
    writeFileSync(join(home, "a.md"), `${file}\nOutside.\n`)
    await eventually(async () => JSON.stringify(await read(quire, session.id)).includes("Outside."), true)
    await eventually(savedAs(quire, session.id), "saved")
    const saved = readFileSync(join(home, "a.md"), "utf8")
    for (const part of ["precious", "1 + 41", "added", "Outside."]) expect(saved).toContain(part)
    await expectAlive(quire)
    await quire.kill()
    await using again = await startQuire({ home, dataFolder })
    expect(JSON.stringify((await open(again, "/a.md")).cells)).toContain("precious")
  })
})

function range(count: number, act: (n: number) => void): void {
  for (let n = 0; n < count; n++) act(n)
}

function tell(send: Send, method: string, params: object, id?: number): void {
  send(CHANNEL.language, JSON.stringify({ jsonrpc: "2.0", id, method, params }))
}

function ask(doc: Doc, send: Send, position: object, id = 1): void {
  const [cell = ""] = doc.getMap("cells").keys()
  const textDocument = { uri: `cell:///${cell}` }
  tell(send, "textDocument/didOpen", { textDocument: { ...textDocument, text: "1 + 41" } })
  tell(send, "textDocument/hover", { textDocument, position }, id)
}

function copyCell(doc: Doc, id: string): void {
  const cells = doc.getMap<YMap<unknown>>("cells")
  for (const cell of cells.values()) {
    if (cell.get("kind") !== "code") continue
    cells.set(id, cell.clone())
    return
  }
}
