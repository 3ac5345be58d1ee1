// What is simulated around a session: chance, the disk under its journal, its storage, and death.
import { ok } from "@quire/base"
import { EMPTY_ANALYSIS } from "@quire/notebook"
import type { Storage } from "@quire/storage"
import type { Journal } from "../../packages/host/src/journal/journal.ts"
import type { JournalEntry, NewEntry } from "../../packages/host/src/journal/messages.ts"
import { Packages } from "../../packages/host/src/packages/install.ts"
import type { SessionOptions } from "../../packages/host/src/session/options.ts"
import { memoryStorage } from "../../packages/storage/test/memory.ts"

export const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
/** A new one each time: what waits for it can be forgotten. */
export const never = (): Promise<never> => new Promise(() => undefined)

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
export class Disk {
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
export class Life {
  isOver = false

  async step<T>(act: () => T): Promise<T> {
    if (this.isOver) return await never()
    const done = act()
    await tick()
    return this.isOver ? await never() : done
  }
}

export function journalOn(disk: Disk, life: Life, dice: Dice): Journal {
  let last: Promise<void> = Promise.resolve()
  let turn: (() => void)[] = []
  /** What is ordered in one turn is committed together, one turn after the other; death may come before a commit, or
   *  between it and its answer. */
  const commit = async (before: Promise<void>): Promise<void> => {
    await before
    const acts = turn
    turn = []
    for (let n = dice.below(3); n > 0; n--) await tick()
    if (life.isOver) await never()
    for (const act of acts) act()
  }
  const write = async (act: () => void): Promise<{ ok: true; value: undefined }> => {
    if (turn.push(act) === 1) last = commit(last)
    await last
    await life.step(() => undefined)
    return ok(undefined)
  }
  return {
    sessions: () => Promise.resolve(ok([...disk.entries.keys()])),
    unsettled: () => Promise.resolve(ok([])),
    settle: () => Promise.resolve(ok(undefined)),
    placeOf: () => Promise.resolve(ok(undefined)),
    find: (storage, path) => life.step(() => ok(disk.find(storage, path))),
    create: (entry: NewEntry, update) =>
      write(() =>
        disk.entries.set(entry.session, { ...entry, updates: [update], snapshot: undefined, inputs: [], attempts: [] }),
      ),
    append: (session, update) =>
      write(() => disk.change(session, ({ updates }) => ({ updates: [...updates, update] }))),
    compact: (session, update) => write(() => disk.change(session, () => ({ updates: [update] }))),
    setBase: (session, base, settled) =>
      write(() =>
        disk.change(session, ({ attempts }) => ({ base, attempts: attempts.filter(({ n }) => n > settled) })),
      ),
    addAttempt: (session, attempt) =>
      write(() => disk.change(session, ({ attempts }) => ({ attempts: [...attempts, attempt] }))),
    move: () => Promise.resolve(ok(undefined)),
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

export function storageIn(files: Map<string, Uint8Array>, life: Life): Storage {
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
      return life.isOver ? await never() : answer
    },
  }
}

/** What a session works with where no cell is ever read or run. */
export function sessionOptions(
  given: Pick<SessionOptions, "id" | "storage" | "path" | "journal" | "clock" | "ids" | "onIncident">,
): SessionOptions {
  return {
    ...given,
    language: {
      analyse: () => Promise.resolve(EMPTY_ANALYSIS),
      compile: () => Promise.resolve(undefined),
      compileFile: () => Promise.resolve({ ok: false, problem: "", line: 1 }),
      buildNotebook: () => Promise.resolve({ ok: false, problem: "", line: 1 }),
    },
    packages: new Packages("/nowhere"),
    folder: "/",
    environment: {},
    memoryMb: 64,
    outputsFolder: undefined,
  }
}
