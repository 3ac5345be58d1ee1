import { languageOf } from "../fence-words.ts"
import type { CellKind } from "../model.ts"
import { isBranchMark, isCellMark } from "./raw.ts"
import { scanBlocks } from "./scan.ts"
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
  let hasTitle = false

  const endProse = (until: number): void => {
    const prose = trimBlankLines(text, cursor, until)
    if (proseMark !== undefined) {
      pieces.push({ kind: "markdown", start: proseMark.start, end: prose?.end ?? proseMark.end })
    } else if (prose !== undefined) pieces.push({ kind: "markdown", ...prose })
    proseMark = undefined
  }

  for (const [index, block] of blocks.entries()) {
    if (block.start < cursor) continue
    if (block.type === "comment") {
      if (block.by !== "quire" || !isCellMark(block.text)) continue
      endProse(block.start)
      proseMark = block
      cursor = block.end
    } else if (block.type === "heading") {
      if (block.level === 1 && hasTitle) continue
      hasTitle ||= block.level === 1
      endProse(block.start)
      cursor = block.level === 2 ? endWithBranchMark(text, block, blocks[index + 1]) : block.end
      pieces.push({ kind: "heading", start: block.start, end: cursor })
    } else if (languageOf(block.info) !== undefined) {
      endProse(block.start)
      pieces.push({ kind: "code", start: block.start, end: block.end })
      cursor = block.end
    }
  }
  endProse(text.length)
  return pieces
}

function endWithBranchMark(text: string, heading: Block, next: Block | undefined): number {
  const isBranch = next?.type === "comment" && next.by === "quire" && isBranchMark(next.text)
  return isBranch && /^\s*$/.test(text.slice(heading.end, next.start)) ? next.end : heading.end
}

/** The range without its blank lines at both ends, or undefined when nothing else is there. Indentation stays. */
export function trimBlankLines(text: string, start: number, end: number): { start: number; end: number } | undefined {
  const slice = text.slice(start, end)
  const lead = /^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(slice)?.[0].length ?? 0
  let to = slice.length
  while (to > lead && /[ \t\r\n]/.test(slice.charAt(to - 1))) to--
  if (to <= lead) return undefined
  // Blanks at the end of the last line belong to it: two of them are a line break to Markdown.
  while (to < slice.length && /[ \t]/.test(slice.charAt(to))) to++
  return { start: start + lead, end: start + to }
}
