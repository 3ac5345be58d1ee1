import type { CellId } from "@quire/notebook"
import { CHANNEL, decode, encode, PROTOCOL_VERSION } from "@quire/protocol"
import type { Command, DocumentMessage, EventsMessage, Hello, SessionSummary, Welcome } from "@quire/protocol"
import { readCells, sourceOf } from "@quire/session"
import type { SessionEvent } from "@quire/session"
import { WebSocket } from "ws"
import { applyUpdate, Doc } from "yjs"
import type { Text } from "yjs"
import type { LiveServer } from "./live-server.ts"

/** A page's end of the sync socket, without the page: what crosses the wire is what a browser would send. */
export class Page implements Disposable {
  readonly doc = new Doc()
  readonly session: string
  private readonly server: LiveServer
  private readonly socket: WebSocket
  private readonly events = new Set<(event: SessionEvent) => void>()
  private readonly acks = new Map<number, () => void>()
  private readonly asked = new Map<number, (result: unknown) => void>()
  private lastNumber = 0
  /** Somebody else's edit is here. */
  onUpdate: () => void = () => undefined
  private onWelcome: () => void = () => undefined

  /** Opens a notebook of the home folder and waits for the welcome. */
  static async open(server: LiveServer, path: string): Promise<Page> {
    const { url, token } = server
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
    const body = JSON.stringify({ storage: "home", path })
    const opened = await fetch(`${url}api/v1/sessions`, { method: "POST", headers, body })
    if (!opened.ok) throw new Error(`${path} did not open: ${await opened.text()}`)
    const { id } = (await opened.json()) as SessionSummary
    const address = `${url.replace(/^http/, "ws")}api/v1/sessions/${id}/sync`
    const socket = new WebSocket(address, "quire", { headers, perMessageDeflate: false })
    const page = new Page(server, id, socket)
    await page.welcomed()
    return page
  }

  private constructor(server: LiveServer, session: string, socket: WebSocket) {
    this.server = server
    this.session = session
    this.socket = socket
    socket.on("message", (data: Buffer) => this.receive(data))
  }

  /** The id of the first code cell. */
  codeCell(): CellId {
    const cell = readCells(this.doc).find(({ kind }) => kind === "code")
    if (cell === undefined) throw new Error("the notebook has no code cell")
    return cell.id
  }

  /** Runs a cell: milliseconds until its value is there, once its end is, too. */
  async run(cell: CellId): Promise<number> {
    const value = this.event(({ type, ...event }) => type === "outputAdded" && "cell" in event && event.cell === cell)
    const end = this.event((event) => event.type === "cellEnded" && event.cell === cell)
    const start = performance.now()
    this.order({ type: "run", cells: [cell] })
    await value
    const ms = performance.now() - start
    await end
    return ms
  }

  /** A new process for the cells; its id. */
  async freshRuntime(): Promise<number> {
    let pid = 0
    const started = this.event((event) => {
      if (event.type === "runtimeStarted") pid = event.pid
      return event.type === "runtimeStarted"
    })
    this.order({ type: "restart" })
    await started
    return pid
  }

  /** Changes a cell's text; the update that says so, for `edit`. */
  type(cell: CellId, change: (text: Text) => void): Uint8Array {
    const text = sourceOf(this.doc, cell)
    if (text === undefined) throw new Error("the cell is gone")
    let typed: Uint8Array | undefined
    this.doc.once("update", (update: Uint8Array) => (typed = update))
    this.doc.transact(() => change(text))
    if (typed === undefined) throw new Error("typing changed nothing")
    return typed
  }

  /** What the API answers about this notebook. */
  async ask(method: string, path: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.server.token}` }
    const answer = await fetch(`${this.server.url}api/v1/sessions/${this.session}${path}`, { method, headers })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`)
    return await answer.text()
  }

  order(command: Command): void {
    this.send(CHANNEL.commands, { n: ++this.lastNumber, command })
  }

  onEvent(listener: (event: SessionEvent) => void): void {
    this.events.add(listener)
  }

  /** Resolves at the first event from here on that is the one looked for. */
  event(isIt: (event: SessionEvent) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const listener = (event: SessionEvent): void => {
        if (!isIt(event)) return
        this.events.delete(listener)
        resolve()
      }
      this.events.add(listener)
    })
  }

  /** Sends an edit; resolves when the server has acknowledged it: it is on disk. */
  edit(update: Uint8Array): Promise<void> {
    const n = ++this.lastNumber
    return new Promise((resolve) => {
      this.acks.set(n, resolve)
      this.send(CHANNEL.document, { n, update })
    })
  }

  /** Asks the server about cells as the page's editor does. */
  language(method: string, params: object): Promise<unknown> {
    const id = ++this.lastNumber
    return new Promise((resolve) => {
      this.asked.set(id, resolve)
      this.send(CHANNEL.language, JSON.stringify({ jsonrpc: "2.0", id, method, params }))
    })
  }

  tell(method: string, params: object): void {
    this.send(CHANNEL.language, JSON.stringify({ jsonrpc: "2.0", method, params }))
  }

  [Symbol.dispose](): void {
    this.socket.close()
  }

  private welcomed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.onWelcome = resolve
      this.socket.once("error", reject)
      this.socket.once("close", (code) => reject(new Error(`the socket was closed: ${code}`)))
      this.socket.once("open", () => this.send(CHANNEL.control, { protocol: PROTOCOL_VERSION } satisfies Hello))
    })
  }

  private receive(data: Buffer): void {
    const message = decode(data.subarray(1))
    if (data[0] === CHANNEL.control) {
      if (!("epoch" in (message as object))) return
      applyUpdate(this.doc, (message as Welcome).update)
      this.onWelcome()
    } else if (data[0] === CHANNEL.document) {
      const answer = message as DocumentMessage
      if (answer.type === "ack") this.acks.get(answer.n)?.()
      else if (answer.type === "update") {
        applyUpdate(this.doc, answer.update)
        this.onUpdate()
      }
    } else if (data[0] === CHANNEL.language) {
      const { id, result } = JSON.parse(String(message)) as { id: number; result: unknown }
      this.asked.get(id)?.(result)
      this.asked.delete(id)
    } else if (data[0] === CHANNEL.events) {
      for (const event of (message as EventsMessage).events) for (const listener of this.events) listener(event)
    }
  }

  private send(channel: number, message: unknown): void {
    const payload = encode(message)
    const bytes = Buffer.allocUnsafe(payload.length + 1)
    bytes[0] = channel
    bytes.set(payload, 1)
    this.socket.send(bytes)
  }
}
