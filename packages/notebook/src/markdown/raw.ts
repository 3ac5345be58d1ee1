import type { Cell } from "../model.ts"
import { parseAttributes, setFenceWord } from "../fence-words.ts"
import { atxHeading, readMark, skipBlankLines } from "./lines.ts"
import { endOfLine, wholeKey } from "./scan.ts"

/** What a slice of the file says, taken apart: the cell's fields, read from its `raw`. */
export interface RawParts {
  readonly source: string
  readonly words: string
  readonly level: 0 | 1 | 2
  /** Code: false for a fence that the end of the file closes. */
  readonly isClosed: boolean
}

/** Reads the raw slice of a cell of a known kind. The inverse of `renderCell`, up to style. */
export function readRaw(kind: Cell["kind"], raw: string): RawParts {
  const text = withoutKept(toLineFeeds(raw))
  switch (kind) {
    case "code":
      return readCode(text)
    case "heading":
      return readHeading(text)
    case "markdown":
      return readProse(text)
  }
}

function readProse(text: string): RawParts {
  const [line, at] = firstLine(text)
  const mark = text.startsWith("<!--") ? readMark(line) : undefined
  if (mark?.by !== "quire" || !isCellMark(mark.text)) return { source: text, words: "", level: 0, isClosed: true }
  const words = mark.text.slice("cell".length).trim()
  const key = wholeKey(mark.text)
  const end = key === undefined ? -1 : text.lastIndexOf(`\n<!-- quire:end ${key} -->`)
  if (key === undefined || end < at - 1 || text.indexOf("\n", end + 1) !== -1)
    return { source: text.slice(skipBlankLines(text, at)), words, level: 0, isClosed: true }
  // One blank line at each end is the frame's.
  const inner = text.slice(at, Math.max(at, end))
  const source = inner.replace(/^\n/, "").replace(/\n$/, "")
  return { source, words: setFenceWord(words, "whole", undefined).trim(), level: 0, isClosed: true }
}

/** The first line, and where the next one begins. */
function firstLine(text: string): [line: string, next: number] {
  const end = text.indexOf("\n")
  return end === -1 ? [text, text.length] : [text.slice(0, end), end + 1]
}

/** The comment that says what Markdown cannot: a new Markdown cell starts here (DESIGN §3). */
export function isCellMark(comment: string): boolean {
  return /^cell(?:\s|$)/.test(comment)
}

/** The comment that keeps what another format has of the cell below it. */
export function isKeptMark(comment: string): boolean {
  return /^ipynb\s+\{/.test(comment)
}

/** The comment at the top that keeps what another format has of the notebook. */
export function isNotebookMark(comment: string): boolean {
  return /^notebook\s+\{/.test(comment)
}

/** A slice's comment that keeps, with the blank lines below it. */
export function keptOf(raw: string): string {
  if (!raw.startsWith("<!--")) return ""
  const { end, next } = endOfLine(raw, 0)
  const mark = readMark(raw.slice(0, end))
  return mark?.by === "quire" && isKeptMark(mark.text) ? raw.slice(0, skipBlankLines(raw, next)) : ""
}

function withoutKept(text: string): string {
  return text.slice(keptOf(text).length)
}

/** The comment under a `##` that makes it a branch section, if its `from` can be read. */
export function isBranchMark(comment: string): boolean {
  return /^branch\s/.test(comment) && parseAttributes(comment).has("from")
}

export function toLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text
}

function readCode(text: string): RawParts {
  const open = /^(`{3,}|~{3,})([^\n]*)(?:\n|$)/.exec(text)
  const mark = open?.[1] ?? "```"
  const body = text.slice(open?.[0].length ?? 0)
  const lines = body.split("\n")
  const last = lines.at(-1) ?? ""
  const close = new RegExp(`^ {0,3}${mark.charAt(0)}{${mark.length},}[ \\t]*$`)
  const isClosed = close.test(last)
  const source = isClosed ? lines.slice(0, -1).join("\n") : body
  return { source, words: (open?.[2] ?? "").trim(), level: 0, isClosed }
}

function readHeading(text: string): RawParts {
  const last = text.lastIndexOf("\n")
  const mark = last === -1 ? undefined : readMark(text.slice(last + 1))
  const heading = mark?.by === "quire" ? text.slice(0, last).trimEnd() : text
  const words = mark?.by === "quire" ? mark.text : ""
  const setext = /^(.*)\n {0,3}(=+|-+)[ \t]*$/.exec(heading)
  if (setext !== null) {
    const level = setext[2]?.startsWith("=") ? 1 : 2
    return { source: (setext[1] ?? "").trim(), words, level, isClosed: true }
  }
  const atx = atxHeading(heading)
  return { source: atx?.text ?? "", words, level: atx?.level === 1 ? 1 : 2, isClosed: true }
}
