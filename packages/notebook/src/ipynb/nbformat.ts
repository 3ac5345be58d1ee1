// What is in a Jupyter notebook (nbformat 4), as far as Quire looks at it. All else is kept as it stands in the text.

/** Text, whole or as a list of its lines with their ends. */
export type MultilineText = string | readonly string[]

export interface JupyterCell {
  readonly cell_type: string
  readonly source?: MultilineText
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly outputs?: readonly unknown[]
  readonly attachments?: Readonly<Record<string, unknown>>
  readonly id?: string
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Undefined for what is no text. */
export function joined(text: unknown): string | undefined {
  if (typeof text === "string") return text
  return Array.isArray(text) && text.every((line) => typeof line === "string") ? text.join("") : undefined
}

/** As Jupyter writes it: a list of lines with their ends, which are those that Python knows. */
export function asLines(text: string): string[] {
  return text.match(LINES) ?? []
}

const ENDS = "\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029"
const LINES = new RegExp(`[^${ENDS}]*(?:\\r\\n|[${ENDS}])|[^${ENDS}]+`, "g")

/** A value of a MIME bundle as Jupyter writes it: text as a list of its lines. */
export function asBundleValue(type: string, value: unknown): unknown {
  const isText = type.startsWith("text/") || type === "image/svg+xml" || type === "application/javascript"
  return isText && typeof value === "string" ? asLines(value) : value
}

/** A value with the keys of all its objects in the alphabet's order, as Jupyter writes them. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

const KERNELS: ReadonlyMap<string, string> = new Map([
  ["deno", "ts"],
  ["tslab", "ts"],
  ["jslab", "js"],
  ["itypescript", "ts"],
  ["typescript", "ts"],
  ["ijavascript", "js"],
  ["javascript", "js"],
])

/** The language of a notebook's cells, as a word after a fence: `ts`, `js`, or that of another kernel. A kernel's name
 *  decides over the language that it says: jslab, too, says TypeScript. */
export function languageIn(metadata: unknown): string {
  const { kernelspec, language_info: info } = isObject(metadata) ? metadata : {}
  const kernel = isObject(kernelspec) ? kernelspec : {}
  const known = KERNELS.get(textOf(kernel["name"]).toLowerCase())
  const said = textOf(kernel["language"]) || (isObject(info) ? textOf(info["name"]) : "")
  const language = said
    .toLowerCase()
    .trim()
    .replace(/[\s{}`"]+/g, "-")
  return known ?? KERNELS.get(language) ?? (language || UNKNOWN_LANGUAGE)
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}

/** A notebook that does not say its language. */
export const UNKNOWN_LANGUAGE = "code"
/** A cell that is for a converter, and is shown as it stands. */
export const RAW = "raw"
