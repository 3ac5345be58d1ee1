import { diffChars, diffLines } from "diff"
import type { YText } from "./yjs-types.ts"

/** Above so many different characters an edit is found by lines; above so many lines, the rest is replaced. */
const CHARACTERS = 500
const LINES = 2000

/** Turns the text into `wanted` by the smallest edits, so that cursors and undo of others survive: replacing all of a
 *  Y.Text destroys both. Works on whole code points: Yjs would put U+FFFD in place of each half of a cut pair. */
export function editText(text: YText, wanted: string): void {
  const current = text.toString()
  if (current === wanted) return
  const changes =
    diffChars(current, wanted, { maxEditLength: CHARACTERS }) ?? diffLines(current, wanted, { maxEditLength: LINES })
  if (changes === undefined) {
    text.delete(0, text.length)
    text.insert(0, wanted)
    return
  }
  let at = 0
  for (const { value, added, removed } of changes) {
    if (removed) text.delete(at, value.length)
    else {
      if (added) text.insert(at, value)
      at += value.length
    }
  }
}
