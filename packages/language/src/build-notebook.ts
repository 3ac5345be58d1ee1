import {
  buildGraph,
  filePlaces,
  findMeanings,
  formatOf,
  parseAttributes,
  parseFenceWords,
  readNotebook,
} from "@quire/notebook"
import type { Analysis, CellId, CodeLanguage, GraphCell } from "@quire/notebook"
import { analyze } from "@typescript-eslint/scope-manager"
import type { ScopeVariable } from "@typescript-eslint/scope-manager"
import MagicString from "magic-string"
import type { Program } from "oxc-parser"
import { parseCell } from "./parse-cell.ts"
import { wordsIn } from "./service/virtual-cell.ts"

/** A notebook as one plain module, or why it is none. */
export type BuiltNotebook =
  | {
      readonly ok: true
      readonly text: string
      /** The same with each line where the notebook's file has it, as far as that has lines: places in it are places there. */
      readonly inPlace: string
      /** `tsx`: it has JSX. */
      readonly language: "ts" | "tsx"
      /** What it gives to those that import it. */
      readonly exports: readonly string[]
      /** What is not in it. */
      readonly notes: readonly string[]
    }
  | { readonly ok: false; readonly problem: string; readonly line: number }

type Analyse = (source: string, language: CodeLanguage) => Promise<Analysis>

interface Part extends GraphCell {
  readonly source: string
  readonly language: CodeLanguage
  readonly name: string | undefined
  /** The line of the file in which a line of the cell stands. */
  readonly lineInFile: (line: number) => number
}

/** Builds a module that does what a run of the notebook's cells does, branches left out, and exports all names as the last
 *  cell would see them. A name that a cell further down defines again is called otherwise from there up. */
export async function buildNotebook(path: string, text: string, analyse: Analyse): Promise<BuiltNotebook> {
  const read = readNotebook(formatOf(path) ?? "md", text)
  if (!read.ok) return { ok: false, problem: read.error.because, line: read.error.line }
  const places = filePlaces(text, read.value)
  const all = await Promise.all(
    read.value.cells.map(async (cell, index): Promise<Part> => {
      const words = parseFenceWords(cell.words)
      const branch = cell.kind === "heading" ? parseAttributes(cell.words) : undefined
      const runs = cell.kind === "code" && !words.isStatic
      return {
        id: `c${index}` as CellId,
        kind: cell.kind,
        title: cell.kind === "heading" ? cell.source : (words.name ?? ""),
        level: cell.level,
        branchFrom: branch?.has("branch") === true ? branch.get("from") : undefined,
        analysis: runs ? await analyse(cell.source, words.language) : undefined,
        source: cell.source,
        language: words.language,
        name: words.name,
        lineInFile: (line) => places(cell, line, 1).line,
      }
    }),
  )
  const [trunk, notes] = withoutBranches(all)
  const graph = buildGraph(trunk)
  for (const part of trunk) {
    const error = graph.get(part.id)?.diagnostics.find(({ severity }) => severity === "error")
    if (error !== undefined) return { ok: false, problem: error.message, line: part.lineInFile(error.place.line) }
  }
  return {
    ok: true,
    notes,
    ...assemble(
      trunk.filter(({ analysis }) => analysis !== undefined),
      trunk,
    ),
  }
}

/** The cells outside of branches: what those define, no other section sees. */
function withoutBranches(all: readonly Part[]): [Part[], string[]] {
  let branch: Part | undefined
  const notes: string[] = []
  const trunk = all.filter((part) => {
    if (part.kind === "heading" && part.level === 2) {
      branch = part.branchFrom === undefined ? undefined : part
      if (branch !== undefined) notes.push(`the branch "${branch.title}" is left out`)
    }
    return branch === undefined
  })
  return [trunk, notes]
}

// A cell behind all others.
const LAST: Part = {
  id: "last" as CellId,
  kind: "code",
  title: "",
  level: 0,
  branchFrom: undefined,
  analysis: undefined,
  source: "",
  language: "ts",
  name: undefined,
  lineInFile: (line) => line,
}

function assemble(
  parts: readonly Part[],
  trunk: readonly Part[],
): Pick<BuiltNotebook & { ok: true }, "text" | "inPlace" | "language" | "exports"> {
  const { meaning, namesAbove } = findMeanings([...trunk, LAST])
  const final = new Map([...namesAbove(LAST)].map((name) => [name, meaning(LAST, name)]))
  const names = new Namer(parts)
  const imports = new Set<string>()
  let inPlace = ""
  let line = 1
  const bodies = parts.map((part, index) => {
    const rename = (name: string): string => {
      const owner = declares(part, name) ? part.id : meaning(part, name)
      return owner === undefined || final.get(name) === owner || final.get(name) === undefined
        ? name
        : names.of(owner, name)
    }
    const { body, kept, needsSemicolon } = rewrite(part, rename, imports, index === parts.length - 1)
    const start = needsSemicolon ? ";" : ""
    inPlace += `${start}${"\n".repeat(Math.max(1, part.lineInFile(1) - line))}${kept}`
    line = inPlace.split("\n").length
    return body === "" ? "" : `${part.name === undefined ? "" : `// ${part.name}\n`}${start}${body}\n`
  })
  const exported = new Set(
    parts.flatMap(({ id, analysis }) => (analysis?.exports ?? []).filter((name) => final.get(name) === id)),
  )
  const given = [...final.keys()]
    .toSorted()
    .filter((name) => !exported.has(name) && isGiven(parts, final.get(name), name))
  const end = given.length === 0 ? [] : [`export { ${given.join(", ")} }\n`]
  const head = imports.size === 0 ? [] : [`${[...imports].join("\n")}\n`]
  const isJsx = parts.some(({ language }) => language.endsWith("x"))
  return {
    text: [...head, ...bodies.filter((body) => body !== ""), ...end].join("\n"),
    inPlace: [inPlace, ...end].join("\n"),
    language: isJsx ? "tsx" : "ts",
    exports: [...exported, ...given],
  }
}

function declares({ analysis }: Part, name: string): boolean {
  return analysis?.defines.some((one) => one.name === name) === true || analysis?.definesTypes.includes(name) === true
}

/** Under its own name: `export { a as b }` gives `b` by itself. */
function isGiven(parts: readonly Part[], owner: CellId | undefined, name: string): boolean {
  const definition = parts.find(({ id }) => id === owner)?.analysis?.defines.find((one) => one.name === name)
  return definition?.kind !== "export"
}

/** Names for definitions that are hidden by later ones: none that is a word of the notebook. */
class Namer {
  private readonly words: Set<string>
  private readonly given = new Map<string, string>()

  constructor(parts: readonly Part[]) {
    this.words = new Set(parts.flatMap(({ source }) => [...wordsIn(source)]))
  }

  of(owner: CellId, name: string): string {
    const key = `${owner} ${name}`
    const known = this.given.get(key)
    if (known !== undefined) return known
    let n = 1
    while (this.words.has(`${name}_${n}`)) n++
    const made = `${name}_${n}`
    this.words.add(made)
    this.given.set(key, made)
    return made
  }
}

interface Rewritten {
  /** Its imports stand at the top of the module. */
  readonly body: string
  /** Line by line where it was. */
  readonly kept: string
  /** It would go on with the statement above. */
  readonly needsSemicolon: boolean
}

/** A cell's text with its hidden names renamed. */
function rewrite(part: Part, rename: (name: string) => string, imports: Set<string>, isLast: boolean): Rewritten {
  const parsed = parseCell(part.source, part.language)
  if (!parsed.ok) return { body: part.source, kept: part.source, needsSemicolon: false }
  const text = new MagicString(part.source)
  renameAll(text, parsed.program, part.source, rename)
  for (const node of parsed.program.body) {
    if (node.type === "ExportDefaultDeclaration" && !isLast) {
      const { declaration } = node
      const isNamed = "id" in declaration && declaration.id !== null && declaration.id !== undefined
      text.overwrite(node.start, declaration.start, isNamed ? "" : "void (")
      if (!isNamed) text.appendLeft(declaration.end, ")")
    }
  }
  const kept = text.clone()
  for (const node of parsed.program.body) {
    if (node.type !== "ImportDeclaration") continue
    imports.add(text.slice(node.start, node.end).replace(/;$/, ""))
    text.remove(node.start, node.end)
  }
  const first = parsed.program.body.find(({ type }) => type !== "ImportDeclaration")
  return {
    body: text.toString().trim(),
    kept: kept.toString(),
    needsSemicolon: first !== undefined && /[([`/+\-<]/.test(part.source.charAt(first.start)),
  }
}

function renameAll(text: MagicString, program: Program, source: string, rename: (name: string) => string): void {
  const scopes = analyze(program as unknown as Parameters<typeof analyze>[0], { sourceType: "module", lib: [] })
  const top = scopes.scopes.find((scope) => scope.type === "module")
  const places = new Map<number, { readonly end: number; readonly name: string }>()
  const note = (identifier: unknown): void => {
    const { name, range } = identifier as { name?: string; range?: [number, number] }
    if (name !== undefined && range !== undefined) places.set(range[0], { end: range[1], name })
  }
  for (const variable of top?.variables ?? []) for (const one of occurrences(variable)) note(one)
  for (const { identifier } of scopes.globalScope?.through ?? []) note(identifier)
  const shorthands = shorthandsIn(program)
  for (const [start, { end, name }] of places) {
    const other = rename(name)
    if (other === name || source.slice(start, end) !== name) continue
    const kind = shorthands.get(start)
    text.overwrite(
      start,
      end,
      kind === undefined ? other : kind === "property" ? `${name}: ${other}` : `${name} as ${other}`,
    )
  }
}

function occurrences({ identifiers, references }: ScopeVariable): unknown[] {
  return [...identifiers, ...references.map(({ identifier }) => identifier)]
}

/** Places where one word is a property, or an imported or exported name, and a variable at once. */
function shorthandsIn(program: Program): ReadonlyMap<number, "property" | "module"> {
  const found = new Map<number, "property" | "module">()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== "object" || node === null) return
    const { type, shorthand, start } = node as { type?: string; shorthand?: boolean; start?: number }
    if (type === "Property" && shorthand === true) found.set(start ?? -1, "property")
    if (type === "ImportSpecifier") {
      const { imported, local } = node as { imported: { start: number }; local: { start: number } }
      if (imported.start === local.start) found.set(local.start, "module")
    }
    for (const value of Object.values(node)) visit(value)
  }
  visit(program.body)
  return found
}
