import { languageOf } from "../fence-words.ts"
import { scanBlocks } from "../markdown/scan.ts"
import type { Block } from "../markdown/scan.ts"
import { trimBlankLines } from "../markdown/split.ts"
import type { Piece } from "../markdown/split.ts"
import { readMarkJson } from "./marks.ts"

/** Whether a fence is of a language of Livebook's cells. Our words may stand behind it. */
export function isLivebooks(info: string): boolean {
  return /^(?:elixir|erlang|python)(?=\s|$)/.test(info)
}

/** Cuts a Livebook file into cells. Comments belong to what follows them; outputs to the cell above; a stamp at the end
 *  to nothing. */
export function splitLivebook(text: string, from: number): Piece[] {
  const pieces: Piece[] = []
  const blocks = scanBlocks(text, from)
  let cursor = from
  let marked: number | undefined
  let [hasTitle, hasSection] = [false, false]

  const put = (piece: Piece): void => {
    pieces.push({ ...piece, start: marked ?? piece.start })
    marked = undefined
    cursor = piece.end
  }
  const endProse = (until: number): void => {
    const prose = trimBlankLines(text, cursor, until)
    if (prose !== undefined) put({ kind: "markdown", ...prose })
  }
  /** What stands directly below a code cell, and is its own. */
  const append = (block: Block, end: number): boolean => {
    const last = pieces.at(-1)
    if (last?.kind !== "code" || marked !== undefined || !isBlank(text, last.end, block.start)) return false
    pieces[pieces.length - 1] = { ...last, end }
    cursor = end
    return true
  }

  for (const [index, block] of blocks.entries()) {
    if (block.start < cursor) continue
    const next = blocks[index + 1]
    if (block.type === "comment") {
      const mark = block.by === "livebook" ? (readMarkJson(block.text) ?? {}) : undefined
      if (mark === undefined || mark["force_markdown"] === true) continue
      if (mark["output"] === true) {
        const output = next?.type === "fence" && isBlank(text, block.end, next.start) ? next : block
        if (append(block, output.end)) continue
      }
      endProse(block.start)
      if ("stamp" in mark && isBlank(text, block.end, text.length)) return pieces
      marked ??= block.start
      cursor = block.end
    } else if (block.type === "heading") {
      if (block.level === 1 && hasTitle) continue
      hasTitle ||= block.level === 1
      hasSection ||= block.level === 2
      endProse(block.start)
      put({ kind: "heading", start: block.start, end: block.end })
    } else if (!isForced(text, blocks[index - 1], block)) {
      // Old files have outputs in a fence of that name.
      if (block.info === "output" && append(block, block.end)) continue
      const isSetup = hasTitle && !hasSection && block.info === "pyproject.toml"
      if (!isSetup && !isLivebooks(block.info) && languageOf(block.info) === undefined) continue
      endProse(block.start)
      put({ kind: "code", start: block.start, end: block.end })
    }
  }
  endProse(text.length)
  // Comments with nothing below them.
  if (marked !== undefined) put({ kind: "markdown", start: marked, end: cursor })
  return pieces
}

/** Whether a fence is prose, because a comment says so. */
export function isForced(text: string, before: Block | undefined, fence: Block): boolean {
  if (before?.type !== "comment" || before.by !== "livebook" || !isBlank(text, before.end, fence.start)) return false
  return readMarkJson(before.text)?.["force_markdown"] === true
}

function isBlank(text: string, start: number, end: number): boolean {
  return text.slice(start, end).trim() === ""
}
