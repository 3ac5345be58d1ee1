import { diffArrays, diffWordsWithSpace } from "diff"
import type { YText } from "./yjs-types.ts"

/** Above so many different lines (words of a line) the rest is replaced. */
const LINES = 2000
const WORDS = 300

/** Turns the text into `wanted` by small edits, so that cursors and undo of others survive: replacing all of a Y.Text
 *  destroys both. By lines, and by words where a line changed: never through a word, which somebody else may be writing
 *  beside, and so never through a character. A line comes and goes with the break before it, so that one which somebody
 *  adds at the end of another at the same time stays a line. */
export function editText(text: YText, wanted: string): void {
  const current = text.toString()
  if (current === wanted) return
  const pen = new Pen(text)
  for (const { gone, come, kept } of changedRegions(current.split("\n"), wanted.split("\n"))) {
    for (const line of kept) pen.skip(line)
    const both = Math.min(gone.length, come.length)
    for (let index = 0; index < both; index++) pen.change(gone[index] as string, come[index] as string)
    pen.remove(gone.slice(both))
    pen.add(come.slice(both))
  }
}

/** Lines that stay, and then some that others take the place of. */
interface Region {
  readonly kept: readonly string[]
  readonly gone: readonly string[]
  readonly come: readonly string[]
}

function changedRegions(before: string[], after: string[]): Region[] {
  const changes = diffArrays(before, after, { maxEditLength: LINES })
  if (changes === undefined) return [{ kept: [], gone: before, come: after }]
  const regions: Region[] = []
  let [kept, gone]: [string[], string[]] = [[], []]
  for (const [index, { value, added, removed }] of changes.entries()) {
    if (!added && !removed) kept = value
    else if (removed && changes[index + 1]?.added === true) gone = value
    else {
      regions.push({ kept, gone: removed ? value : gone, come: added ? value : [] })
      kept = []
      gone = []
    }
  }
  return regions
}

/** Goes through a text line by line. */
class Pen {
  private readonly text: YText
  /** The end of the last line that was gone through. */
  private at = 0
  private isAtTop = true

  constructor(text: YText) {
    this.text = text
  }

  skip(line: string): void {
    this.next()
    this.at += line.length
  }

  change(old: string, wanted: string): void {
    this.next()
    const words = diffWordsWithSpace(old, wanted, { maxEditLength: WORDS }) ?? [
      { value: old, added: false, removed: true },
      { value: wanted, added: true, removed: false },
    ]
    // What takes another's place comes before that goes: in front of what somebody types behind it.
    let going = 0
    for (const { value, added, removed } of words) {
      if (removed) going = value.length
      else {
        if (added) this.text.insert(this.at, value)
        else this.text.delete(this.at, going)
        this.at += value.length
        if (added) this.text.delete(this.at, going)
        going = 0
      }
    }
    this.text.delete(this.at, going)
  }

  /** Lines at the top have no break before them: they go, and come, with the one after. */
  remove(lines: readonly string[]): void {
    if (lines.length > 0) this.text.delete(this.at, lines.join("\n").length + 1)
  }

  add(lines: readonly string[]): void {
    if (lines.length === 0) return
    const added = lines.join("\n")
    this.text.insert(this.at, this.isAtTop ? `${added}\n` : `\n${added}`)
    this.next()
    this.at += added.length
  }

  private next(): void {
    if (!this.isAtTop) this.at++
    this.isAtTop = false
  }
}
