import type { WebSocket } from "ws"
import { assertNever } from "@quire/base"
import type { Result } from "@quire/base"
import { describeHostError, moveCellToFile } from "@quire/host"
import type { HostError, LiveSession, Peer } from "@quire/host"
import { CHANNEL, command, decode, documentUpdate, encode, hello, PROTOCOL_VERSION } from "@quire/protocol"
import type { Command, CommandAnswer, DocumentMessage, EventsMessage, Welcome } from "@quire/protocol"
import { z } from "zod"
import { LanguageLine } from "./language-line.ts"

const PING_MS = 10_000
const BEHIND_BYTES = 1024 * 1024
const CAUGHT_UP_BYTES = 64 * 1024
const AWARENESS_LIMIT = 64 * 1024

const awareness = z.object({
  client: z.number(),
  update: z.instanceof(Uint8Array).refine((bytes) => bytes.length < AWARENESS_LIMIT),
})
type Presence = z.infer<typeof awareness>

type Answer = Omit<Extract<CommandAnswer, { ok: true }>, "n"> | Omit<Extract<CommandAnswer, { ok: false }>, "n">

function answerOf(result: Result<unknown, HostError>): Answer {
  if (result.ok) return { ok: true, value: result.value }
  const { message, hint } = describeHostError(result.error)
  return { ok: false, code: result.error.code, message: `${message} ${hint}` }
}

/** Orders about what the notebook was before. */
function carryOutVersion(
  history: LiveSession["history"],
  order: Extract<Command, { type: "versions" | "readVersion" | "nameVersion" | "restoreVersion" }>,
): Promise<Result<unknown, HostError>> {
  switch (order.type) {
    case "versions":
      return history.list()
    case "readVersion":
      return history.read(order.n)
    case "nameVersion":
      return order.n === undefined ? history.keep("named", order.name) : history.rename(order.n, order.name)
    case "restoreVersion":
      return history.restore(order.n)
    default:
      return assertNever(order)
  }
}

/** What is done to cells here and not on a page, so that it is done once when many ask for it. */
function changeCells(
  session: LiveSession,
  order: Extract<Command, { type: "settleCell" | "splitCell" | "joinCells" }>,
  person: string,
): unknown {
  switch (order.type) {
    case "settleCell":
      return session.settleCell(order.cell)
    case "splitCell":
      return session.splitCell(order.cell, order.at, order.words)
    case "joinCells":
      return session.joinCells(order.cell, order.next, person)
    default:
      return assertNever(order)
  }
}

/** The pages of one session, so that presence reaches all of them. */
export class Room {
  readonly sockets = new Set<SyncSocket>()
}

/** One page's connection to a session. Whatever it sends, only it can fail. */
export class SyncSocket implements Peer {
  private readonly socket: WebSocket
  private readonly session: LiveSession
  private readonly room: Room
  private readonly leave: (() => void)[] = []
  private presence: Presence | undefined
  private line: LanguageLine | undefined
  person: string | undefined
  private isGreeted = false
  private isBehind = false
  private isAlive = true

  constructor(socket: WebSocket, session: LiveSession, room: Room) {
    this.socket = socket
    this.session = session
    this.room = room
    socket.on("message", (data: Buffer) => void this.receive(data))
    socket.on("close", () => this.closed())
    socket.on("error", () => socket.terminate())
    socket.on("pong", () => (this.isAlive = true))
    const ping = setInterval(() => {
      if (!this.isAlive) return socket.terminate()
      this.isAlive = false
      socket.ping()
      // A browser shows its page no pings; a page that hears nothing takes the line for dead.
      this.send(CHANNEL.control, { beat: true })
    }, PING_MS)
    this.leave.push(() => clearInterval(ping))
  }

  /** Somebody else's edit, on disk by now. */
  onUpdate(update: Uint8Array): void {
    this.send(CHANNEL.document, { type: "update", update } satisfies DocumentMessage)
  }

  /** The page comes back by itself, to the next session of its notebook. */
  end(): void {
    this.socket.close(1001, "the session has ended")
  }

  onPresence(presence: { readonly client: number; readonly update: Uint8Array | null }): void {
    this.send(CHANNEL.awareness, presence)
  }

  private async receive(data: Buffer): Promise<void> {
    try {
      const channel = data[0]
      const message = decode(data.subarray(1))
      if (channel === CHANNEL.control) await this.welcome(hello.parse(message))
      else if (channel === CHANNEL.document) await this.edit(documentUpdate.parse(message))
      else if (channel === CHANNEL.awareness) this.share(awareness.parse(message))
      else if (channel === CHANNEL.commands) await this.command(command.parse(message))
      else if (channel === CHANNEL.language) this.ask(z.string().parse(message))
      else this.refuse()
    } catch {
      // Malformed, or forged: it closes this socket alone.
      this.refuse()
    }
  }

  private async welcome({ protocol, epoch, stateVector }: z.infer<typeof hello>): Promise<void> {
    if (protocol !== PROTOCOL_VERSION) return this.socket.close(4000, "reload")
    if (this.isGreeted) return this.refuse()
    this.isGreeted = true
    const { session } = this
    await session.durable()
    if (this.socket.readyState !== this.socket.OPEN) return
    const isSameHistory = epoch === session.epoch
    const start = session.welcome(isSameHistory ? stateVector : undefined)
    const { storage, path, id } = session
    const message: Welcome = {
      ...start,
      protocol: PROTOCOL_VERSION,
      epoch: session.epoch,
      sessionId: id,
      place: { storage: storage.id, storageName: storage.name, path, where: storage.where },
      isReadOnly: !storage.capabilities.isWritable,
    }
    this.send(CHANNEL.control, message)
    this.room.sockets.add(this)
    this.leave.push(session.broadcast.listen((seq, events) => this.events({ seq, events })))
    this.leave.push(session.join(this))
    for (const other of this.room.sockets) if (other !== this && other.presence) this.onPresence(other.presence)
  }

  private async edit({ n, update, by }: z.infer<typeof documentUpdate>): Promise<void> {
    this.person = by
    await this.session.edit(update, this)
    this.send(CHANNEL.document, { type: "ack", n } satisfies DocumentMessage)
  }

  /** The editor's questions, each a text of JSON-RPC. */
  private ask(text: string): void {
    const { language } = this.session
    if (!this.isGreeted || language === undefined) return
    this.line ??= new LanguageLine(language, (answer) => this.send(CHANNEL.language, answer))
    this.line.receive(text)
  }

  private share(presence: Presence): void {
    this.presence = presence
    for (const other of this.room.sockets) if (other !== this) other.onPresence(presence)
  }

  private async command({ n, command: order }: z.infer<typeof command>): Promise<void> {
    const answer = await this.carryOut(order)
    this.send(CHANNEL.commands, { n, ...answer })
  }

  private async carryOut(order: Command): Promise<Answer> {
    const { session } = this
    switch (order.type) {
      case "run":
        await session.run(order.cells)
        return { ok: true }
      case "cancel":
        session.cancel(order.cells)
        return { ok: true }
      case "interrupt":
        session.interrupt()
        return { ok: true }
      case "restart":
        session.restart()
        return { ok: true }
      case "save":
        await session.saveNow()
        return { ok: true }
      case "settleCell":
      case "splitCell":
      case "joinCells":
        return { ok: true, value: changeCells(session, order, this.person ?? "somebody") }
      case "setInput":
        return answerOf(await session.setInput(order.cell, order.input, order.value))
      case "warmUp":
        session.warmUp()
        return { ok: true }
      case "cancelInstall":
        session.cancelInstall()
        return { ok: true }
      case "allowScripts":
        await session.allowScripts(order.packages)
        return { ok: true }
      case "latestVersion": {
        const latest = await session.latestVersion(order.name)
        return latest.ok ? { ok: true, value: latest.value } : { ok: false, ...latest.error }
      }
      case "moveToFile": {
        return answerOf(await moveCellToFile(session, order.cell, order.path))
      }
      case "versions":
      case "readVersion":
      case "nameVersion":
      case "restoreVersion":
        return answerOf(await carryOutVersion(session.history, order))
      case "call": {
        const reply = await session.call(order.call)
        if (reply.ok) return { ok: true, value: reply.value }
        return {
          ok: false,
          code: reply.error.code,
          message: reply.error.message ?? "The runtime is not running. Run the cell again.",
        }
      }
      default:
        return assertNever(order)
    }
  }

  /** Events, unless the page is behind: then it gets the whole state once it has caught up, and keys never wait behind
   *  a flood. */
  private events(message: EventsMessage): void {
    if (this.isBehind) return
    if (this.socket.bufferedAmount < BEHIND_BYTES) return this.send(CHANNEL.events, message)
    this.isBehind = true
    const timer = setInterval(() => {
      if (this.socket.bufferedAmount > CAUGHT_UP_BYTES) return
      clearInterval(timer)
      this.isBehind = false
      const { snapshot, seq } = this.session.welcome(undefined)
      this.send(CHANNEL.control, { resync: { snapshot, seq } })
    }, 50)
    this.leave.push(() => clearInterval(timer))
  }

  private send(channel: number, message: unknown): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    const payload = encode(message)
    const bytes = Buffer.allocUnsafe(payload.length + 1)
    bytes[0] = channel
    bytes.set(payload, 1)
    this.socket.send(bytes)
  }

  private refuse(): void {
    this.socket.close(1007, "not understood")
  }

  private closed(): void {
    this.room.sockets.delete(this)
    for (const leave of this.leave.splice(0)) leave()
    this.line?.close()
    if (this.presence === undefined) return
    for (const other of this.room.sockets) other.onPresence({ client: this.presence.client, update: null })
  }
}
