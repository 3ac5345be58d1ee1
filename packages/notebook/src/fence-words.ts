import type { CodeLanguage } from "./model.ts"

/** What the words after a fence say (DESIGN §3): `ts name=load hide-code` → language, name, flags. */
export interface FenceWords {
  readonly language: CodeLanguage
  readonly name: string | undefined
  /** Another language than Quire runs, as it is called there. */
  readonly foreign: string | undefined
  /** A sample, theirs of a conflict that nobody has decided, or of another language: shown, never run, defines nothing. */
  readonly isStatic: boolean
  readonly isReactive: boolean
  /** What uses it runs even when it fails. */
  readonly continuesOnError: boolean
  readonly hidesCode: boolean
  readonly hidesOutput: boolean
  /** Every `key=value`, quotes removed, and every lone word with the value `""`. */
  readonly attributes: ReadonlyMap<string, string>
}

const LANGUAGES: ReadonlyMap<string, CodeLanguage> = new Map([
  ["ts", "ts"],
  ["typescript", "ts"],
  ["tsx", "tsx"],
  ["js", "js"],
  ["javascript", "js"],
  ["jsx", "jsx"],
])

/** The language of an info string, or undefined when Quire does not run it. */
export function languageOf(info: string): CodeLanguage | undefined {
  const first = /^\s*([^\s{]+)/.exec(info)?.[1]
  return first === undefined ? undefined : LANGUAGES.get(first.toLowerCase())
}

/** Whether the words are of theirs of a conflict that nobody has decided: it stands beside its namesake, and shares its
 *  lines. */
export function isTheirs({ words }: { readonly words: string }): boolean {
  return parseAttributes(words).get("conflict") === "theirs"
}

/** Reads an info string. Unknown words are kept in `attributes`; what has a language that Quire does not run is static. */
export function parseFenceWords(info: string): FenceWords {
  const attributes = parseAttributes(info.replace(/^\s*[^\s{]+/, ""))
  const language = languageOf(info)
  const foreign = language === undefined ? /^\s*([^\s{]+)/.exec(info)?.[1] : undefined
  return {
    language: language ?? "ts",
    name: attributes.get("name") || undefined,
    foreign,
    isStatic: foreign !== undefined || attributes.has("static") || isTheirs({ words: info }),
    isReactive: attributes.has("reactive"),
    continuesOnError: attributes.has("continue-on-error"),
    hidesCode: attributes.has("hide-code"),
    hidesOutput: attributes.has("hide-output"),
    attributes,
  }
}

const LONG = 1000

/** Sets `key=value`, sets a lone word (`value` `""`) or takes one away (`value` undefined); all else stays as typed. */
export function setFenceWord(info: string, key: string, value: string | undefined): string {
  const pattern = new RegExp(`(?:^|\\s+)${key.replace(/[^\w-]/g, "\\$&")}(=("[^"]*"|\\S*))?(?=\\s|$)`)
  // Nobody types so many blanks; a pattern would go over them again and again.
  const words = info.length > LONG ? info.replace(/\s+/g, " ") : info
  const without = words.replace(pattern, "")
  if (value === undefined) return without
  const quoted = /^[^\s"{}]*$/.test(value) ? value : `"${value.replaceAll('"', "'")}"`
  return `${without.trimEnd()} ${value === "" ? key : `${key}=${quoted}`}`.trimStart()
}

/** Reads `a b=c d="e f"`. */
export function parseAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (const match of text.matchAll(/([^\s=]+)(?:=(?:"([^"]*)"|(\S*)))?/g)) {
    attributes.set(match[1] ?? "", match[2] ?? match[3] ?? "")
  }
  return attributes
}
