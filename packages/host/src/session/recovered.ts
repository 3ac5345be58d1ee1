import { ok } from "@quire/base"
import type { Result } from "@quire/base"
import { writeNotebook } from "@quire/notebook"
import { readDocument, structureOf } from "@quire/session"
import { applyUpdate, Doc } from "yjs"
import type { HostError } from "../errors.ts"
import type { Journal } from "../journal/journal.ts"
import type { JournalEntry } from "../journal/messages.ts"

/** A notebook that the journal has more of than its file: the server ended, or the storage refused, before it was saved. */
export interface Recovered {
  readonly session: string
  readonly storage: string
  readonly path: string
  readonly title: string
  readonly text: string
}

/** All of them but those that are open, which save themselves. */
export async function findRecovered(
  journal: Journal,
  isOpen: (session: string) => boolean,
): Promise<Result<readonly Recovered[], HostError>> {
  const places = await journal.unsettled()
  if (!places.ok) return places
  const found: Recovered[] = []
  for (const { session, storage, path } of places.value) {
    if (isOpen(session)) continue
    const entry = await journal.find(storage, path)
    if (!entry.ok) return entry
    if (entry.value === undefined || isOpen(session)) continue
    const read = readEntry(entry.value)
    if (read.text === entry.value.base.text) await journal.settle(session, entry.value.updates.length)
    else found.push({ session, storage, path, ...read })
  }
  return ok(found)
}

function readEntry({ updates, path }: JournalEntry): { readonly title: string; readonly text: string } {
  const doc = new Doc()
  doc.transact(() => updates.forEach((update) => applyUpdate(doc, update)))
  const title = structureOf(doc).cells.find(({ level }) => level === 1)?.title
  const text = writeNotebook(readDocument(doc))
  doc.destroy()
  return { title: title || path.slice(path.lastIndexOf("/") + 1), text }
}
