import type { CellId } from "@quire/notebook"
import { applyMerge, readDocument } from "@quire/session"
import type { Doc } from "yjs"

/** Brings what this page wrote and the server never acknowledged into the server's document of another history, as
 *  changes of text: two histories are never merged. What was acknowledged is the base, so only what is unsynced counts;
 *  cells are matched by what they say, since another history has other ids. Nothing is lost: where both sides changed a
 *  cell, both texts stay. */
export function rebase(server: Doc, acknowledged: Doc, here: Doc): void {
  const nextId = (): CellId => crypto.randomUUID().replaceAll("-", "").slice(0, 20) as CellId
  applyMerge(server, readDocument(acknowledged), readDocument(here), { nextId, at: Date.now(), origin: "rebase" })
}
