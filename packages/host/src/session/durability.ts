import { setTimeout as sleep } from "node:timers/promises"
import type { Doc } from "yjs"
import { encodeStateAsUpdate } from "yjs"
import type { SessionOptions } from "./options.ts"

const COMPACT_AT = 500
const RETRY_MS = 2000

/** Brings edits into the journal. While the journal refuses (a full disk), nothing is acknowledged; the whole document
 *  is tried again until it fits, so that no edit is lost while the server lives. */
export class Durability {
  private readonly options: SessionOptions
  private readonly doc: Doc
  private count = 0
  private last: Promise<void> = Promise.resolve()
  private isClosed = false

  constructor(options: SessionOptions, doc: Doc) {
    this.options = options
    this.doc = doc
  }

  /** Resolves when this edit, and all before it, are on disk. */
  add(update: Uint8Array): Promise<void> {
    const { journal, id } = this.options
    if (journal === undefined) return Promise.resolve()
    const appended = journal.append(id, update)
    const before = this.last
    this.last = (async () => {
      await before
      const result = await appended
      if (!result.ok) await this.keepAll()
      else if (++this.count >= COMPACT_AT) await this.compact()
    })()
    return this.last
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

  private async keepAll(): Promise<void> {
    const { journal, id, onIncident } = this.options
    while (!this.isClosed) {
      const kept = await journal?.compact(id, encodeStateAsUpdate(this.doc))
      if (kept === undefined || kept.ok) return
      onIncident("keeping an edit", new Error(kept.error.message))
      await sleep(RETRY_MS, undefined, { ref: false })
    }
  }
}
