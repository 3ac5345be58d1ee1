import { offsetAt } from "@quire/notebook"
import { diffLines } from "diff"

interface Position {
  readonly line: number
  readonly character: number
}

interface Change {
  readonly range?: { readonly start: Position; readonly end: Position } | undefined
  readonly text: string
}

interface Entry {
  readonly label: string
  readonly sortText?: string
}

/** A text after an editor's changes, one upon the other. */
export function applyChanges(before: string, changes: readonly Change[]): string {
  return changes.reduce((text, { range, text: next }) => {
    if (range === undefined) return next
    return text.slice(0, offsetAt(text, range.start)) + next + text.slice(offsetAt(text, range.end))
  }, before)
}

/** The edits that make one text of another, by lines: carets in lines that stay keep their place. */
export function editsBetween(before: string, after: string): unknown[] {
  const edits: { range: { start: Position; end: Position }; newText: string }[] = []
  let line = 0
  const texts = [before, after].map((text) => `${text}\n`)
  for (const { added, removed, count = 0, value } of diffLines(texts[0] ?? "", texts[1] ?? "")) {
    const last = edits.at(-1)
    if (removed) {
      edits.push({ range: { start: { line, character: 0 }, end: { line: line + count, character: 0 } }, newText: "" })
      line += count
    } else if (!added) line += count
    else if (last !== undefined && last.range.end.line === line) edits[edits.length - 1] = { ...last, newText: value }
    else edits.push({ range: { start: { line, character: 0 }, end: { line, character: 0 } }, newText: value })
  }
  // The last line of a cell has no end: what reaches behind it is moved before it.
  const lines = before.split("\n")
  const end = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
  return edits.map((edit) => {
    if (edit.range.end.line <= end.line) return edit
    const isBehind = edit.range.start.line > end.line
    const newText = `${isBehind ? "\n" : ""}${edit.newText.replace(/\n$/, "")}`
    if (newText === "" && !isBehind && edit.range.start.line > 0) {
      const above = edit.range.start.line - 1
      return { range: { start: { line: above, character: lines[above]?.length ?? 0 }, end }, newText }
    }
    return { range: { start: isBehind ? end : edit.range.start, end }, newText }
  })
}

const SHOWN = 100

/** The entries that fit the word before a place, the best first. A list that was cut is said to be incomplete, and asked for
 *  anew with the next character. */
export function bestFor<T extends Entry>(
  { items, isIncomplete }: { readonly items: readonly T[]; readonly isIncomplete: boolean },
  source: string,
  at: Position,
): { readonly items: readonly T[]; readonly isIncomplete: boolean } {
  const [word = ""] = /[\p{ID_Continue}$#]*$/u.exec(source.slice(0, offsetAt(source, at))) ?? []
  const fitting = items.flatMap((item) => {
    const rank = rankOf(item.label, word)
    return rank === undefined ? [] : [{ item, rank: `${rank}${item.sortText ?? "11"}${item.label}` }]
  })
  const sorted = fitting.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
  return { isIncomplete: isIncomplete || sorted.length > SHOWN, items: sorted.slice(0, SHOWN).map(({ item }) => item) }
}

/** How well a label fits what was typed: undefined, not at all. */
function rankOf(label: string, word: string): number | undefined {
  if (word === "") return 0
  if (label.startsWith(word)) return 0
  const [low, typed] = [label.toLowerCase(), word.toLowerCase()]
  if (low.startsWith(typed)) return 1
  if (low.includes(typed)) return 2
  let from = 0
  for (const letter of typed) {
    from = low.indexOf(letter, from) + 1
    if (from === 0) return undefined
  }
  return 3
}
