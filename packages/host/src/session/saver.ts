import { setTimeout as sleep } from "node:timers/promises"
import type { Result } from "@quire/base"
import { hashOf } from "@quire/language"
import { conflictSides, parse, serialise } from "@quire/notebook"
import type { CellId, Notebook } from "@quire/notebook"
import type { Version } from "@quire/storage"
import { applyMerge, deletedCells, isChange, joinReports, readCells, readDocument } from "@quire/session"
import type { SaveProblem, SessionEvent } from "@quire/session"
import type { Doc } from "yjs"
import { describeHostError } from "../errors.ts"
import type { HostError } from "../errors.ts"
import { readNotebookFile } from "../notebook-file.ts"
import type { NotebookFile } from "../notebook-file.ts"
import type { Durability } from "./durability.ts"
import type { SessionOptions } from "./options.ts"

/** The file as last read or saved. */
export interface Base {
  readonly text: string | undefined
  readonly version: Version | undefined
  /** What the cells of the text are called in the document, where that is known: they are matched by it. */
  readonly ids?: readonly (CellId | undefined)[] | undefined
  /** Hashes of texts that were to be saved since, and whose answers never came: a file that is one of them is ours. */
  readonly attempts?: readonly string[]
}

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
  private readonly durability: Pick<Durability, "attempted" | "settled">
  /** By hash, with what its cells are called. */
  private readonly attempts: Map<string, readonly CellId[] | undefined>
  private base: Base
  private busy: Promise<void> = Promise.resolve()
  private isGone = false

  /** `beforeMerge`: something is about to come into the document from outside. */
  constructor(
    options: SessionOptions,
    doc: Doc,
    base: Base,
    durability: Pick<Durability, "attempted" | "settled">,
    beforeMerge: () => void,
    dispatch: (event: SessionEvent) => void,
  ) {
    this.options = options
    this.durability = durability
    this.attempts = new Map(base.attempts?.map((hash) => [hash, undefined]))
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
      const text = serialise(readDocument(this.doc)).replaceAll("\0", "\uFFFD")
      const ids = readCells(this.doc).map(({ id }) => id)
      if (text === this.base.text && !this.isGone) return this.saved(this.base.version)
      if (this.isGone && !isOrdered) return this.failed(GONE, true)
      if (!isOrdered && this.hasLostCells()) return this.failed(LOST, true)
      const isNew = this.base.version === undefined || this.isGone
      // What a death takes from the document must not stand in the file: it would come back a second time.
      await this.durability.attempted()
      await this.attempt(text, ids)
      const written = await storage.write(path, new TextEncoder().encode(text), {
        expect: isNew ? "absent" : this.base.version,
      })
      if (written.ok) {
        this.isGone = false
        this.setBase({ text, version: written.value, ids })
        return this.saved(written.value)
      }
      if (written.error.code !== "conflict") return this.refused(written.error, LASTING.has(written.error.code))
      const merged = await this.merge(clock.now())
      if (!merged.ok)
        return merged.error.code === "not-found" ? this.removed(isOrdered) : this.refused(merged.error, false)
    }
    return this.refused({ code: "conflict", path, found: undefined }, false)
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
    return isOrdered ? await this.saveNow(true) : this.failed(GONE, true)
  }

  private async mergeOutside(): Promise<void> {
    const { storage, path, clock } = this.options
    const found = await storage.stat(path)
    if (!found.ok) {
      if (found.error.code !== "not-found" || this.base.version === undefined || this.isGone) return
      this.isGone = true
      return this.failed(GONE, true)
    }
    this.isGone = false
    if (found.value.version === this.base.version) return
    await this.merge(clock.now())
  }

  /** Reads theirs and brings it into the document; what results is saved as any edit is. */
  private async merge(at: number): Promise<{ ok: true } | { ok: false; error: HostError }> {
    const { ids } = this.options
    const theirs = await this.readWhole()
    if (!theirs.ok) return theirs
    const hash = hashOf(theirs.value.text)
    if (theirs.value.text !== this.base.text && !this.attempts.has(hash)) {
      this.beforeMerge()
      const sides = conflictSides(theirs.value.text)
      const found = parse(sides?.ours ?? theirs.value.text)
      // A save whose answer never came may be in it.
      const newCells = this.attempts.size > 0 ? "joined" : "separate"
      const how = { nextId: () => ids.next() as CellId, at, origin: "merge", newCells } as const
      const merged = applyMerge(this.doc, withIds(parse(this.base.text ?? ""), this.base.ids), found, how)
      // Somebody else's merge has left both sides in the file: each comes in.
      const other =
        sides && applyMerge(this.doc, parse(sides.base), parse(sides.theirs), { ...how, newCells: "conflict" })
      const report = other === undefined ? merged.report : joinReports(merged.report, other.report)
      if (isChange(report)) this.dispatch({ type: "merged", at, report })
      this.setBase({ ...theirs.value, ids: sides === undefined ? merged.ids : undefined })
    } else this.setBase({ ...theirs.value, ids: this.attempts.get(hash) ?? this.base.ids })
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
    const hash = hashOf(text)
    const isKept = this.attempts.has(hash)
    this.attempts.set(hash, ids)
    if (!isKept) await this.options.journal?.addAttempt(this.options.id, hash)
  }

  /** Not on disk before what was merged from it: a base that has more than the document would undo it in the file. */
  private setBase(base: Base): void {
    this.base = base
    this.attempts.clear()
    void this.durability.settled().then(async () => {
      // A later one has been said by now.
      if (this.base !== base) return
      const { text, version } = base
      await this.options.journal?.setBase(this.options.id, { text, version, attempts: [...this.attempts.keys()] })
    })
  }

  private saved(version: Version | undefined): void {
    this.dispatch({ type: "saveSucceeded", at: this.options.clock.now(), version: version ?? "" })
  }

  private refused(error: HostError, isLasting: boolean): void {
    const { message, hint } = describeHostError(error)
    this.failed({ code: error.code, message, hint }, isLasting)
  }

  private failed(problem: SaveProblem, isLasting: boolean): void {
    this.dispatch({ type: "saveFailed", at: this.options.clock.now(), problem, isLasting })
  }
}

/** The cells with what they are called in the document. */
function withIds(notebook: Notebook, ids: Base["ids"]): Notebook {
  if (ids?.length !== notebook.cells.length) return notebook
  return { ...notebook, cells: notebook.cells.map((cell, index) => ({ ...cell, id: ids[index] })) }
}

/** Not a `StorageError`: the file was there, and somebody took it away. It is not made anew until a person says so. */
const GONE = {
  code: "file-removed",
  message: "This file was removed. Your copy here is complete.",
  hint: "Save again to make it anew. If it was renamed, open it under its new name.",
} as const

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

/** Trying again changes nothing until somebody does something. */
const LASTING: ReadonlySet<string> = new Set(["read-only", "invalid-path", "too-large", "not-supported"])
