import { setTimeout as sleep } from "node:timers/promises"
import type { Result } from "@quire/base"
import { writeNotebook } from "@quire/notebook"
import type { CellId, Notebook } from "@quire/notebook"
import type { FilePath, StorageError, Version } from "@quire/storage"
import { applyMerge, deletedCells, isChange, joinReports, noteWritten, readCells, readDocument } from "@quire/session"
import type { SaveProblem, SessionEvent } from "@quire/session"
import type { Doc } from "yjs"
import { describeHostError } from "../errors.ts"
import type { HostError } from "../errors.ts"
import { ATTEMPTS } from "../journal/messages.ts"
import type { Attempt, BaseFile, FileText, KnownFile } from "../journal/messages.ts"
import { readNotebookFile, readSides } from "../notebook-file.ts"
import type { NotebookFile } from "../notebook-file.ts"
import { cameFrom } from "./came-from.ts"
import type { Durability } from "./durability.ts"
import type { SessionOptions } from "./options.ts"
import { whereTo } from "./where-to.ts"

const MERGES = 5
/** Fewer that vanish are no reason to stop: an undo takes away what it undoes. */
const LOST_CELLS = 3
const SAME_FOR_MS = 200
const EMPTY_FOR_MS = 3000
const LOOK_AGAIN_MS = 100
const WHOLE_WITHIN_MS = 10_000

/** Writes the document to its storage, held to the version last seen; merges what somebody else wrote meanwhile. */
export class Saver {
  private readonly options: SessionOptions
  private readonly doc: Doc
  private readonly beforeMerge: () => void
  private readonly dispatch: (event: SessionEvent) => void
  private readonly durability: Pick<Durability, "attempted" | "settled" | "isRefused">
  /** What was to be saved since, and whose answers never came. */
  private attempts: readonly Attempt[]
  private lastAttempt: number
  private base: BaseFile
  private busy: Promise<void> = Promise.resolve()
  private isGone = false
  private movedTo: FilePath | undefined

  /** `beforeMerge`: something is about to come into the document from outside. */
  constructor(
    options: SessionOptions,
    doc: Doc,
    { base, attempts }: KnownFile,
    durability: Pick<Durability, "attempted" | "settled" | "isRefused">,
    beforeMerge: () => void,
    dispatch: (event: SessionEvent) => void,
  ) {
    this.options = options
    this.durability = durability
    this.attempts = attempts
    this.lastAttempt = attempts.at(-1)?.n ?? 0
    this.beforeMerge = beforeMerge
    this.doc = doc
    this.base = base
    this.dispatch = dispatch
  }

  /** Saves. One at a time: a second call waits for the first. `isOrdered`: a person asked, so a removed file is made anew. */
  save(isOrdered: boolean): Promise<void> {
    return this.queue(() => this.saveNow(isOrdered))
  }

  /** Looks whether the file changed underneath, and merges it. Cheap when it did not. */
  checkOutside(): Promise<void> {
    return this.queue(() => this.mergeOutside())
  }

  /** See `LiveSession.holdSaving`. */
  hold(): Promise<() => void> {
    return new Promise((resolve) => void this.queue(() => new Promise<void>((release) => resolve(release))))
  }

  /** One thing at a time, and a bug in one does not end the next. */
  private queue(act: () => Promise<void>): Promise<void> {
    this.busy = this.busy.then(act).catch((error: unknown) => {
      this.options.onIncident("saving", error)
      this.failed(BUG, false)
    })
    return this.busy
  }

  private async saveNow(isOrdered: boolean): Promise<void> {
    const { storage, path, clock } = this.options
    for (let n = 0; n < MERGES; n++) {
      // A NUL would make the file one that no editor, and not Quire either, takes for text.
      const text = writeNotebook(readDocument(this.doc)).replaceAll("\0", "\uFFFD")
      const ids = readCells(this.doc).map(({ id }) => id)
      // While an attempt may have reached the file, it need not have what it had.
      const isBase = text === this.base.text && this.attempts.length === 0
      if (isBase && !this.isGone) return this.saved(this.base.version)
      if (this.isGone && !isOrdered) return this.failed(goneTo(this.movedTo), true)
      if (!isOrdered && this.hasLostCells()) return this.failed(LOST, true)
      const isNew = this.base.version === undefined || this.isGone
      if (!isNew && this.attempts.length >= ATTEMPTS) {
        // One more would take the place of the first, and that may be what the file has.
        const looked = await this.merge(clock.now())
        if (!looked.ok) return await this.unread(looked.error, isOrdered)
        continue
      }
      // What a death takes from the document must not stand in the file: it would come back a second time.
      await this.durability.attempted()
      await this.attempt(text, ids)
      const written = await storage.write(path, new TextEncoder().encode(text), {
        expect: isNew ? "absent" : this.base.version,
      })
      if (written.ok) {
        this.isGone = false
        noteWritten(this.doc)
        this.setBase({ text, version: written.value, ids })
        return this.saved(written.value)
      }
      if (written.error.code !== "conflict") return this.refused(written.error, this.isLasting(written.error))
      const merged = await this.merge(clock.now())
      if (!merged.ok) return await this.unread(merged.error, isOrdered)
    }
    return this.refused({ code: "conflict", path, found: undefined }, false)
  }

  private async unread(error: HostError, isOrdered: boolean): Promise<void> {
    return error.code === "not-found" ? await this.removed(isOrdered) : this.refused(error, false)
  }

  /** Whether trying again changes nothing until somebody does something. A disk that is read-only may be mended. */
  private isLasting({ code }: StorageError): boolean {
    return LASTING.has(code) || !this.options.storage.capabilities.isWritable
  }

  /** Whether most of what the file has is neither in the document nor in its bin: nobody has deleted it. */
  private hasLostCells(): boolean {
    const ids = this.base.ids?.filter((id) => id !== undefined) ?? []
    const kept = new Set(
      [...readCells(this.doc), ...deletedCells(this.doc).map(({ cell }) => cell)].map(({ id }) => id),
    )
    const lost = ids.filter((id) => !kept.has(id)).length
    return lost >= LOST_CELLS && lost * 2 > ids.length
  }

  private async removed(isOrdered: boolean): Promise<void> {
    this.isGone = true
    return isOrdered ? await this.saveNow(true) : await this.gone()
  }

  /** Says that the file is not where it was. */
  private async gone(): Promise<void> {
    const { storage, path } = this.options
    this.isGone = true
    this.movedTo = await whereTo(storage, path, this.base.text ?? "")
    this.failed(goneTo(this.movedTo), true)
  }

  private async mergeOutside(): Promise<void> {
    const { storage, path, clock } = this.options
    const found = await storage.stat(path)
    if (!found.ok) {
      if (found.error.code !== "not-found" || this.base.version === undefined || this.isGone) return
      return await this.gone()
    }
    const isBack = this.isGone
    this.isGone = false
    this.movedTo = undefined
    const isOther = found.value.version !== this.base.version
    if (isOther) await this.merge(clock.now())
    // The file may be found to have less than the document, with no edit to come.
    if (isBack || (isOther && writeNotebook(readDocument(this.doc)) !== this.base.text))
      this.dispatch({ type: "documentChanged", at: clock.now() })
  }

  /** Reads theirs and brings it into the document; what results is saved as any edit is. */
  private async merge(at: number): Promise<{ ok: true } | { ok: false; error: HostError }> {
    const { ids, path } = this.options
    const theirs = await this.readWhole()
    if (!theirs.ok) return theirs
    const found = theirs.value
    // Somebody may have gone on from a save whose answer never came.
    const { text, ids: named } = cameFrom({ ...this.base, text: this.base.text ?? "" }, this.attempts, found.text)
    if (found.text === text) {
      this.setBase({ ...found, ids: named })
      return { ok: true }
    }
    const read = readSides(path, found.text)
    if (!read.ok) return read
    const { ours, other } = read.value
    const before = readSides(path, text)
    const base = before.ok ? before.value.ours : { ...ours, cells: [] }
    this.beforeMerge()
    // A save whose answer never came may be in it all the same.
    const newCells = this.attempts.length > 0 ? "joined" : "separate"
    const how = { nextId: () => ids.next() as CellId, at, origin: "merge", newCells } as const
    // One update for the journal, committed with the base: half of it would be merged again after a death, onto itself.
    const { report, ids: called } = this.doc.transact(() => {
      const merged = applyMerge(this.doc, withIds(base, named), ours, how)
      if (other === undefined) return merged
      // Somebody else's merge has left both sides in the file: each comes in.
      const then = applyMerge(this.doc, other.base, other.theirs, { ...how, newCells: "conflict" })
      return { report: joinReports(merged.report, then.report), ids: undefined }
    }, how.origin)
    this.setBase({ ...found, ids: called }, true)
    if (isChange(report)) this.dispatch({ type: "merged", at, report })
    return { ok: true }
  }

  /** Theirs, once it stays the same for a moment: a writer that has emptied the file and not filled it yet would look
   *  like somebody who deleted everything. */
  private async readWhole(): Promise<Result<NotebookFile, HostError>> {
    const { storage, path } = this.options
    let read = await readNotebookFile(storage, path)
    if (storage.kind !== "local") return read
    const start = performance.now()
    let since = start
    while (read.ok && performance.now() - start < WHOLE_WITHIN_MS) {
      const isEmptied = read.value.text.trim() === "" && (this.base.text ?? "").trim() !== ""
      if (performance.now() - since >= (isEmptied ? EMPTY_FOR_MS : SAME_FOR_MS)) break
      await sleep(LOOK_AGAIN_MS)
      const again = await readNotebookFile(storage, path)
      if (!again.ok || again.value.version !== read.value.version) since = performance.now()
      read = again
    }
    return read
  }

  /** On disk before the write: whatever becomes of its answer, the file is known as ours. */
  private async attempt(text: string, ids: readonly CellId[]): Promise<void> {
    const known = this.attempts.find((attempt) => attempt.text === text)
    if (known?.ids?.join() === ids.join()) return
    const attempt = { n: ++this.lastAttempt, text, ids }
    this.attempts = [...this.attempts, attempt].slice(-ATTEMPTS)
    await this.options.journal?.addAttempt(this.options.id, attempt)
  }

  /** `isMerged`: what the document just got from it is committed with it. Otherwise not before all that the document has
   *  is on disk: a base that has more would undo that in the file. */
  private setBase(base: BaseFile, isMerged = false): void {
    this.base = base
    this.attempts = []
    const settled = this.lastAttempt
    const keep = async (): Promise<void> => {
      await this.options.journal?.setBase(this.options.id, base, settled)
    }
    if (isMerged && !this.durability.isRefused) return void keep()
    // A later one may have been said by then.
    void this.durability.settled().then(() => (this.base === base ? keep() : undefined))
  }

  private saved(version: Version | undefined): void {
    this.dispatch({ type: "saveSucceeded", at: this.options.clock.now(), version: version ?? "" })
  }

  private refused(error: HostError, isLasting: boolean): void {
    const { title, message, hint } = describeHostError(error)
    this.failed(
      { code: error.code, message: message === `${title}.` ? message : `${title}. ${message}`, hint },
      isLasting,
    )
  }

  private failed(problem: SaveProblem, isLasting: boolean): void {
    this.dispatch({ type: "saveFailed", at: this.options.clock.now(), problem, isLasting })
  }
}

/** The cells with what they are called in the document. */
function withIds(notebook: Notebook, ids: FileText["ids"]): Notebook {
  if (ids?.length !== notebook.cells.length) return notebook
  return { ...notebook, cells: notebook.cells.map((cell, index) => ({ ...cell, id: ids[index] })) }
}

/** Not a `StorageError`: the file was there, and somebody took it away. It is not made anew until a person says so. */
const GONE = {
  code: "file-removed",
  message: "This file was removed. Your copy here is complete.",
  hint: "Save again to make it anew. If it was renamed, open it under its new name.",
} as const

function goneTo(movedTo: FilePath | undefined): SaveProblem {
  if (movedTo === undefined) return GONE
  const message = `This file is called ${movedTo} now. Your copy here is complete.`
  return { code: "file-moved", message, hint: "Go on there, or save again to make it anew here.", movedTo }
}

const LOST = {
  code: "cells-lost",
  message: "Most cells have vanished from this notebook, and nobody has deleted them. The file is left as it is.",
  hint: "Bring back a version under History, or save again to write what is there now.",
} as const

const BUG = {
  code: "internal",
  message: "Something failed in Quire while saving. Your text is kept.",
  hint: "The server's log has more. It tries again by itself.",
} as const

const LASTING: ReadonlySet<StorageError["code"] | "invalid-path"> = new Set([
  "invalid-path",
  "too-large",
  "not-supported",
])
