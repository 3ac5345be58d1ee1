type State = "value" | "value or ]" | "key" | "key or }" | "colon" | "after"

const BLANK = /[ \t\r\n]*/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
/** Control characters stand in no string. */
// eslint-disable-next-line no-control-regex
const PLAIN = /[^"\\\u0000-\u001f]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y

/** Where a text stops being JSON, in UTF-16 units. The engine's own error does not always say it. */
export function whereJsonEnds(text: string): number {
  const open: string[] = []
  let state: State = "value"
  for (let at = skip(BLANK, text, 0); ;) {
    const first = text.charAt(at)
    const kind = first === '"' ? "string" : /[{}[\],:]/.test(first) ? first : "scalar"
    const end = kind === "string" ? stringEnd(text, at) : kind === "scalar" ? skip(SCALAR, text, at) : at + 1
    const next: State | undefined = end > at ? follow(state, kind, open) : undefined
    if (next === undefined) return at
    state = next
    at = skip(BLANK, text, end)
  }
}

/** What is wrong there, as the end of a sentence. */
export function whyJsonEnds(text: string, at: number): string {
  const found = text.slice(at, at + 1)
  if (found === "") return "the file ends too early"
  return found === '"' && stringEnd(text, at) === at
    ? "the text that begins here has no end"
    : `${JSON.stringify(found)} has no place there`
}

/** The end of what stands at `at`; `at`, where it does not stand there. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** `start`, for a string that is none. */
function stringEnd(text: string, start: number): number {
  for (let at = skip(PLAIN, text, start + 1); ; at = skip(PLAIN, text, at)) {
    if (text[at] === '"') return at + 1
    const after = skip(ESCAPE, text, at)
    if (after === at) return start
    at = after
  }
}

/** What may come after a token; undefined: the token has no place there. `open`: the brackets that are open. */
function follow(state: State, token: string, open: string[]): State | undefined {
  const isValue = state === "value" || state === "value or ]"
  switch (token) {
    case "{":
    case "[":
      if (!isValue) return undefined
      open.push(token)
      return token === "{" ? "key or }" : "value or ]"
    case "}":
    case "]": {
      const may = state === "after" || state === (token === "}" ? "key or }" : "value or ]")
      return may && open.pop() === (token === "}" ? "{" : "[") ? "after" : undefined
    }
    case ",":
      if (state !== "after" || open.length === 0) return undefined
      return open.at(-1) === "{" ? "key" : "value"
    case ":":
      return state === "colon" ? "value" : undefined
    case "string":
      if (state === "key" || state === "key or }") return "colon"
      return isValue ? "after" : undefined
    default:
      return isValue ? "after" : undefined
  }
}
