import type { Cell, CellId, Notebook } from "@quire/notebook"
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector, mergeUpdates } from "yjs"
import { applyMerge } from "./apply-merge.ts"
import { deletedCells, insertCell, readCells, readDocument, removeCell } from "./document.ts"

/** An edit made here, numbered for its acknowledgement. */
export interface LocalEdit {
  readonly n: number
  readonly update: Uint8Array
}

export interface ReplicaOptions {
  /** Called for each edit made here. */
  readonly onEdit: (edit: LocalEdit) => void
  readonly nextId: () => CellId
  readonly now: () => number
}

/** A copy as it is kept beside the page. */
export interface KeptReplica {
  readonly epoch: string
  readonly doc: Uint8Array
  /** What the file had, as far as was known. */
  readonly saved: Uint8Array | undefined
  /** What the server had on disk. */
  readonly acknowledged: Uint8Array
}

/** Origin of what comes from the server. */
export const REMOTE = "remote"
const UPDATES = 500

/** A page's copy of the document, and what it knows of the server's: which history it holds, what the server has
 *  acknowledged to have on disk, and what of that was saved to the file. */
export class Replica {
  doc = new Doc()
  private readonly options: ReplicaOptions
  private epoch: string | undefined
  private readonly waiting = new Map<number, Uint8Array>()
  /** What the file has of this history, as far as is known, and what the server has on disk since. */
  private saved: Doc | undefined
  private sinceSaved: Uint8Array[] = []
  private lastNumber = 0

  constructor(options: ReplicaOptions) {
    this.options = options
    this.attach()
  }

  /** Edits that the server has not acknowledged. */
  get unacknowledged(): number {
    return this.waiting.size
  }

  /** What to greet the server with. */
  hello(): { readonly epoch?: string; readonly stateVector?: Uint8Array } {
    return this.epoch === undefined ? {} : { epoch: this.epoch, stateVector: encodeStateVector(this.doc) }
  }

  /** Takes what the server holds. `isOther`: it holds another history, so `doc` is another document now, into which all
   *  that the server lacks came as changes of text. `unsynced`: what is to be sent, as one edit. */
  welcome(
    epoch: string,
    update: Uint8Array,
    stateVector: Uint8Array,
  ): { readonly isOther: boolean; readonly unsynced: LocalEdit | undefined } {
    const isOther = this.epoch !== undefined && this.epoch !== epoch
    this.epoch = epoch
    if (isOther) this.startOver(update)
    else {
      applyUpdate(this.doc, update, REMOTE)
      this.isOnServer(update)
    }
    if (this.waiting.size === 0) return { isOther, unsynced: undefined }
    this.waiting.clear()
    return { isOther, unsynced: this.wait(encodeStateAsUpdate(this.doc, stateVector)) }
  }

  /** Somebody else's edit, which the server has on disk. */
  remote(update: Uint8Array): void {
    applyUpdate(this.doc, update, REMOTE)
    this.isOnServer(update)
  }

  acknowledge(n: number): void {
    const update = this.waiting.get(n)
    this.waiting.delete(n)
    if (update !== undefined) this.isOnServer(update)
  }

  /** The file holds all that the server has acknowledged. */
  markSaved(): void {
    this.saved ??= new Doc()
    for (const update of this.sinceSaved.splice(0)) applyUpdate(this.saved, update)
  }

  /** All that another page would need to bring what is unsynced here; undefined before the first welcome. */
  keep(): KeptReplica | undefined {
    if (this.epoch === undefined) return undefined
    const saved = this.saved === undefined ? undefined : encodeStateAsUpdate(this.saved)
    const acknowledged = encodeStateAsUpdate(this.acknowledged())
    return { epoch: this.epoch, doc: encodeStateAsUpdate(this.doc), saved, acknowledged }
  }

  /** Brings what another page had, which is no more, as an edit made here. After a welcome. */
  bring({ epoch, doc, saved, acknowledged }: KeptReplica): void {
    if (epoch === this.epoch) return applyUpdate(this.doc, doc, "kept")
    const read = (update: Uint8Array): Doc => {
      const made = new Doc()
      applyUpdate(made, update)
      return made
    }
    this.rebase(saved === undefined ? undefined : read(saved), read(acknowledged), read(doc))
  }

  private isOnServer(update: Uint8Array): void {
    this.sinceSaved.push(update)
    // A storage that refuses for hours must not fill the page.
    if (this.sinceSaved.length > UPDATES) this.sinceSaved = [mergeUpdates(this.sinceSaved)]
  }

  private acknowledged(): Doc {
    const doc = new Doc()
    if (this.saved !== undefined) applyUpdate(doc, encodeStateAsUpdate(this.saved))
    for (const update of this.sinceSaved) applyUpdate(doc, update)
    return doc
  }

  private wait(update: Uint8Array): LocalEdit {
    const edit = { n: ++this.lastNumber, update }
    this.waiting.set(edit.n, update)
    return edit
  }

  private attach(): void {
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== REMOTE) this.options.onEdit(this.wait(update))
    })
  }

  /** Two histories are never merged: the server's is taken, and what it lacks of ours comes as changes of text. A server
   *  that holds another history has begun anew from the file, so that is all since the file was saved last, acknowledged
   *  or not. Cells are matched by what they say, since another history has other ids; where both sides changed the same
   *  lines, both texts stay. */
  private startOver(update: Uint8Array): void {
    const { saved, doc: here } = this
    const acknowledged = this.acknowledged()
    this.waiting.clear()
    this.doc = new Doc()
    this.saved = undefined
    this.sinceSaved = [update]
    applyUpdate(this.doc, update, REMOTE)
    this.attach()
    this.rebase(saved, acknowledged, here)
  }

  private rebase(saved: Doc | undefined, acknowledged: Doc, here: Doc): void {
    const { nextId, now } = this.options
    const base = baseOf(saved, acknowledged, this.doc)
    const bin = deletedCells(here)
    applyMerge(this.doc, base, readDocument(here), { nextId, at: now(), origin: "rebase", newCells: "joined" })
    // What was written and then deleted is in no text, but it is in the bin.
    this.doc.transact(() => {
      const known = new Set(deletedCells(this.doc).map(({ cell }) => cell.source))
      for (const { cell, at, by } of bin) {
        if (known.has(cell.source)) continue
        const id = nextId()
        insertCell(this.doc, undefined, id, cell)
        removeCell(this.doc, id, at, by)
      }
    })
  }
}

/** What the file may have of a page's history: what was saved last, as far as is known, and of what the server has got
 *  since whatever stands in the file (`found`) word for word: a save whose news never came. Where nothing is known to be
 *  in the file, nothing is known to be deleted either. */
function baseOf(saved: Doc | undefined, acknowledged: Doc, found: Doc): Pick<Notebook, "cells" | "frontMatter"> {
  const file = readDocument(found)
  const isThere = (cell: Cell): boolean =>
    file.cells.some((other) => cell.kind === other.kind && cell.words === other.words && cell.source === other.source)
  const known = new Map((saved === undefined ? [] : readCells(saved)).map((cell) => [cell.id, cell]))
  const late = readCells(acknowledged).flatMap((cell) => {
    const old = known.get(cell.id)
    known.delete(cell.id)
    return isThere(cell) ? [cell] : (old ?? [])
  })
  const top = readDocument(acknowledged).frontMatter
  const isTopThere = top?.source === file.frontMatter?.source
  const frontMatter = isTopThere ? top : saved && readDocument(saved).frontMatter
  return { cells: [...late, ...known.values()], frontMatter }
}
