import type { Cell } from "../model.ts"
import { keptOf, toLineFeeds } from "./raw.ts"

/** The Markdown of one cell, in the style of its `raw` where it has one, and with what that keeps of another format. */
export function renderCell(cell: Cell, needsMark: boolean): string {
  const raw = toLineFeeds(cell.raw)
  const kept = keptOf(raw)
  return kept + renderBody({ ...cell, raw: raw.slice(kept.length) }, needsMark && kept === "")
}

/** The text of prose, or of a heading with its marks. */
export function proseOf({ kind, level, source }: Pick<Cell, "kind" | "level" | "source">): string {
  return kind === "heading" ? `${"#".repeat(level || 2)} ${source.replaceAll("\n", " ")}`.trimEnd() : source
}

/** A Markdown cell that stays one whatever stands in it. */
export function renderWhole(source: string, words: string): string {
  const taken = new Set([...source.matchAll(/<!-- quire:end (\w+) -->/g)].map((match) => match[1]))
  let key = 1
  while (taken.has(String(key))) key++
  return `<!-- quire:cell${words === "" ? "" : ` ${words}`} whole=${key} -->\n\n${source}\n\n<!-- quire:end ${key} -->`
}

function renderBody(cell: Cell, needsMark: boolean): string {
  switch (cell.kind) {
    case "markdown": {
      if (/^<!--\s*quire:cell\s[^\n]*\bwhole=/.test(cell.raw)) return renderWhole(cell.source, cell.words)
      const hasMark = needsMark || cell.words !== "" || /^<!--\s*quire:cell/.test(cell.raw)
      const mark = `<!-- quire:cell${cell.words === "" ? "" : ` ${cell.words}`} -->`
      return hasMark ? `${mark}${cell.source === "" ? "" : "\n\n"}${cell.source}` : cell.source
    }
    case "heading": {
      const words = cell.words === "" ? "" : `\n\n<!-- quire:${cell.words} -->`
      const underline = /^.+(?:\r\n|\n|\r)( {0,3}(?:=+|-+))[ \t]*(?=$|[\r\n])/.exec(cell.raw)?.[1]
      const text = cell.source.replaceAll("\n", " ").trim()
      const isSetext = underline !== undefined && text !== "" && !/^[\s#>[*+-]|\||^\d+[.)]/.test(text)
      return `${isSetext ? `${text}\n${underline}` : `${"#".repeat(cell.level || 2)} ${text}`.trimEnd()}${words}`
    }
    case "code": {
      // Words with a backtick cannot stand after a fence of backticks.
      const standard = cell.words.includes("`") ? "~~~" : "```"
      const kept = /^(?:`{3,}|~{3,})/.exec(cell.raw)?.[0] ?? standard
      const fence = fenceFor(cell.source, standard === "~~~" && kept.startsWith("`") ? standard : kept)
      return `${fence}${cell.words}\n${cell.source}${cell.source === "" ? "" : "\n"}${fence}`
    }
  }
}

/** A fence longer than any in the code, so that the code cannot end it. */
function fenceFor(source: string, fence: string): string {
  const mark = fence.charAt(0)
  const runs = source.match(new RegExp(`^ {0,3}${mark}{3,}`, "gm")) ?? []
  const longest = Math.max(0, ...runs.map((run) => run.trim().length))
  return mark.repeat(Math.max(fence.length, longest + 1, 3))
}
