import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { formatOf, newNotebookText, writeNotebook } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { decode } from "@quire/protocol"
import {
  afterRuntime,
  applyMerge,
  cellState,
  fromSnapshot,
  initialState,
  readCells,
  readDocument,
  seedDocument,
  toSnapshot,
} from "@quire/session"
import type { CellRunState, SessionSnapshot, SessionState } from "@quire/session"
import { applyUpdate, Doc, encodeStateAsUpdate } from "yjs"
import type { HostError } from "../errors.ts"
import type { BaseFile, JournalEntry } from "../journal/messages.ts"
import { readNotebookFile, readSides } from "../notebook-file.ts"
import type { NotebookFile } from "../notebook-file.ts"
import { LiveSession } from "./live-session.ts"
import type { SessionOptions } from "./options.ts"

/** Opens a notebook: from the journal where it holds one (then what the file says is merged in), else from the file.
 *  `isNew`: the file must not be there yet, and is made. A storage that does not answer does not keep a notebook that
 *  the journal holds from opening. */
export async function openSession(options: SessionOptions, isNew: boolean): Promise<Result<LiveSession, HostError>> {
  const { journal, storage, path, clock, ids } = options
  const kept = await journal?.find(storage.id, path)
  if (kept !== undefined && !kept.ok) return kept
  if (kept?.value !== undefined && !isNew) return ok(await reopen(options, kept.value))
  // The file may be gone, but what the journal has of it is somebody's text: a new notebook does not take its place.
  if (kept?.value !== undefined) return err({ code: "exists", path })
  const file = isNew ? await makeFile(options) : await readNotebookFile(storage, path)
  if (!file.ok) return file
  const read = readSides(path, file.value.text)
  if (!read.ok) return read
  const { ours: notebook, other } = read.value
  const doc = new Doc()
  const cellIds = notebook.cells.map(() => ids.next() as CellId)
  seedDocument(doc, notebook, cellIds)
  // Both sides of what a version control system could not merge; nothing is written before somebody has written.
  const how = { nextId: () => ids.next() as CellId, at: clock.now(), origin: "merge", newCells: "conflict" } as const
  const merged = other && applyMerge(doc, other.base, other.theirs, how)
  const epoch = ids.next()
  const base: BaseFile =
    other === undefined
      ? { ...file.value, ids: cellIds }
      : { ...file.value, text: writeNotebook(readDocument(doc)), ids: readCells(doc).map(({ id }) => id) }
  const entry = { session: options.id, storage: storage.id, path, epoch, base }
  const created = await journal?.create(entry, encodeStateAsUpdate(doc))
  if (created !== undefined && !created.ok) return created
  const merge = merged && { at: clock.now(), report: merged.report }
  const session = new LiveSession(options, doc, epoch, { base, attempts: [] }, { ...initialState(clock.now()), merge })
  await session.ready()
  return ok(session)
}

async function reopen(options: SessionOptions, entry: JournalEntry): Promise<LiveSession> {
  const doc = new Doc()
  doc.transact(() => {
    for (const update of entry.updates) applyUpdate(doc, update)
  })
  const state = restoreState(entry, options.clock.now())
  const given = { ...options, id: entry.session }
  const session = new LiveSession(given, doc, entry.epoch, entry, state)
  await session.resume()
  return session
}

/** Makes a file without cells, which must not be there yet: creating never merges into what somebody else has. */
async function makeFile({ storage, path }: SessionOptions): Promise<Result<NotebookFile, HostError>> {
  const text = newNotebookText(formatOf(path) ?? "md")
  const written = await storage.write(path, new TextEncoder().encode(text), { expect: "absent" })
  if (written.ok) return ok({ text, version: written.value })
  return err(written.error.code === "conflict" ? { code: "exists", path } : written.error)
}

/** What is left of an ended server's state: outputs, marked as from before, and what people gave to inputs. */
function restoreState({ snapshot, inputs }: JournalEntry, now: number): SessionState {
  const state = initialState(now)
  const kept = snapshot === undefined ? {} : (decode(snapshot) as Pick<SessionSnapshot, "cells">).cells
  const cells: Record<string, CellRunState> = Object.fromEntries(
    Object.entries(kept).map(([id, cell]) => [id, afterRuntime(cell)]),
  )
  // Each is on disk when it is acknowledged; the snapshot follows a second later.
  for (const { cell, input, value } of inputs) {
    const before = cells[cell] ?? cellState(state, cell as CellId)
    cells[cell] = { ...before, inputs: { ...before.inputs, [input]: decode(value) } }
  }
  return fromSnapshot({ ...toSnapshot(state), cells })
}
