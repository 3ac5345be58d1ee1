import { diffLines, diffWordsWithSpace } from "diff"
import type { YText } from "./yjs-types.ts"

/** Above so many different lines (words of a line) the rest is replaced. */
const LINES = 2000
const WORDS = 300

/** Turns the text into `wanted` by small edits, so that cursors and undo of others survive: replacing all of a Y.Text
 *  destroys both. By lines, and by words where lines changed: never through a word, which somebody else may be writing
 *  beside, and so never through a character. */
export function editText(text: YText, wanted: string): void {
  const current = text.toString()
  if (current === wanted) return
  let at = 0
  const apply = (changes: readonly Change[]): void => {
    for (const { value, added, removed } of changes) {
      if (removed) text.delete(at, value.length)
      else {
        if (added) text.insert(at, value)
        at += value.length
      }
    }
  }
  const lines = diffLines(current, wanted, { maxEditLength: LINES })
  if (lines === undefined) return apply(replaced(current, wanted))
  for (let index = 0; index < lines.length; index++) {
    const [change, next] = [lines[index] as Change, lines[index + 1]]
    if (change.removed && next?.added === true) {
      apply(
        diffWordsWithSpace(change.value, next.value, { maxEditLength: WORDS }) ?? replaced(change.value, next.value),
      )
      index++
    } else apply([change])
  }
}

interface Change {
  readonly value: string
  readonly added: boolean
  readonly removed: boolean
}

function replaced(old: string, wanted: string): Change[] {
  return [
    { value: old, added: false, removed: true },
    { value: wanted, added: true, removed: false },
  ]
}
