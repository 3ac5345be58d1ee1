import { setTimeout as sleep } from "node:timers/promises"
import type { Doc } from "yjs"
import { encodeStateAsUpdate } from "yjs"
import type { HostError } from "../errors.ts"
import type { SessionOptions } from "./options.ts"

const COMPACT_AT = 500
const RETRY_MS = 2000

/** Brings edits into the journal. While the journal refuses (a full disk), nothing is acknowledged; the whole document
 *  is tried again until it fits, so that no edit is lost while the server lives. */
export class Durability {
  private readonly options: SessionOptions
  private readonly doc: Doc
  private readonly onProblem: (problem: HostError | undefined) => void
  private count = 0
  private last: Promise<void> = Promise.resolve()
  private tried: Promise<unknown> = Promise.resolve()
  private hasProblem = false
  private pending = 0
  private isClosed = false

  /** `onProblem`: edits are in memory alone from now on, or (undefined) on disk again. */
  constructor(options: SessionOptions, doc: Doc, onProblem: (problem: HostError | undefined) => void) {
    this.options = options
    this.doc = doc
    this.onProblem = onProblem
  }

  /** Resolves when this edit, and all before it, are on disk, or have been refused by it: from then on others may see it. */
  add(update: Uint8Array): Promise<void> {
    const { journal, id } = this.options
    if (journal === undefined) return Promise.resolve()
    const appended = journal.append(id, update)
    this.pending++
    void appended.finally(() => this.pending--)
    const [before, triedBefore] = [this.last, this.tried]
    this.last = (async () => {
      await before
      const result = await appended
      if (!result.ok) await this.keepAll(result.error)
      else if (++this.count >= COMPACT_AT) await this.compact()
    })()
    this.tried = Promise.all([triedBefore, appended])
    return this.tried.then(() => undefined)
  }

  /** Whether the document has what is not on disk yet, and has not been refused by it. */
  get isAhead(): boolean {
    return this.pending > 0
  }

  /** Whether the disk has refused something that it has not taken since. */
  get isRefused(): boolean {
    return this.hasProblem
  }

  /** Resolves when everything so far is on disk, or has been refused by it. */
  async attempted(): Promise<void> {
    await this.tried
  }

  /** Resolves when everything so far is on disk. */
  settled(): Promise<void> {
    return this.last
  }

  /** Waits for what is under way, at most so long: a full disk must not keep the server from ending. */
  async close(limitMs: number): Promise<void> {
    await Promise.race([this.last, sleep(limitMs, undefined, { ref: false })])
    this.isClosed = true
  }

  /** One update instead of many: opening replays them all. */
  async compact(): Promise<void> {
    this.count = 0
    await this.options.journal?.compact(this.options.id, encodeStateAsUpdate(this.doc))
  }

  private async keepAll(why: HostError): Promise<void> {
    const { journal, id, onIncident } = this.options
    this.problem(why)
    while (!this.isClosed) {
      const kept = await journal?.compact(id, encodeStateAsUpdate(this.doc))
      if (kept === undefined || kept.ok) return this.problem(undefined)
      onIncident("keeping an edit", new Error(kept.error.message))
      await sleep(RETRY_MS, undefined, { ref: false })
    }
  }

  private problem(problem: HostError | undefined): void {
    if (problem === undefined && !this.hasProblem) return
    this.hasProblem = problem !== undefined
    this.onProblem(problem)
  }
}
