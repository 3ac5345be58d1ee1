import { CHANNEL, decode, encode, PROTOCOL_VERSION } from "@quire/protocol"
import type { Command, CommandAnswer, DocumentMessage, EventsMessage, Welcome } from "@quire/protocol"
import type { CellId } from "@quire/notebook"
import { REMOTE, Replica, SessionStore } from "@quire/session"
import type { LocalEdit, SessionSnapshot } from "@quire/session"
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness"
import type { Doc } from "yjs"
import { pageKey } from "../api/http.ts"
import { CellList } from "./cell-list.ts"
import { loadPerson, savePerson } from "./person.ts"
import type { Person } from "./person.ts"
import type { SharedPresence } from "./presence.ts"
import { LanguageTransport } from "./language-transport.ts"
import { StructureUndo } from "./structure-undo.ts"
import type { UnsyncedStore } from "./unsynced.ts"

export type ConnectionStatus = "connecting" | "online" | "offline" | "closed"

/** Where the connection stands; replaced as a whole when any of it changes. */
export interface ConnectionInfo {
  readonly status: ConnectionStatus
  /** Edits that the server has not acknowledged: not on its disk yet. */
  readonly unacknowledged: number
  readonly retryAt: number | undefined
  readonly place: Welcome["place"] | undefined
  readonly sessionId: string
  readonly isReadOnly: boolean
  /** Raised when the document is another one: everything is drawn anew. */
  readonly generation: number
}

interface Resync {
  readonly resync: { readonly snapshot: SessionSnapshot; readonly seq: number }
}

const RETRY_FIRST_MS = 400
const RETRY_LONGEST_MS = 10_000
/** A request on a line that is dead may hang for minutes. */
const OPEN_WITHIN_MS = 20_000
/** The server says something every ten seconds. */
const SILENT_MS = 25_000

/** Opens the notebook on the server, or finds it open there; undefined when the server cannot. `epoch`: the history that
 *  the page holds already. */
export type Reopen = (signal: AbortSignal, epoch: string | undefined) => Promise<string | undefined>

/** A page's connection to an open notebook: the document, presence, the session's state, and orders. Goes on by itself
 *  when the network comes back; what was written meanwhile is sent then. */
export class Connection {
  readonly store = new SessionStore()
  private readonly replica = new Replica({
    onEdit: (edit) => this.edited(edit),
    nextId: () => crypto.randomUUID().replaceAll("-", "").slice(0, 20) as CellId,
    now: () => Date.now(),
  })
  awareness = new Awareness(this.doc)
  cells = new CellList(this.doc)
  structureUndo = new StructureUndo(this.doc)
  info: ConnectionInfo = {
    status: "connecting",
    unacknowledged: 0,
    retryAt: undefined,
    place: undefined,
    sessionId: "",
    isReadOnly: false,
    generation: 0,
  }
  /** The line to the server's type checker. */
  readonly languageLine = new LanguageTransport((text) => this.send(CHANNEL.language, text))
  private readonly reopen: Reopen
  private readonly unsynced: UnsyncedStore
  /** What tabs that are gone have left has been brought; it is forgotten when nothing is unsynced any more. */
  private forgetLeft: (() => void) | undefined
  private hasBrought = false
  private readonly listeners = new Set<() => void>()
  private readonly answers = new Map<number, (answer: CommandAnswer) => void>()
  private socket: WebSocket | undefined
  private lastNumber = 0
  private attempts = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private giveUp: AbortController | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private isEnded = false

  constructor(reopen: Reopen, unsynced: UnsyncedStore) {
    this.reopen = reopen
    this.unsynced = unsynced
    this.attach()
    void this.open()
    addEventListener("beforeunload", this.onBeforeUnload)
    addEventListener("online", this.retryNow)
  }

  get doc(): Doc {
    return this.replica.doc
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Sends an order and waits for the answer. Offline: answered at once. */
  command(command: Command): Promise<CommandAnswer> {
    const n = ++this.lastNumber
    if (this.info.status !== "online") {
      return Promise.resolve({
        n,
        ok: false,
        code: "offline",
        message: "You are offline. It can be done when the connection is back.",
      })
    }
    return new Promise((resolve) => {
      this.answers.set(n, resolve)
      this.send(CHANNEL.commands, { n, command })
    })
  }

  retryNow = (): void => {
    if (this.info.status !== "offline" || this.isEnded) return
    clearTimeout(this.retryTimer)
    void this.open()
  }

  /** Keeps what is unsynced for the page of the notebook's new place, which is opened then. */
  async keepFor(notebook: string): Promise<void> {
    const { unacknowledged } = this.replica
    await this.unsynced.moveTo(notebook, unacknowledged > 0 ? this.replica.keep() : undefined)
    removeEventListener("beforeunload", this.onBeforeUnload)
  }

  end(): void {
    this.isEnded = true
    clearTimeout(this.retryTimer)
    clearTimeout(this.silence)
    removeEventListener("beforeunload", this.onBeforeUnload)
    removeEventListener("online", this.retryNow)
    this.socket?.close()
    this.awareness.destroy()
    this.unsynced.end()
  }

  /** Who is at this page, by the name that they go by now. */
  get person(): Person {
    return (this.awareness.getLocalState()?.["user"] as Person | undefined) ?? loadPerson()
  }

  /** Tells the others where this page's person is. */
  share(part: Omit<SharedPresence, "user" | "at">): void {
    const now = this.awareness.getLocalState()
    if (now === null || (now["cell"] === part.cell && now["isWriting"] === part.isWriting)) return
    this.awareness.setLocalState({ ...now, ...part, at: Date.now() })
  }

  rename(name: string): void {
    const now = this.awareness.getLocalState()
    const user = savePerson({ ...this.person, name: name.trim().slice(0, 40) })
    this.awareness.setLocalState({ ...now, user })
  }

  private onBeforeUnload = (event: BeforeUnloadEvent): void => {
    if (this.replica.unacknowledged > 0) event.preventDefault()
  }

  private edited(edit: LocalEdit): void {
    this.countUnsynced()
    if (this.info.status === "online") this.sendEdit(edit)
  }

  private sendEdit({ n, update }: LocalEdit): void {
    this.send(CHANNEL.document, { n, update, by: this.person.name })
  }

  private attach(): void {
    const { awareness } = this
    const person = loadPerson()
    awareness.setLocalState({ user: person })
    awareness.on("update", (_change: unknown, origin: unknown) => {
      if (origin !== REMOTE) this.sharePresence()
    })
  }

  private sharePresence(): void {
    if (this.info.status !== "online" || this.awareness.getLocalState() === null) return
    const client = this.doc.clientID
    this.send(CHANNEL.awareness, { client, update: encodeAwarenessUpdate(this.awareness, [client]) })
  }

  private async open(): Promise<void> {
    // A server that was restarted has nothing open: each connection starts by opening.
    this.giveUp?.abort()
    const giveUp = new AbortController()
    this.giveUp = giveUp
    const timer = setTimeout(() => giveUp.abort(), OPEN_WITHIN_MS)
    const session = await this.reopen(giveUp.signal, this.replica.hello().epoch)
    clearTimeout(timer)
    const key = await pageKey()
    // Another try has begun since.
    if (this.isEnded || this.giveUp !== giveUp) return
    if (session === undefined || key === undefined) return this.closed(0)
    const address = `${location.origin.replace(/^http/, "ws")}/api/v1/sessions/${session}/sync`
    const socket = new WebSocket(address, ["quire", `quire-key.${key}`])
    this.socket = socket
    socket.binaryType = "arraybuffer"
    socket.addEventListener("open", () => {
      this.send(CHANNEL.control, { protocol: PROTOCOL_VERSION, ...this.replica.hello() })
    })
    socket.addEventListener("message", (event: MessageEvent<ArrayBuffer>) => {
      if (this.socket === socket) this.receive(new Uint8Array(event.data))
    })
    socket.addEventListener("close", (event) => {
      if (this.socket === socket) this.closed(event.code)
    })
    this.heard()
  }

  private receive(bytes: Uint8Array): void {
    this.heard()
    const message = decode(bytes.subarray(1))
    switch (bytes[0]) {
      case CHANNEL.control:
        return this.control(message as Welcome | Resync | { readonly beat: true })
      case CHANNEL.document:
        return this.document(message as DocumentMessage)
      case CHANNEL.awareness:
        return this.presence(message as { readonly client: number; readonly update: Uint8Array | null })
      case CHANNEL.events: {
        const { seq, events } = message as EventsMessage
        if (!this.store.apply(seq, events)) this.socket?.close(4001, "events are missing")
        else if (events.some(({ type }) => type === "saveSucceeded")) this.noteSaved()
        return
      }
      case CHANNEL.language:
        return this.languageLine.receive(String(message))
      case CHANNEL.commands: {
        const answer = message as CommandAnswer
        this.answers.get(answer.n)?.(answer)
        this.answers.delete(answer.n)
        return
      }
      default:
        // A newer server may speak on channels that this page does not know.
        return
    }
  }

  /** A line whose other end is gone without a word looks open for minutes. */
  private heard(): void {
    clearTimeout(this.silence)
    const { socket } = this
    this.silence = setTimeout(() => this.lost(socket), SILENT_MS)
  }

  /** Its end may never be said, so it is not waited for. */
  private lost(socket: WebSocket | undefined): void {
    if (socket === undefined || socket !== this.socket) return
    this.socket = undefined
    socket.close()
    this.closed(0)
  }

  private control(message: Welcome | Resync | { readonly beat: true }): void {
    if ("beat" in message) return
    if ("resync" in message) return this.store.reset(message.resync.snapshot, message.resync.seq)
    const { epoch, update, stateVector, snapshot, seq, place, sessionId, isReadOnly } = message
    const { isOther, unsynced } = this.replica.welcome(epoch, update, stateVector)
    if (isOther) this.drawAnew()
    this.attempts = 0
    this.store.reset(snapshot, seq)
    this.change({ status: "online", retryAt: undefined, place, sessionId, isReadOnly })
    this.noteSaved()
    this.languageLine.open()
    if (unsynced !== undefined) this.sendEdit(unsynced)
    this.countUnsynced()
    this.sharePresence()
    void this.bringLeft()
  }

  /** Once: what pages of this notebook in this browser wrote, and closed before the server had it. */
  private async bringLeft(): Promise<void> {
    if (this.hasBrought) return
    this.hasBrought = true
    const { kept, forget } = await this.unsynced.left()
    for (const one of kept) this.replica.bring(one)
    this.forgetLeft = forget
    this.countUnsynced()
  }

  private countUnsynced(): void {
    const { unacknowledged } = this.replica
    this.change({ unacknowledged })
    this.unsynced.changed(unacknowledged > 0, () => this.replica.keep())
    if (unacknowledged > 0) return
    this.forgetLeft?.()
    this.forgetLeft = undefined
  }

  private noteSaved(): void {
    if (this.store.get().save.status === "saved") this.replica.markSaved()
  }

  /** The document is another one: the server holds another history. */
  private drawAnew(): void {
    this.awareness.destroy()
    this.awareness = new Awareness(this.doc)
    this.cells = new CellList(this.doc)
    this.structureUndo = new StructureUndo(this.doc)
    this.attach()
    this.change({ generation: this.info.generation + 1 })
  }

  private document(message: DocumentMessage): void {
    if (message.type === "update") this.replica.remote(message.update)
    else if (message.type === "ack") {
      this.replica.acknowledge(message.n)
      this.countUnsynced()
    }
  }

  private presence({ client, update }: { readonly client: number; readonly update: Uint8Array | null }): void {
    if (update === null) removeAwarenessStates(this.awareness, [client], REMOTE)
    else applyAwarenessUpdate(this.awareness, update, REMOTE)
  }

  private closed(code: number): void {
    clearTimeout(this.silence)
    for (const [n, settle] of this.answers)
      settle({ n, ok: false, code: "offline", message: "The connection was lost." })
    this.answers.clear()
    this.languageLine.close()
    if (this.isEnded) return
    if (code === 4000) return location.reload()
    const others = [...this.awareness.getStates().keys()].filter((client) => client !== this.doc.clientID)
    removeAwarenessStates(this.awareness, others, REMOTE)
    const pause = Math.min(RETRY_FIRST_MS * 2 ** this.attempts++, RETRY_LONGEST_MS) * (0.75 + Math.random() / 2)
    this.change({ status: "offline", retryAt: Date.now() + pause })
    this.retryTimer = setTimeout(() => void this.open(), pause)
  }

  private send(channel: number, message: unknown): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    const payload = encode(message)
    const bytes = new Uint8Array(payload.length + 1)
    bytes[0] = channel
    bytes.set(payload, 1)
    this.socket.send(bytes)
  }

  private change(part: Partial<ConnectionInfo>): void {
    this.info = { ...this.info, ...part }
    for (const listener of this.listeners) listener()
  }
}
