import type { Clock } from "@quire/base"
import { ok } from "@quire/base"
import type { CellId } from "@quire/notebook"
import { newCell, parse, serialise } from "@quire/notebook"
import { insertCell, moveCell, readCells, readDocument, removeCell, Replica, sourceOf } from "@quire/session"
import type { DocumentCell, LocalEdit } from "@quire/session"
import type { FilePath, Storage } from "@quire/storage"
import { deletedCells } from "@quire/session"
import type { Doc } from "yjs"
import type { Journal } from "../../packages/host/src/journal/journal.ts"
import type { JournalEntry, NewEntry } from "../../packages/host/src/journal/messages.ts"
import { Packages } from "../../packages/host/src/packages/install.ts"
import type { LiveSession, Peer } from "../../packages/host/src/session/live-session.ts"
import { openSession } from "../../packages/host/src/session/open-session.ts"
import type { SessionOptions } from "../../packages/host/src/session/options.ts"
import { memoryStorage } from "../../packages/storage/test/memory.ts"

// One notebook, several people, an editor that writes the file, and a server that is killed: everything in one process, so
// that a thousand deaths take seconds. What is simulated is the network, the disk and death; the pages' copies, the
// session, saving and merging are the product's own.

const PATH = "/n.md" as FilePath
const START = "# Notes\n\n```ts name=a\nconst a = 1\n```\n\nSome prose.\n\n```ts name=b\nconst b = 2\n```\n"
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const never = new Promise<never>(() => undefined)

/** Numbers that a seed decides (mulberry32). */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)]
  }
}

/** What outlives a server: the journal's rows. */
class Disk {
  readonly entries = new Map<string, JournalEntry>()

  find(storage: string, path: string): JournalEntry | undefined {
    return [...this.entries.values()].find((entry) => entry.storage === storage && entry.path === path)
  }

  change(session: string, change: (entry: JournalEntry) => Partial<JournalEntry>): void {
    const entry = this.entries.get(session)
    if (entry !== undefined) this.entries.set(session, { ...entry, ...change(entry) })
  }
}

/** A server's life. After its end nothing that it still does has any effect, and nothing that it waits for comes. */
class Life {
  isOver = false

  async step<T>(act: () => T): Promise<T> {
    if (this.isOver) return await never
    const done = act()
    await tick()
    return this.isOver ? await never : done
  }
}

function journalOn(disk: Disk, life: Life, dice: Dice): Journal {
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other, as they come; death may come before a commit, or between it and its answer. */
  const write = async (act: () => void): Promise<{ ok: true; value: undefined }> => {
    const before = last
    const committed = (async () => {
      await before
      for (let n = dice.below(3); n > 0; n--) await tick()
      if (life.isOver) await never
      act()
    })()
    last = committed
    await committed
    await life.step(() => undefined)
    return ok(undefined)
  }
  return {
    sessions: () => Promise.resolve(ok([...disk.entries.keys()])),
    find: (storage, path) => life.step(() => ok(disk.find(storage, path))),
    create: (entry: NewEntry, update) =>
      write(() =>
        disk.entries.set(entry.session, { ...entry, updates: [update], snapshot: undefined, inputs: [], attempts: [] }),
      ),
    append: (session, update) =>
      write(() => disk.change(session, ({ updates }) => ({ updates: [...updates, update] }))),
    compact: (session, update) => write(() => disk.change(session, () => ({ updates: [update] }))),
    setBase: (session, { text, version, attempts }) =>
      write(() => disk.change(session, () => ({ baseText: text, baseVersion: version, attempts }))),
    addAttempt: (session, hash) =>
      write(() => disk.change(session, ({ attempts }) => ({ attempts: [...attempts, hash] }))),
    setSnapshot: () => Promise.resolve(ok(undefined)),
    setInput: () => Promise.resolve(ok(undefined)),
    versions: () => Promise.resolve(ok([])),
    version: () => Promise.resolve(ok(undefined)),
    addVersion: () => Promise.resolve(ok(undefined)),
    nameVersion: () => Promise.resolve(ok(undefined)),
    forgetVersions: () => Promise.resolve(ok(undefined)),
    forget: (session) => write(() => disk.entries.delete(session)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

function storageIn(files: Map<string, Uint8Array>, life: Life): Storage {
  const real = memoryStorage(false, files)
  return {
    ...real,
    kind: "s3",
    stat: async (...given) => await life.step(() => real.stat(...given)).then((answer) => answer),
    read: async (...given) => await life.step(() => real.read(...given)).then((answer) => answer),
    // The write may be done and its answer lost.
    write: async (...given) => {
      const answer = await life.step(() => real.write(...given))
      await tick()
      return life.isOver ? await never : answer
    },
  }
}

/** A page: the product's copy of the document, and a network that comes and goes. */
class PageModel implements Peer {
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

  onUpdate(update: Uint8Array): void {
    if (this.line !== undefined) this.replica.remote(update)
  }

  /** Does something to the document that leaves a token in it. */
  edit(token: string | undefined, act: (doc: Doc) => void): void {
    if (token !== undefined) this.fresh.push(token)
    this.replica.doc.transact(() => act(this.replica.doc))
    this.fresh = []
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

export interface Finding {
  readonly problem: string
  readonly file: string
}

export interface Game {
  readonly seed: number
  readonly steps: number
  /** A death may take the journal along. What was acknowledged and in no file comes back from the pages then, each for
   *  itself: nothing is lost, but it may be there twice. */
  readonly losesJournal: boolean
  /** Gets a line a step. */
  readonly trace?: string[]
}

/** Plays one game. Undefined: all agree, and every acknowledged edit is there, exactly once. */
export async function play({ seed, steps, losesJournal, trace }: Game): Promise<Finding | undefined> {
  const world = new World(seed, losesJournal, trace)
  for (let n = 0; n < steps; n++) await world.step()
  return await world.end()
}

export class World {
  private readonly dice: Dice
  private readonly files = new Map<string, Uint8Array>([[PATH, new TextEncoder().encode(START)]])
  private disk = new Disk()
  private life = new Life()
  private session!: LiveSession
  private readonly pages: PageModel[]
  /** What must be there at the end. */
  private readonly promised = new Set<string>()
  private readonly incidents: string[] = []
  private readonly losesJournal: boolean
  private readonly trace: string[] | undefined
  private count = 0
  private ids = 0
  private time = 1

  constructor(seed: number, losesJournal: boolean, trace: string[] | undefined) {
    this.dice = new Dice(seed)
    this.losesJournal = losesJournal
    this.trace = trace
    const promise = (tokens: readonly string[]): void => tokens.forEach((token) => this.promised.add(token))
    this.pages = ["ada", "bob", "eve"].map((name) => new PageModel(name, promise))
  }

  async step(): Promise<void> {
    if (this.session === undefined) await this.open()
    const roll = this.dice.next()
    const page = this.dice.pick(this.pages)
    if (page === undefined) return
    const what = ["write", "connect", "cut", "save", "outside", "kill", "kill with the journal"]
    const at = [0.5, 0.62, 0.7, 0.8, 0.9, 0.97, 1].findIndex((limit) => roll < limit)
    this.trace?.push(`${page.person} ${what[at]} (t${this.count + 1})`)
    if (roll < 0.5) this.write(page)
    else if (roll < 0.62) await page.connect(this.session, this.life)
    else if (roll < 0.7) page.cut()
    else if (roll < 0.8) await Promise.race([this.session.saveNow(), tick()])
    else if (roll < 0.9) this.writeOutside()
    else if (roll < 0.97) await this.kill(false)
    else await this.kill(this.losesJournal)
    for (let n = this.dice.below(4); n > 0; n--) await tick()
  }

  /** Everybody comes back, everything is saved: do all agree? */
  async end(): Promise<Finding | undefined> {
    if (this.session === undefined) await this.open()
    for (let n = 0; n < 20; n++) {
      for (const page of this.pages) await page.connect(this.session, this.life)
      await tick()
    }
    for (let n = 0; n < 5; n++) await this.session.saveNow()
    for (let n = 0; n < 20; n++) await tick()
    const file = new TextDecoder().decode(this.files.get(PATH))
    const problem = this.whatIsWrong(file)
    this.life.isOver = true
    return problem === undefined ? undefined : { problem, file }
  }

  private whatIsWrong(file: string): string | undefined {
    if (this.incidents.length > 0) return this.incidents.join("; ")
    if (this.session.state.save.status !== "saved") return `it is ${this.session.state.save.status}, not saved`
    const own = serialise(readDocument(this.session.doc))
    if (file !== own) return `the file is not the session's:\n${own}`
    for (const { replica, person } of this.pages) {
      if (replica.unacknowledged > 0) return `${person} waits for ${replica.unacknowledged} acknowledgements`
      if (serialise(readDocument(replica.doc)) !== own) return `${person} has another text`
    }
    const live = readCells(this.session.doc).filter(({ words }) => !words.includes("conflict=theirs"))
    const whole = [...readCells(this.session.doc), ...deletedCells(this.session.doc).map(({ cell }) => cell)]
    for (const token of this.promised) {
      if (!whole.some(({ source }) => source.split("\n").includes(token))) return `${token} is lost`
      const times = live.flatMap(({ source }) => source.split("\n")).filter((line) => line === token).length
      if (times > 1 && !this.losesJournal) return `${token} is there ${times} times`
    }
    return undefined
  }

  private async open(): Promise<void> {
    const life = this.life
    const clock: Clock = { now: () => this.time++ }
    const options: SessionOptions = {
      id: `s${++this.ids}`,
      storage: storageIn(this.files, life),
      path: PATH,
      journal: journalOn(this.disk, life, this.dice),
      language: {
        analyse: () => Promise.resolve(NOTHING),
        compile: () => Promise.resolve(undefined),
        compileFile: () => Promise.resolve({ ok: false, problem: "", line: 1 }),
      },
      packages: new Packages("/nowhere"),
      folder: "/",
      environment: {},
      memoryMb: 64,
      outputsFolder: undefined,
      clock,
      ids: { next: () => `i${++this.ids}` },
      onIncident: (what, error) => {
        if (!life.isOver) this.incidents.push(`${what}: ${String(error)}`)
      },
    }
    const opened = await openSession(options, false)
    if (!opened.ok) throw new Error(`it does not open: ${opened.error.code}`)
    this.session = opened.value
  }

  /** Death at this instant; `withJournal`: the data folder is gone, too. */
  private async kill(withJournal: boolean): Promise<void> {
    this.life.isOver = true
    for (const page of this.pages) page.cut()
    if (withJournal) this.disk = new Disk()
    this.life = new Life()
    await this.open()
  }

  private token(): string {
    return `// t${++this.count}`
  }

  private write(page: PageModel): void {
    // A page shows nothing to write into before it has been connected once.
    if (!page.hasDocument) return void page.connect(this.session, this.life)
    const cells = readCells(page.replica.doc)
    const cell = this.dice.pick(cells)
    const roll = this.dice.next()
    const token = this.token()
    if (cell === undefined || roll < 0.15) {
      const id = `${page.person}${this.count}` as CellId
      page.edit(token, (doc) => insertCell(doc, cell?.id, id, newCell("code", token, "ts")))
    } else if (roll < 0.8) page.edit(token, (doc) => this.typeLine(doc, cell, token))
    else if (roll < 0.9) page.edit(undefined, (doc) => moveCell(doc, cell.id, this.dice.pick(cells)?.id))
    else page.edit(undefined, (doc) => removeCell(doc, cell.id, this.time, page.person))
  }

  private typeLine(doc: Doc, { id, kind, source }: DocumentCell, token: string): void {
    const text = sourceOf(doc, id)
    if (text === undefined) return
    if (kind !== "code") return insertCell(doc, id, `x${this.count}` as CellId, newCell("code", token, "ts"))
    const ends = [...source.matchAll(/\n|$/g)].map(({ index }) => index)
    text.insert(this.dice.pick(ends) ?? source.length, `\n${token}`)
  }

  /** An editor reads the file, changes a line and writes it back. */
  private writeOutside(): void {
    const text = new TextDecoder().decode(this.files.get(PATH))
    const token = this.token()
    const lines = text.split("\n")
    const inCells = lines.flatMap((line, index) => (/^const |^\/\/ t/.test(line) ? [index] : []))
    const at = this.dice.pick(inCells)
    if (at === undefined || this.dice.next() < 0.3) lines.push("```ts", token, "```", "")
    else lines.splice(at + 1, 0, token)
    const changed = lines.join("\n")
    // An editor may leave what no parser reads as meant; that is no edit to count.
    if (!parse(changed).cells.some(({ source }) => source.split("\n").includes(token))) return
    // At once: an editor that writes over what came between takes it away, as anybody may.
    this.files.set(PATH, new TextEncoder().encode(changed))
    this.promised.add(token)
  }
}

const NOTHING = {
  defines: [],
  definesTypes: [],
  uses: [],
  assigns: [],
  optional: [],
  guarded: [],
  imports: [],
  textHash: "",
  codeHash: "",
  errors: [],
}
