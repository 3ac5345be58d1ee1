import { analyze } from "@typescript-eslint/scope-manager"
import type { Scope, ScopeManager, ScopeVariable } from "@typescript-eslint/scope-manager"
import MagicString from "magic-string"
import type { ExportNamedDeclaration, ImportDeclaration, Program, Statement } from "oxc-parser"
import type { ModuleNames, Part } from "./build-module.ts"
import { parseCell } from "./parse-cell.ts"

/** A cell with its tree, and what it says of names. */
export interface ReadPart {
  readonly part: Part
  readonly source: string
  readonly program: Program
  /** Names that it declares for itself. */
  readonly declares: ReadonlySet<string>
  /** What it exports under another name: that one → its own. */
  readonly aliases: ReadonlyMap<string, string>
  readonly hasDefault: boolean
  /** Where names of its own, and of other cells, stand. */
  readonly places: readonly Place[]
  readonly references: readonly { readonly name: string; readonly isType: boolean }[]
}

interface Place {
  readonly start: number
  readonly name: string
}

/** A cell's text as a part of the module. */
export interface Rewritten {
  /** Its imports, which stand at the top. */
  readonly imports: readonly string[]
  /** Without them. */
  readonly body: string
  /** With them, and line by line where it was. */
  readonly kept: string
  /** It would go on with the statement above. */
  readonly needsSemicolon: boolean
  /** Names that its text exports. */
  readonly exported: readonly string[]
}

const EMPTY = { type: "Program", body: [], comments: [], range: [0, 0], tokens: [] } as unknown as Program

export function readPart(part: Part): ReadPart {
  // A line for the system is a comment anywhere but at the top of a file.
  const source = part.source.replace(/^#!/, "//")
  const parsed = parseCell(source, part.language)
  const program = parsed.ok ? parsed.program : EMPTY
  const scopes = analyze(program as unknown as Parameters<typeof analyze>[0], { sourceType: "module", lib: [] })
  const variables = variablesIn(scopes)
  const through = scopes.globalScope?.through ?? []
  const all = [...variables.flatMap(({ references }) => references), ...through]
  return {
    part,
    source,
    program,
    declares: new Set([
      ...(part.analysis?.defines ?? []).flatMap(({ kind, name }) => (kind === "export" ? [] : [name])),
      ...(part.analysis?.definesTypes ?? []),
    ]),
    aliases: new Map(program.body.flatMap(aliasesIn)),
    hasDefault: program.body.some((node) => node.type === "ExportDefaultDeclaration" || exportsDefault(node)),
    places: [
      ...variables.flatMap(({ identifiers }) => identifiers.flatMap(placeOf)),
      ...all.flatMap(({ identifier }) => placeOf(identifier)),
    ],
    references: all.flatMap((one) =>
      placeOf(one.identifier).map(({ name }) => ({ name, isType: one.isTypeReference && !one.isValueReference })),
    ),
  }
}

/** Those of the top, and the names by which classes of the top know themselves. */
function variablesIn(scopes: ScopeManager): ScopeVariable[] {
  const top = scopes.scopes.find((scope) => scope.type === "module")
  const ofClasses = scopes.scopes.flatMap((scope: Scope) => {
    const { id, type } = scope.block as { id?: { name?: string } | null; type?: string }
    const isOfTop = scope.type === "class" && scope.upper === top && type === "ClassDeclaration"
    return isOfTop ? scope.variables.filter(({ name }) => name === id?.name) : []
  })
  return [...(top?.variables ?? []), ...ofClasses]
}

function placeOf(identifier: unknown): Place[] {
  const { name, range } = identifier as { name?: string; range?: [number, number] }
  return name === undefined || range === undefined ? [] : [{ start: range[0], name }]
}

function aliasesIn(node: Statement): [string, string][] {
  if (node.type !== "ExportNamedDeclaration" || node.source !== null) return []
  return node.specifiers.flatMap(({ local, exported }): [string, string][] => {
    if (!("name" in local) || !("name" in exported)) return []
    return local.name === exported.name || exported.name === "default" ? [] : [[exported.name, local.name]]
  })
}

function exportsDefault(node: Statement): boolean {
  return (
    node.type === "ExportNamedDeclaration" &&
    node.specifiers.some(({ exported }) => "name" in exported && exported.name === "default")
  )
}

/** Writes one cell anew. */
export class CellRewriter {
  private readonly read: ReadPart
  private readonly names: ModuleNames
  /** Whose default export is the module's. */
  private readonly isDefault: boolean
  private readonly text: MagicString
  private readonly exported: string[] = []
  /** Where its imports stand, with what is said of them above. */
  private readonly imports: { readonly start: number; readonly end: number }[] = []

  constructor(read: ReadPart, names: ModuleNames, isDefault: boolean) {
    this.read = read
    this.names = names
    this.isDefault = isDefault
    this.text = new MagicString(read.source)
  }

  rewrite(): Rewritten {
    const { program, source } = this.read
    this.renameAll()
    for (const node of program.body) this.visit(node)
    const kept = this.text.clone()
    const imports = this.imports.map(({ start, end }) => this.text.slice(start, end).replace(/;$/, ""))
    for (const { start, end } of this.imports) this.text.remove(start, end)
    const body = this.text.toString().trim()
    const first = program.body.find(({ start }) => !this.imports.some((one) => one.start <= start && start < one.end))
    const needsSemicolon = first !== undefined && /[([`/+\-<]/.test(source.charAt(first.start))
    return { imports, body, kept: kept.toString(), needsSemicolon, exported: this.exported }
  }

  private renameAll(): void {
    const { places, program, source } = this.read
    const shorthands = shorthandsIn(program)
    const done = new Set<number>()
    for (const { start, name } of places) {
      const end = start + name.length
      const other = this.names.of(this.read, name)
      if (other === name || done.has(start) || source.slice(start, end) !== name) continue
      done.add(start)
      const kind = shorthands.get(start)
      const text = kind === undefined ? other : kind === "property" ? `${name}: ${other}` : `${name} as ${other}`
      this.text.overwrite(start, end, text)
    }
  }

  private visit(node: Statement): void {
    if (node.type === "ImportDeclaration") {
      this.markTypes(node)
      this.takeOut(node)
    } else if (node.type === "ExportNamedDeclaration") this.visitExport(node)
    else if (node.type === "ExportAllDeclaration" && node.exported !== null && node.exportKind !== "type") {
      if (!("name" in node.exported)) return
      const local = this.names.in(this.read.part.id, node.exported.name)
      const from = this.read.source.slice(node.source.start, node.end)
      this.text.overwrite(node.start, node.end, `import * as ${local} from ${from}`)
      this.takeOut(node)
    } else if (node.type === "ExportDefaultDeclaration" && !this.isDefault) {
      const { declaration } = node
      const isNamed = "id" in declaration && declaration.id !== null && declaration.id !== undefined
      this.text.overwrite(node.start, declaration.start, isNamed ? "" : "void (")
      if (!isNamed) this.text.appendLeft(declaration.end, ")")
    }
  }

  /** What is exported of a declaration that stays; all else is exported at the end, by the names that are seen there. */
  private visitExport(node: ExportNamedDeclaration): void {
    const { declaration, source } = node
    if (declaration !== null) {
      const own = this.read.part.analysis?.exports.filter((name) =>
        this.read.places.some((place) => place.name === name && node.start <= place.start && place.start < node.end),
      )
      const names = own ?? []
      if (names.length > 0 && names.every((name) => this.names.isLast(this.read, name))) this.exported.push(...names)
      else this.text.remove(node.start, declaration.start)
      return
    }
    if (exportsDefault(node) ? this.isDefault : node.exportKind === "type" && source !== null) return
    if (source === null || exportsDefault(node)) return this.blank(node)
    const bindings = node.specifiers.map(({ local, exported, exportKind }) => {
      const name = "name" in exported ? exported.name : ""
      const given = "name" in local ? local.name : JSON.stringify(local.value)
      const made = exportKind === "type" ? name : this.names.in(this.read.part.id, name)
      return `${exportKind === "type" ? "type " : ""}${given === made ? given : `${given} as ${made}`}`
    })
    const from = this.read.source.slice(source.start, node.end)
    this.text.overwrite(node.start, node.end, `import { ${bindings.join(", ")} } from ${from}`)
    this.takeOut(node)
  }

  /** Node leaves an import in that only types use, and does not find it. */
  private markTypes(node: ImportDeclaration): void {
    if (node.importKind === "type") return
    for (const specifier of node.specifiers) {
      if (specifier.type !== "ImportSpecifier" || specifier.importKind === "type") continue
      if (this.names.isType(this.read, specifier.local.name)) this.text.prependRight(specifier.start, "type ")
    }
  }

  private takeOut({ start, end }: { readonly start: number; readonly end: number }): void {
    // A word to the checker goes with the line that it is about.
    const [above = ""] =
      /(?:^|\n)[ \t]*(\/\/[ \t]*@ts-(?:ignore|expect-error)\b[^\n]*\n[ \t]*)$/
        .exec(this.read.source.slice(0, start))
        ?.slice(1) ?? []
    this.imports.push({ start: start - above.length, end })
  }

  /** Lines stay lines. */
  private blank({ start, end }: { readonly start: number; readonly end: number }): void {
    const lines = this.read.source.slice(start, end).replaceAll(/[^\n]+/g, "")
    this.text.overwrite(start, end, lines === "" ? ";" : lines)
  }
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
