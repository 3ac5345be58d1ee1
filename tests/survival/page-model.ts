import type { CellId } from "@quire/notebook"
import { Replica } from "@quire/session"
import type { LocalEdit } from "@quire/session"
import type { Doc } from "yjs"
import type { LiveSession, Peer } from "../../packages/host/src/session/live-session.ts"
import { Life, tick } from "./machine.ts"

/** A page: the product's copy of the document, and a network that comes and goes. */
export class PageModel implements Peer {
  readonly replica: Replica
  readonly person: string
  private readonly onAcknowledged: (tokens: readonly string[]) => void
  private readonly tokens = new Map<number, string[]>()
  private fresh: string[] = []
  private isConnecting = false
  private line: { readonly session: LiveSession; isCut: boolean; leave: () => void } | undefined

  constructor(person: string, onAcknowledged: (tokens: readonly string[]) => void) {
    this.person = person
    this.onAcknowledged = onAcknowledged
    let id = 0
    this.replica = new Replica({
      onEdit: (edit) => this.edited(edit),
      nextId: () => `${person}-${++id}` as CellId,
      now: () => 1,
    })
  }

  get hasDocument(): boolean {
    return this.replica.hello().epoch !== undefined
  }

  async connect(session: LiveSession, life: Life): Promise<void> {
    if (this.line !== undefined || this.isConnecting) return
    this.isConnecting = true
    const isDurable = await Promise.race([
      session.durable(),
      tick()
        .then(tick)
        .then(tick)
        .then(() => false),
    ])
    this.isConnecting = false
    if (!isDurable || life.isOver) return
    const { epoch, stateVector } = this.replica.hello()
    const start = session.welcome(epoch === session.epoch ? stateVector : undefined)
    const waiting = [...this.tokens.values()].flat()
    this.tokens.clear()
    this.fresh = waiting
    // Edits that a rebase makes carry everything that waited.
    const { unsynced } = this.replica.welcome(session.epoch, start.update, start.stateVector)
    const line = { session, isCut: false, leave: () => undefined as void }
    const stop = [
      session.join(this),
      session.broadcast.listen((_seq, events) => {
        if (!line.isCut && events.some(({ type }) => type === "saveSucceeded")) this.noteSaved(session)
      }),
    ]
    line.leave = () => stop.forEach((leave) => leave())
    this.line = line
    this.noteSaved(session)
    const rest = [...waiting, ...[...this.tokens.values()].flat()]
    this.tokens.clear()
    this.fresh = []
    if (unsynced !== undefined) {
      this.tokens.set(unsynced.n, rest)
      this.send(unsynced)
      // Nothing is sent of what the server has already.
    } else this.onAcknowledged(rest)
  }

  cut(): void {
    if (this.line === undefined) return
    this.line.isCut = true
    this.line.leave()
    this.line = undefined
  }

  end(): void {
    this.cut()
  }

  onUpdate(update: Uint8Array): void {
    if (this.line !== undefined) this.replica.remote(update)
  }

  /** Does something to the document that leaves a token in it. */
  edit(token: string | undefined, act: (doc: Doc) => void): void {
    if (token !== undefined) this.fresh.push(token)
    this.replica.doc.transact(() => act(this.replica.doc))
    this.fresh = []
  }

  /** Orders something of the server, if it is connected to one. */
  order(act: (session: LiveSession) => void): void {
    if (this.line !== undefined) act(this.line.session)
  }

  private noteSaved(session: LiveSession): void {
    if (session.state.save.status === "saved") this.replica.markSaved()
  }

  private edited(edit: LocalEdit): void {
    this.tokens.set(edit.n, this.fresh)
    this.fresh = []
    this.send(edit)
  }

  private send({ n, update }: LocalEdit): void {
    const { line } = this
    if (line === undefined) return
    void line.session.edit(update, this).then(() => {
      if (line.isCut) return
      this.replica.acknowledge(n)
      this.onAcknowledged(this.tokens.get(n) ?? [])
      this.tokens.delete(n)
    })
  }
}
