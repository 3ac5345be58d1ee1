// Where the parts of a JSON text stand, so that one of them can be changed and not a byte of the rest. For texts that
// `parseJson` has read: nothing is checked twice. Without recursion, so that depth is no matter.

/** A range of a text, in UTF-16 units. */
export interface Slice {
  readonly start: number
  readonly end: number
}

export interface Member {
  readonly key: string
  /** From the key's quote. */
  readonly start: number
  readonly value: Slice
}

/** The value of a JSON text. Python writes numbers that are none (`NaN`, `Infinity`), too: they read as 0, and stay in the
 *  text. Throws where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const plain = withoutNaN(text)
    if (plain === text) throw error
    return JSON.parse(plain)
  }
}

function withoutNaN(text: string): string {
  const parts: string[] = []
  let from = 0
  const marks = /"|NaN|-?Infinity/g
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    if (mark[0] === '"') marks.lastIndex = endOfString(text, mark.index)
    else {
      // As long as it was: all else stands where it stood.
      parts.push(text.slice(from, mark.index), "0".padEnd(mark[0].length))
      from = marks.lastIndex
    }
  }
  return parts.join("") + text.slice(from)
}

/** The members of the object that begins at `start`. A key that is there twice is there twice. */
export function membersOf(text: string, start: number): Member[] {
  const members: Member[] = []
  let at = skipBlank(text, start + 1)
  while (text[at] === '"') {
    const key = { start: at, end: endOfString(text, at) }
    const from = skipBlank(text, skipBlank(text, key.end) + 1)
    const value = { start: from, end: endOfValue(text, from) }
    members.push({ key: JSON.parse(text.slice(key.start, key.end)) as string, start: at, value })
    at = skipBlank(text, value.end)
    if (text[at] === ",") at = skipBlank(text, at + 1)
  }
  return members
}

/** The member that counts: of several by one name, the last. */
export function memberOf(text: string, start: number, key: string): Member | undefined {
  return membersOf(text, start).findLast((member) => member.key === key)
}

/** The elements of the array that begins at `start`. */
export function elementsOf(text: string, start: number): Slice[] {
  const elements: Slice[] = []
  let at = skipBlank(text, start + 1)
  while (at < text.length && text[at] !== "]") {
    const end = endOfValue(text, at)
    elements.push({ start: at, end })
    at = skipBlank(text, end)
    if (text[at] === ",") at = skipBlank(text, at + 1)
  }
  return elements
}

export function skipBlank(text: string, at: number): number {
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) at++
  return at
}

function endOfValue(text: string, start: number): number {
  const first = text[start]
  if (first === '"') return endOfString(text, start)
  if (first !== "{" && first !== "[") {
    SCALAR_END.lastIndex = start
    return SCALAR_END.exec(text)?.index ?? text.length
  }
  let depth = 0
  MARKS.lastIndex = start
  for (let mark = MARKS.exec(text); mark !== null; mark = MARKS.exec(text)) {
    if (mark[0] === '"') MARKS.lastIndex = endOfString(text, mark.index)
    else {
      depth += mark[0] === "{" || mark[0] === "[" ? 1 : -1
      if (depth === 0) return mark.index + 1
    }
  }
  return text.length
}

const SCALAR_END = /[\s,:\]}]/g
const MARKS = /["{}[\]]/g

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text[at - 1 - backslashes] === "\\") backslashes++
    if (backslashes % 2 === 0) return at + 1
  }
  return text.length
}

/** How a text is laid out: what each level is indented by; undefined: it is all on one line. */
export function indentOf(text: string): string | undefined {
  return /^\s*[{[]\s*?\n([ \t]*)/.exec(text)?.[1]
}

/** A value as JSON that fits into a text of that indent, `level` levels deep. */
export function render(value: unknown, indent: string | undefined, level: number): string {
  const text = JSON.stringify(value, undefined, indent)
  return indent === undefined ? text : text.replaceAll("\n", `\n${indent.repeat(level)}`)
}

/** An object's text with a member set, or taken away. A new one comes where the alphabet has it. `level`: how deep the
 *  object is. */
export function setMember(
  text: string,
  key: string,
  value: string | undefined,
  indent: string | undefined,
  level: number,
): string {
  const start = skipBlank(text, 0)
  const members = membersOf(text, start)
  const index = members.findLastIndex((member) => member.key === key)
  const member = members[index]
  if (member !== undefined && value !== undefined)
    return text.slice(0, member.value.start) + value + text.slice(member.value.end)
  if (member !== undefined) {
    const [before, next] = [members[index - 1], members[index + 1]]
    if (next !== undefined) return text.slice(0, member.start) + text.slice(next.start)
    const from = before?.value.end ?? start + 1
    const end = before === undefined ? text.lastIndexOf("}") : member.value.end
    return text.slice(0, from) + text.slice(end)
  }
  if (value === undefined) return text
  const [inner, outer] =
    indent === undefined ? ["", ""] : [`\n${indent.repeat(level + 1)}`, `\n${indent.repeat(level)}`]
  const own = `${JSON.stringify(key)}:${indent === undefined ? "" : " "}${value}`
  if (members.length === 0) return `${text.slice(0, start)}{${inner}${own}${outer}}`
  const next = members.find((other) => other.key > key)
  if (next !== undefined) return `${text.slice(0, next.start)}${own},${inner}${text.slice(next.start)}`
  const last = members.at(-1)?.value.end ?? 0
  return `${text.slice(0, last)},${inner}${own}${text.slice(last)}`
}

/** A JSON text on one line. Numbers and keys stand as they did. */
export function minified(text: string): string {
  return tokens(text).join("")
}

/** Nothing is indented further: of so many levels there would be more blanks than text. */
const DEEPEST = 100

/** A JSON text laid out as `render` does. Numbers and keys stand as they did. */
export function laidOut(text: string, indent: string | undefined, level: number): string {
  if (indent === undefined) return minified(text)
  const all = tokens(text)
  const parts: string[] = []
  let depth = level
  for (const [index, token] of all.entries()) {
    const isEmpty = (token === "{" || token === "[") && /^[}\]]$/.test(all[index + 1] ?? "")
    const closesEmpty = /^[}\]]$/.test(token) && /^[{[]$/.test(all[index - 1] ?? "")
    if (/^[}\]]$/.test(token) && !closesEmpty) parts.push(`\n${indent.repeat(Math.min(--depth, DEEPEST))}`)
    parts.push(token === ":" ? ": " : token)
    if (/^[{[]$/.test(token) && !isEmpty) parts.push(`\n${indent.repeat(Math.min(++depth, DEEPEST))}`)
    else if (token === ",") parts.push(`\n${indent.repeat(Math.min(depth, DEEPEST))}`)
  }
  return parts.join("")
}

function tokens(text: string): string[] {
  const found: string[] = []
  for (let at = skipBlank(text, 0); at < text.length;) {
    const first = text.charAt(at)
    const end = "{}[],:".includes(first) ? at + 1 : endOfValue(text, at)
    found.push(text.slice(at, end))
    at = skipBlank(text, Math.max(end, at + 1))
  }
  return found
}
