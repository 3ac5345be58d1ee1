import type { Cell, FrontMatterText, Notebook } from "../model.ts"
import { QUIRE } from "./dialect.ts"
import type { Dialect } from "./dialect.ts"
import { skipBlankLines } from "./lines.ts"
import { toLineFeeds } from "./raw.ts"

/** Reads any Markdown text as a notebook. Total: there is no text that is no notebook, and nothing is dropped:
 *  `serialise(parse(text))` is `text`. Linear: 10 MB in under a second. */
export function parse(text: string, dialect: Dialect = QUIRE): Notebook {
  const bom = text.startsWith("\uFEFF")
  const start = bom ? 1 : 0
  const frontMatter = readFrontMatter(text, start)
  const bodyStart = start + (frontMatter?.raw.length ?? 0)
  const pieces = dialect.split(text, bodyStart)
  const cells = pieces.map((piece, index): Cell => {
    const raw = text.slice(piece.start, piece.end)
    const { source, words, level } = dialect.read(piece.kind, raw)
    const next = pieces[index + 1]
    return { kind: piece.kind, source, words, level, raw, gap: next && text.slice(piece.end, next.start) }
  })
  const first = pieces[0]
  const last = pieces.at(-1)
  return {
    format: dialect.format,
    bom,
    newline: commonNewline(text),
    frontMatter,
    lead: text.slice(bodyStart, first?.start ?? text.length),
    cells,
    end: last === undefined ? "" : text.slice(last.end),
  }
}

function readFrontMatter(text: string, start: number): FrontMatterText | undefined {
  FRONT_MATTER.lastIndex = start
  const match = FRONT_MATTER.exec(text)
  if (match === null) return undefined
  const end = skipBlankLines(text, start + match[0].length)
  return { source: toLineFeeds(match[1] ?? "").replace(/\n$/, ""), raw: text.slice(start, end) }
}

// `---`, anything up to the first line that is `---`.
const FRONT_MATTER = /---[ \t]*(?:\r\n|\n|\r)([^]*?(?:\r\n|\n|\r)|)---[ \t]*(?:\r\n|\n|\r|$)/y

function commonNewline(text: string): "\n" | "\r\n" {
  if (!text.includes("\r\n")) return "\n"
  const pairs = text.match(/\r\n/g)?.length ?? 0
  const all = text.match(/\n/g)?.length ?? 0
  return pairs * 2 > all ? "\r\n" : "\n"
}
