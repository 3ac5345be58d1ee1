import { isObject } from "../ipynb/nbformat.ts"
import { readMark, skipBlankLines } from "../markdown/lines.ts"
import { endOfLine } from "../markdown/scan.ts"

/** What a `livebook:` comment says; undefined: it is no JSON object. */
export function readMarkJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A cell's slice: the comments above it, what it says, and what Livebook has below it (outputs). */
export interface Slices {
  readonly above: string
  readonly body: string
  readonly below: string
}

/** `isCode`: the body ends with its fence. */
export function takeApart(raw: string, isCode: boolean): Slices {
  const start = endOfComments(raw)
  const [above, rest] = [raw.slice(0, start), raw.slice(start)]
  const mark = isCode ? /^(`{3,}|~{3,})/.exec(rest)?.[1] : undefined
  if (mark === undefined) return { above, body: rest, below: "" }
  const close = new RegExp(`(?:\r\n|\n|\r) {0,3}${mark.charAt(0)}{${mark.length},}[ \t]*(?=[\r\n]|$)`).exec(rest)
  const end = close === null ? rest.length : close.index + close[0].length
  return { above, body: rest.slice(0, end), below: rest.slice(end) }
}

/** Where the comments end that belong to what follows them. `force_markdown` is part of the prose that it is about. */
function endOfComments(raw: string): number {
  let at = 0
  while (raw.startsWith("<!--", at)) {
    const end = endOfLine(raw, at)
    const mark = readMark(raw.slice(at, end.end))
    if (mark?.by !== "livebook" || readMarkJson(mark.text)?.["force_markdown"] === true) break
    at = skipBlankLines(raw, end.next)
  }
  return at
}

/** The texts of a slice's comments. */
export function marksIn(above: string): string[] {
  return above.split(/[\r\n]+/).flatMap((line) => {
    const mark = readMark(line)
    return mark?.by === "livebook" ? [mark.text] : []
  })
}
