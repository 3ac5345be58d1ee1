import { languageOf } from "../fence-words.ts"
import type { CellKind } from "../model.ts"
import { skipBlankLines } from "./lines.ts"
import { isBranchMark, isCellMark, isKeptMark, isNotebookMark } from "./raw.ts"
import { scanBlocks, wholeKey } from "./scan.ts"
import type { Block } from "./scan.ts"

/** A cell's slice of a text. */
export interface Piece {
  readonly kind: CellKind
  readonly start: number
  readonly end: number
}

/** Cuts a text into cells. */
export function splitPieces(text: string, bodyStart: number): Piece[] {
  const pieces: Piece[] = []
  const blocks = scanBlocks(text, bodyStart)
  let cursor = bodyStart
  let proseMark: Block | undefined
  /** Where the comment begins that belongs to the next cell. */
  let kept: number | undefined
  let hasTitle = false

  const put = (kind: CellKind, start: number, end: number): void => {
    pieces.push({ kind, start: kept ?? start, end })
    kept = undefined
    proseMark = undefined
    cursor = end
  }
  /** `isTaken`: a comment that is kept belongs to what comes, where there is no prose before that. */
  const endProse = (until: number, isTaken = false): void => {
    const prose = trimBlankLines(text, cursor, until)
    const mark = proseMark
    if (mark !== undefined) put("markdown", mark.start, prose?.end ?? mark.end)
    else if (prose !== undefined) put("markdown", prose.start, prose.end)
    else if (kept !== undefined && !isTaken) put("markdown", kept, cursor)
  }

  for (const [index, block] of blocks.entries()) {
    if (block.start < cursor) continue
    if (block.type === "comment") {
      if (block.by !== "quire") continue
      const isFirst = pieces.length === 0 && kept === undefined && isBlank(text, cursor, block.start)
      if (isFirst && cursor === bodyStart && isNotebookMark(block.text)) cursor = block.end
      else if (isKeptMark(block.text)) {
        endProse(block.start)
        kept = block.start
        cursor = block.end
      } else if (isCellMark(block.text)) {
        endProse(block.start, true)
        const end = wholeKey(block.text) === undefined ? undefined : blocks[index + 1]
        if (end?.type === "comment" && end.text === `end ${wholeKey(block.text)}`) put("markdown", block.start, end.end)
        else {
          proseMark = block
          cursor = block.end
        }
      }
    } else if (block.type === "heading") {
      if (block.level === 1 && hasTitle) continue
      hasTitle ||= block.level === 1
      endProse(block.start, true)
      put("heading", block.start, block.level === 2 ? endWithBranchMark(text, block, blocks[index + 1]) : block.end)
    } else if (languageOf(block.info) !== undefined || (kept !== undefined && isBlank(text, cursor, block.start))) {
      endProse(block.start, true)
      put("code", block.start, block.end)
    }
  }
  endProse(text.length)
  return pieces
}

function isBlank(text: string, start: number, end: number): boolean {
  return text.slice(start, end).trim() === ""
}

function endWithBranchMark(text: string, heading: Block, next: Block | undefined): number {
  const isBranch = next?.type === "comment" && next.by === "quire" && isBranchMark(next.text)
  return isBranch && /^\s*$/.test(text.slice(heading.end, next.start)) ? next.end : heading.end
}

/** The range without its blank lines at both ends, or undefined when nothing else is there. Indentation stays. */
export function trimBlankLines(text: string, start: number, end: number): { start: number; end: number } | undefined {
  const slice = text.slice(start, end)
  const lead = skipBlankLines(slice, 0)
  let to = slice.length
  while (to > lead && /[ \t\r\n]/.test(slice.charAt(to - 1))) to--
  if (to <= lead) return undefined
  // Blanks at the end of the last line belong to it: two of them are a line break to Markdown.
  while (to < slice.length && /[ \t]/.test(slice.charAt(to))) to++
  return { start: start + lead, end: start + to }
}
