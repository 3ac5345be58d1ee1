import type { Clock } from "@quire/base"
import type { CellId } from "@quire/notebook"
import { newCell, parse, serialise } from "@quire/notebook"
import { insertCell, moveCell, readCells, readDocument, removeCell, sourceOf } from "@quire/session"
import type { DocumentCell } from "@quire/session"
import type { FilePath } from "@quire/storage"
import { deletedCells } from "@quire/session"
import { createRelativePositionFromTypeIndex, encodeRelativePosition } from "yjs"
import type { Doc } from "yjs"
import type { LiveSession } from "../../packages/host/src/session/live-session.ts"
import { openSession } from "../../packages/host/src/session/open-session.ts"
import { Dice, Disk, Life, journalOn, sessionOptions, storageIn, tick } from "./machine.ts"
import { PageModel } from "./page-model.ts"

// One notebook, several people, an editor that writes the file, and a server that is killed: everything in one process, so
// that a thousand deaths take seconds. What is simulated is the network, the disk and death; the pages' copies, the
// session, saving and merging are the product's own.

const PATH = "/n.md" as FilePath
const START = "# Notes\n\n```ts name=a\nconst a = 1\n```\n\nSome prose.\n\n```ts name=b\nconst b = 2\n```\n"

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
    void this.session.close()
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
    const options = sessionOptions({
      id: `s${++this.ids}`,
      storage: storageIn(this.files, life),
      path: PATH,
      journal: journalOn(this.disk, life, this.dice),
      clock,
      ids: { next: () => `i${++this.ids}` },
      onIncident: (what, error) => {
        if (!life.isOver) this.incidents.push(`${what}: ${String(error)}`)
      },
    })
    const opened = await openSession(options, false)
    if (!opened.ok) throw new Error(`it does not open: ${opened.error.code}`)
    this.session = opened.value
  }

  /** Death at this instant; `withJournal`: the data folder is gone, too. */
  private async kill(withJournal: boolean): Promise<void> {
    this.life.isOver = true
    for (const page of this.pages) page.cut()
    // Without effect, but for timers that would hold it.
    void this.session.close()
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
    else if (roll < 0.83) page.order((session) => this.split(session, page.replica.doc, cell.id))
    else if (roll < 0.86) {
      const next = cells[cells.indexOf(cell) + 1]
      if (next !== undefined) page.order((session) => session.joinCells(cell.id, next.id, page.person))
    } else if (roll < 0.92) page.edit(undefined, (doc) => moveCell(doc, cell.id, this.dice.pick(cells)?.id))
    else page.edit(undefined, (doc) => removeCell(doc, cell.id, this.time, page.person))
  }

  /** At the end of a line: a token that is cut through would be two. */
  private split(session: LiveSession, doc: Doc, id: CellId): void {
    const text = sourceOf(doc, id)
    const ends = [...(text?.toString() ?? "").matchAll(/\n|$/g)].map(({ index }) => index)
    const place = text && createRelativePositionFromTypeIndex(text, this.dice.pick(ends) ?? 0)
    if (place !== undefined) session.splitCell(id, encodeRelativePosition(place))
  }

  private typeLine(doc: Doc, { id, kind, source }: DocumentCell, token: string): void {
    const text = sourceOf(doc, id)
    if (text === undefined) return
    // Of two who begin in an empty cell at once one goes on in the other's line, as in any editor.
    if (kind !== "code" || source === "")
      return insertCell(doc, id, `x${this.count}` as CellId, newCell("code", token, "ts"))
    const ends = [...source.matchAll(/\n|$/g)].map(({ index }) => index)
    text.insert(this.dice.pick(ends) ?? source.length, `\n${token}`)
  }

  /** An editor reads the file, adds a line, maybe cuts a cell there or joins two, and writes it back. */
  private writeOutside(): void {
    const text = new TextDecoder().decode(this.files.get(PATH))
    const token = this.token()
    const lines = text.split("\n")
    const inCells = lines.flatMap((line, index) => (/^const |^\/\/ t/.test(line) ? [index] : []))
    const at = this.dice.pick(inCells)
    const betweenCells = lines.flatMap((line, index) => (line === "```" && lines[index + 2] === "```ts" ? [index] : []))
    const between = this.dice.pick(betweenCells)
    const roll = this.dice.next()
    if (at === undefined || roll < 0.3) lines.push("```ts", token, "```", "")
    else if (roll < 0.4) lines.splice(at + 1, 0, "```", "", "```ts", token)
    else if (roll < 0.5 && between !== undefined) lines.splice(between, 3, token)
    else lines.splice(at + 1, 0, token)
    const changed = lines.join("\n")
    // An editor may leave what no parser reads as meant; that is no edit to count.
    if (!parse(changed).cells.some(({ source }) => source.split("\n").includes(token))) return
    // At once: an editor that writes over what came between takes it away, as anybody may.
    this.files.set(PATH, new TextEncoder().encode(changed))
    this.promised.add(token)
  }
}
