import { ContentType, Map as YMap, Text } from "yjs"
import type { Item } from "yjs"

/** Whether a cell that an undo would take away (it undoes the cell's making) holds what somebody else has written. */
export function holdsOthersText(item: Item, me: number): boolean {
  const made: unknown = item.content instanceof ContentType ? item.content.type : undefined
  const source: unknown = made instanceof YMap ? made.get("source") : undefined
  if (!(source instanceof Text)) return false
  for (let part = source._start; part !== null; part = part.right)
    if (!part.deleted && part.id.client !== me) return true
  return false
}
