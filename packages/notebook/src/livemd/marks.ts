import { isObject } from "../ipynb/nbformat.ts"

/** What a `livebook:` comment says; undefined: it is no JSON object. */
export function readMark(text: string): Readonly<Record<string, unknown>> | undefined {
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
  const above = ABOVE.exec(raw)?.[0] ?? ""
  const rest = raw.slice(above.length)
  const mark = isCode ? /^(`{3,}|~{3,})/.exec(rest)?.[1] : undefined
  if (mark === undefined) return { above, body: rest, below: "" }
  const close = new RegExp(`(?:\r\n|\n|\r) {0,3}${mark.charAt(0)}{${mark.length},}[ \t]*(?=[\r\n]|$)`).exec(rest)
  const end = close === null ? rest.length : close.index + close[0].length
  return { above, body: rest.slice(0, end), below: rest.slice(end) }
}

// Comments that belong to what follows them. `force_markdown` is part of the prose that it is about.
const ABOVE =
  /^(?:<!--\s*livebook:(?!\{"force_markdown")[^\r\n]*?-->[ \t]*(?:(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))*|$))*/

/** The texts of a slice's comments. */
export function marksIn(above: string): string[] {
  return [...above.matchAll(/^<!--\s*livebook:([^\r\n]*?)\s*-->[ \t]*$/gm)].map((match) => match[1] ?? "")
}
