import type { CodeLanguage } from "@quire/notebook"
import { parseSync } from "oxc-parser"
import { withJsx } from "./parse-cell.ts"

/** A module's name in a text, without its quotes. Offsets are UTF-16 units. */
export interface Specifier {
  readonly value: string
  readonly start: number
  readonly end: number
}

/** What a module imports: by statements, by `export … from` and by `import("…")`, in order, each place once. */
export function moduleSpecifiers(source: string, language: CodeLanguage): Specifier[] {
  const { module } = parseSync(`module.${language}`, source, { lang: withJsx(language), sourceType: "module" })
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
    ...module.dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ]
  const found = new Map<number, Specifier>()
  for (const { start, end } of requests) {
    const [, value] = /^["'`]([^"'`\\$]*)["'`]$/.exec(source.slice(start, end)) ?? []
    if (value !== undefined) found.set(start, { value, start: start + 1, end: end - 1 })
  }
  return [...found.values()].toSorted((a, b) => a.start - b.start)
}
