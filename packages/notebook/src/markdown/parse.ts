import { languageOf } from "../fence-words.ts"
import type { Cell, CellKind, FrontMatterText, Notebook } from "../model.ts"
import { isBranchMark, isCellMark, readRaw, toLineFeeds } from "./raw.ts"
import { scanBlocks } from "./scan.ts"
import type { Block } from "./scan.ts"

/** Reads any Markdown text as a notebook. Total: there is no text that is no notebook, and nothing is dropped:
 *  `serialise(parse(text))` is `text`. Linear: 10 MB in under a second. */
export function parse(text: string): Notebook {
  const bom = text.startsWith("\uFEFF")
  const start = bom ? 1 : 0
  const frontMatter = readFrontMatter(text, start)
  const bodyStart = start + (frontMatter?.raw.length ?? 0)
  const pieces = splitPieces(text, bodyStart)
  const cells = pieces.map((piece, index): Cell => {
    const raw = text.slice(piece.start, piece.end)
    const { source, words, level } = readRaw(piece.kind, raw)
    const next = pieces[index + 1]
    return { kind: piece.kind, source, words, level, raw, gap: next && text.slice(piece.end, next.start) }
  })
  const first = pieces[0]
  const last = pieces.at(-1)
  return {
    format: "md",
    bom,
    newline: commonNewline(text),
    frontMatter,
    lead: text.slice(bodyStart, first?.start ?? text.length),
    cells,
    end: last === undefined ? "" : text.slice(last.end),
  }
}

interface Piece {
  readonly kind: CellKind
  readonly start: number
  readonly end: number
}

function splitPieces(text: string, bodyStart: number): Piece[] {
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
      if (!isCellMark(block.text)) continue
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
  const isBranch = next?.type === "comment" && isBranchMark(next.text)
  return isBranch && /^\s*$/.test(text.slice(heading.end, next.start)) ? next.end : heading.end
}

/** The range without its blank lines at both ends, or undefined when nothing else is there. Indentation stays. */
function trimBlankLines(text: string, start: number, end: number): { start: number; end: number } | undefined {
  const slice = text.slice(start, end)
  const lead = /^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(slice)?.[0].length ?? 0
  let to = slice.length
  while (to > lead && /[ \t\r\n]/.test(slice.charAt(to - 1))) to--
  if (to <= lead) return undefined
  // Blanks at the end of the last line belong to it: two of them are a line break to Markdown.
  while (to < slice.length && /[ \t]/.test(slice.charAt(to))) to++
  return { start: start + lead, end: start + to }
}

function readFrontMatter(text: string, start: number): FrontMatterText | undefined {
  FRONT_MATTER.lastIndex = start
  const match = FRONT_MATTER.exec(text)
  if (match === null) return undefined
  return { source: toLineFeeds(match[1] ?? "").replace(/\n$/, ""), raw: match[0] }
}

// `---`, anything up to the first line that is `---`, then the blank lines that follow.
const FRONT_MATTER =
  /---[ \t]*(?:\r\n|\n|\r)([^]*?(?:\r\n|\n|\r)|)---[ \t]*(?:(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))*|$)/y

function commonNewline(text: string): "\n" | "\r\n" {
  if (!text.includes("\r\n")) return "\n"
  const pairs = text.match(/\r\n/g)?.length ?? 0
  const all = text.match(/\n/g)?.length ?? 0
  return pairs * 2 > all ? "\r\n" : "\n"
}
