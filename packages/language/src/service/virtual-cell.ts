import type { Analysis, CodeLanguage } from "@quire/notebook"

/** A cell as the TypeScript service sees it: a module of its own, with what it takes from other cells imported and all that
 *  it declares exported, above its text. */
export interface VirtualCell {
  readonly text: string
  /** Lines above the cell's first. Columns are the cell's own. */
  readonly lineOffset: number
}

/** What a virtual cell is made of. */
export interface VirtualCellParts {
  readonly source: string
  readonly language: CodeLanguage
  /** Names that it declares, of values and of types. */
  readonly declares: ReadonlySet<string>
  /** Those that its text exports already. */
  readonly exports: ReadonlySet<string>
  /** Module → names that it takes from there. */
  readonly imports: ReadonlyMap<string, readonly string[]>
}

/** Makes the module. The lines above end in a blank one, so that imports of the cell itself are a group of their own when
 *  they are organised; they are written in the cell's own style, which the service follows when it adds an import. */
export function virtualCell({ source, declares, exports, imports }: VirtualCellParts): VirtualCell {
  const quote = /\bfrom\s*'/.test(source) ? "'" : '"'
  const end = /;[ \t]*(?:\n|$)/.test(source) ? ";" : ""
  const lines = [...pragmas(source)]
  for (const [module, names] of imports)
    lines.push(`import { ${names.join(", ")} } from ${quote}${module}${quote}${end}`)
  const given = [...declares].filter((name) => !exports.has(name))
  // A block ends what stands above for good: behind a bare `export {}` the service would offer how that goes on.
  // A line for the system would count at the top of a file only.
  lines.push(`export { ${given.join(", ")} }${end}`, "{}", "", source.replace(/^#!/, "//"))
  return { text: lines.join("\n"), lineOffset: lines.length - 1 }
}

/** Comments that count at the top of a file only. */
function pragmas(source: string): string[] {
  const found: string[] = []
  COMMENT.lastIndex = 0
  for (let comment = COMMENT.exec(source); comment !== null; comment = COMMENT.exec(source)) {
    const text = comment[1] ?? ""
    const isWanted = text.startsWith("/*")
      ? text.includes("@jsx")
      : /^(?:\/\/[ \t]*@ts-(?:no)?check\b|\/\/\/[ \t]*<)/.test(text)
    if (isWanted) found.push(text.replaceAll("\n", " "))
  }
  return found
}

/** One that follows blanks alone. */
const COMMENT = /\s*(\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)/y

/** Every word of a text that could be a name. Strings and comments are read as well: a name too many is imported and not
 *  used, one too few would be missing. */
export function wordsIn(source: string): ReadonlySet<string> {
  return new Set(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu))
}

/** The names that a cell declares. While its text does not parse: those that it declared when it last did and still has,
 *  and what looks like a declaration. */
export function declaredNames(
  source: string,
  analysis: Analysis | undefined,
  before: Analysis | undefined,
): { readonly declares: ReadonlySet<string>; readonly exports: ReadonlySet<string> } {
  const isRead = analysis !== undefined && analysis.errors.length === 0
  const known = isRead ? analysis : before
  const named = new Set([
    ...(known?.defines ?? []).filter(({ kind }) => kind !== "export").map(({ name }) => name),
    ...(known?.definesTypes ?? []),
  ])
  const exports = new Set(known?.exports)
  if (isRead) return { declares: named, exports }
  const words = wordsIn(source)
  const declares = new Set([...named].filter((name) => words.has(name)))
  for (const [, exported, name = ""] of source.matchAll(DECLARATION)) {
    declares.add(name)
    if (exported !== undefined) exports.add(name)
  }
  for (const [, bindings = ""] of source.matchAll(IMPORT))
    for (const binding of bindings.split(/[{},]/)) {
      const [name] = /[^\s]+$/.exec(binding.trim()) ?? []
      if (name !== undefined && name !== "type") declares.add(name)
    }
  return { declares, exports }
}

// Whoever writes a longer one has not ended it.
const IMPORT = /^import\b([^"';]{1,2000}?)\bfrom\b/gm
const DECLARATION =
  /^(export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|var|function\*?|class|enum|interface|type|namespace)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu
