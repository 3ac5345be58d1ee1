import type { Cell } from "../model.ts"
import { parseAttributes } from "../fence-words.ts"

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
    case "markdown": {
      const whole = WHOLE.exec(text)
      if (whole !== null) {
        const words = `${whole[1] ?? ""}${whole[3] ?? ""}`.trim()
        return { source: whole[4] ?? "", words, level: 0, isClosed: true }
      }
      const mark = SEPARATOR.exec(text)
      return { source: text.slice(mark?.[0].length ?? 0), words: mark?.[1] ?? "", level: 0, isClosed: true }
    }
  }
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
  return KEPT.exec(raw)?.[0] ?? ""
}

function withoutKept(text: string): string {
  return text.startsWith("<!--") ? text.slice(keptOf(text).length) : text
}

const KEPT = /^<!--\s*quire:ipynb\s+\{[^\r\n]*-->[ \t]*(?:(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))*|$)/
/** One Markdown cell, whatever stands in it. */
const WHOLE =
  /^<!--\s*quire:cell((?:\s+(?!whole=)\S+)*)\s+whole=(\w+)((?:\s+\S+)*?)\s*-->[ \t]*\n\n?([\s\S]*?)(?:\n?\n)?<!-- quire:end \2 -->[ \t]*$/

/** The comment under a `##` that makes it a branch section, if its `from` can be read. */
export function isBranchMark(comment: string): boolean {
  return /^branch\s/.test(comment) && parseAttributes(comment).has("from")
}

export function toLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text
}

const SEPARATOR = /^<!--\s*quire:cell(?:\s+(\S.*?))?\s*-->[ \t]*(?:\n\s*\n|\n|$)/

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
  const comment = /\n\s*<!--\s*quire:(.*?)\s*-->[ \t]*$/.exec(text)
  const heading = comment === null ? text : text.slice(0, comment.index)
  const words = comment?.[1] ?? ""
  const setext = /^(.*)\n {0,3}(=+|-+)[ \t]*$/.exec(heading)
  if (setext !== null) {
    const level = setext[2]?.startsWith("=") ? 1 : 2
    return { source: (setext[1] ?? "").trim(), words, level, isClosed: true }
  }
  const atx = /^(#{1,2})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(heading)
  const source = (atx?.[2] ?? "").trim()
  return { source: /^#+$/.test(source) ? "" : source, words, level: atx?.[1] === "#" ? 1 : 2, isClosed: true }
}
