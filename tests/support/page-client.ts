import type { CellId } from "@quire/notebook"
import { CHANNEL, decode, encode, PROTOCOL_VERSION } from "@quire/protocol"
import type { DocumentMessage, EventsMessage, SessionSummary, Welcome } from "@quire/protocol"
import { readCells, Replica, SessionStore, sourceOf } from "@quire/session"
import type { LocalEdit, SessionState } from "@quire/session"
import { WebSocket } from "ws"
import type { Doc } from "yjs"

export interface PageClientOptions {
  readonly person: string
  readonly storage: string
  readonly path: string
  /** Where the server is now, and what opens it. */
  readonly server: () => { readonly url: string; readonly token: string }
  readonly onAcknowledged?: (tokens: readonly string[]) => void
}

const RETRY_MS = 25

/** A page without a page: the product's copy of the document and its state, over the real protocol, on a network that
 *  may be cut. Edits carry tokens, and it says which of them the server has acknowledged. */
export class PageClient {
  readonly replica: Replica
  readonly store = new SessionStore()
  private readonly options: PageClientOptions
  private readonly tokens = new Map<number, readonly string[]>()
  private fresh: readonly string[] = []
  private socket: WebSocket | undefined
  private isWelcome = false
  private isWanted = false
  private onceWelcome: (() => void)[] = []

  constructor(options: PageClientOptions) {
    this.options = options
    let id = 0
    this.replica = new Replica({
      onEdit: (edit) => this.edited(edit),
      nextId: () => `${options.person}-${++id}` as CellId,
      now: () => Date.now(),
    })
  }

  get doc(): Doc {
    return this.replica.doc
  }

  get state(): SessionState {
    return this.store.get()
  }

  get isOnline(): boolean {
    return this.isWelcome
  }

  /** Connects, and again whenever the connection is lost, until `cut`. Resolves when it is welcome. */
  async connect(): Promise<void> {
    this.isWanted = true
    const welcome = new Promise<void>((resolve) => this.onceWelcome.push(resolve))
    void this.open()
    await welcome
  }

  cut(): void {
    this.isWanted = false
    this.isWelcome = false
    this.socket?.terminate()
    this.socket = undefined
  }

  /** Does something to the document that leaves tokens in it. */
  edit(tokens: readonly string[], act: (doc: Doc) => void): void {
    this.fresh = [...this.fresh, ...tokens]
    this.doc.transact(() => act(this.doc))
    this.fresh = []
  }

  /** Adds a line at the end of the n-th code cell (of as many as there are, counted round). */
  writeLine(token: string, n = 0): void {
    const cells = readCells(this.doc).filter(({ kind }) => kind === "code")
    const cell = cells[n % cells.length]
    if (cell === undefined) throw new Error("no cell to write into")
    this.edit([token], (doc) => {
      const text = sourceOf(doc, cell.id)
      text?.insert(text.length, `${cell.source === "" ? "" : "\n"}${token}`)
    })
  }

  /** Empties the n-th code cell. */
  clearCell(n: number): void {
    const cell = readCells(this.doc).filter(({ kind }) => kind === "code")[n]
    this.edit([], (doc) => {
      const text = cell === undefined ? undefined : sourceOf(doc, cell.id)
      text?.delete(0, text.length)
    })
  }

  /** Resolves when the server has all edits on disk. */
  async settled(): Promise<void> {
    while (!this.isWelcome || this.replica.unacknowledged > 0) await pause(5)
  }

  private async open(): Promise<void> {
    const { server, storage, path } = this.options
    try {
      const { url, token } = server()
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
      const opened = await fetch(`${url}/api/v1/sessions`, {
        method: "POST",
        headers,
        body: JSON.stringify({ storage, path }),
        signal: AbortSignal.timeout(20_000),
      })
      if (!opened.ok) throw new Error(await opened.text())
      const { id } = (await opened.json()) as SessionSummary
      if (!this.isWanted) return
      const address = `${url.replace(/^http/, "ws")}/api/v1/sessions/${id}/sync`
      const socket = new WebSocket(address, "quire", { headers, perMessageDeflate: false })
      this.socket = socket
      socket.on("open", () => this.send(CHANNEL.control, { protocol: PROTOCOL_VERSION, ...this.replica.hello() }))
      socket.on("message", (data: Buffer) => this.receive(socket, data))
      socket.on("error", () => socket.terminate())
      socket.on("close", () => this.closed(socket))
    } catch {
      if (this.isWanted) setTimeout(() => void this.open(), RETRY_MS)
    }
  }

  private closed(socket: WebSocket): void {
    if (this.socket !== socket) return
    this.isWelcome = false
    this.socket = undefined
    if (this.isWanted) setTimeout(() => void this.open(), RETRY_MS)
  }

  private receive(socket: WebSocket, data: Buffer): void {
    if (this.socket !== socket) return
    const message = decode(data.subarray(1))
    if (data[0] === CHANNEL.control) {
      if ("epoch" in (message as object)) this.welcome(message as Welcome)
    } else if (data[0] === CHANNEL.document) this.document(message as DocumentMessage)
    else if (data[0] === CHANNEL.events) {
      const { seq, events } = message as EventsMessage
      if (!this.store.apply(seq, events)) socket.close(4001, "events are missing")
      else if (events.some(({ type }) => type === "saveSucceeded")) this.noteSaved()
    }
  }

  private welcome({ epoch, update, stateVector, snapshot, seq }: Welcome): void {
    const waiting = [...this.tokens.values()].flat()
    this.tokens.clear()
    this.fresh = waiting
    const { unsynced } = this.replica.welcome(epoch, update, stateVector)
    this.fresh = []
    this.store.reset(snapshot, seq)
    this.isWelcome = true
    this.noteSaved()
    if (unsynced === undefined) this.options.onAcknowledged?.(waiting)
    else {
      this.tokens.clear()
      this.tokens.set(unsynced.n, waiting)
      this.sendEdit(unsynced)
    }
    for (const resolve of this.onceWelcome.splice(0)) resolve()
  }

  private document(message: DocumentMessage): void {
    if (message.type === "update") this.replica.remote(message.update)
    else if (message.type === "ack") {
      this.replica.acknowledge(message.n)
      this.options.onAcknowledged?.(this.tokens.get(message.n) ?? [])
      this.tokens.delete(message.n)
    }
  }

  private noteSaved(): void {
    if (this.state.save.status === "saved") this.replica.markSaved()
  }

  private edited(edit: LocalEdit): void {
    this.tokens.set(edit.n, this.fresh)
    if (this.isWelcome) this.sendEdit(edit)
  }

  private sendEdit({ n, update }: LocalEdit): void {
    this.send(CHANNEL.document, { n, update, by: this.options.person })
  }

  private send(channel: number, message: unknown): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    this.socket.send(Buffer.concat([Buffer.from([channel]), encode(message)]))
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
