import { makeDiff } from "@sanity/diff-match-patch"
import type { YText } from "./yjs-types.ts"

/** Turns the text into `wanted` by the smallest edits, so that cursors and undo of others survive: replacing all of a
 *  Y.Text destroys both. Never cuts a surrogate pair. */
export function editText(text: YText, wanted: string): void {
  const current = text.toString()
  if (current === wanted) return
  let at = 0
  for (const [kind, part] of makeDiff(current, wanted, { checkLines: current.length > 2000 })) {
    if (kind === 0) at += part.length
    else if (kind === -1) text.delete(at, part.length)
    else {
      text.insert(at, part)
      at += part.length
    }
  }
}
