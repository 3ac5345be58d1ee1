import { applyUpdate, encodeStateAsUpdate } from "yjs"
import { Doc } from "./yjs-types.ts"

export function applyStateAsUpdate(from: Doc, to: Doc): void {
  applyUpdate(to, encodeStateAsUpdate(from))
}

/** The document and copies of it that share its history. */
export function replicas(doc: Doc, count: number): Doc[] {
  const copies = Array.from({ length: count - 1 }, () => new Doc())
  for (const copy of copies) applyStateAsUpdate(doc, copy)
  return [doc, ...copies]
}

/** Everybody learns what everybody knows. */
export function sync(docs: readonly Doc[]): void {
  for (const from of docs) for (const to of docs) if (from !== to) applyStateAsUpdate(from, to)
}
