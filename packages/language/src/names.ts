import type { Analysis, Definition, DefinitionKind, NameUse } from "@quire/notebook"
import { analyze } from "@typescript-eslint/scope-manager"
import type { Reference, Scope, ScopeVariable } from "@typescript-eslint/scope-manager"
import type { Program } from "oxc-parser"
import { placesIn } from "./parse-cell.ts"

/** The names of a cell, types and values apart. */
export interface Names extends Pick<
  Analysis,
  "defines" | "definesTypes" | "exports" | "uses" | "assigns" | "optional" | "guarded"
> {
  /** Imports of its own that it assigns to, which fails when it runs. */
  readonly assignedImports: readonly string[]
  /** Imports of its own that it never uses as values: types perhaps, which the module does not have when it runs. */
  readonly unusedImports: readonly string[]
  /** Where it names the `arguments` of no function. */
  readonly freeArguments: readonly { readonly range: readonly [number, number]; readonly isTypeof: boolean }[]
  /** A name that it imports and declares as well, which no module may. */
  readonly conflict: { readonly name: string; readonly range: readonly [number, number] } | undefined
}

type Defined = Pick<Names, "defines" | "definesTypes" | "assignedImports" | "unusedImports" | "conflict">
type Free = Pick<Names, "uses" | "assigns" | "optional" | "guarded" | "freeArguments">

/** Finds what a cell defines and uses at its top level. A free name is one that no scope of the cell declares. */
export function findNames(program: Program, source: string): Names {
  const tree = program as unknown as Parameters<typeof analyze>[0]
  const scopes = analyze(tree, { sourceType: "module", lib: [], jsxPragma: null, jsxFragmentName: null })
  const top = scopes.scopes.find((scope) => scope.type === "module")
  const defined = definedNames(top?.variables ?? [], program, source)
  const bindings = defined.defines.filter(({ kind }) => kind !== "export")
  const own = new Set([...defined.definesTypes, ...bindings.map(({ name }) => name)])
  return { ...defined, exports: exportedNames(program), ...freeNames(scopes.globalScope?.through ?? [], own, source) }
}

function definedNames(variables: readonly ScopeVariable[], program: Program, source: string): Defined {
  const placeAt = placesIn(source)
  const defines: Definition[] = []
  const definesTypes: string[] = []
  const [assignedImports, unusedImports]: [string[], string[]] = [[], []]
  let conflict: Names["conflict"]
  for (const variable of variables) {
    const { name, references } = variable
    const declared = variable.defs.filter((found) => !isAmbient(found) && !isTypeOnly(found))
    if (declared.length > 1 && declared.some((found) => kindOf(found) === "import"))
      conflict ??= { name, range: rangeOf(declared[1] as ScopeDefinition) }
    const definition = valueOf(variable)
    if (definition === undefined) {
      definesTypes.push(name)
      continue
    }
    const kind = kindOf(definition)
    const isWritten = references.some((use) => use.isWrite() && use.init !== true)
    // What a file of the project exports may change.
    const isOfProject = kind === "import" && /^[./#~@]/.test(sourceOf(definition))
    const place = placeAt(...rangeOf(definition))
    defines.push({ name, kind, place, isConstant: !isWritten && !isOfProject })
    if (kind !== "import") continue
    if (isWritten) assignedImports.push(name)
    if (!references.some((use) => use.isValueReference)) unusedImports.push(name)
  }
  for (const { name, range } of dottedNamespaces(program, source)) {
    if (defines.some((known) => known.name === name)) continue
    defines.push({ name, kind: "namespace", place: placeAt(...range), isConstant: true })
  }
  const own = new Set([...definesTypes, ...defines.map(({ name }) => name)])
  for (const { name, range } of reexports(program)) {
    if (!own.has(name)) defines.push({ name, kind: "export", place: placeAt(...range), isConstant: false })
  }
  return { defines, definesTypes, assignedImports, unusedImports, conflict }
}

function freeNames(through: readonly Reference[], own: ReadonlySet<string>, source: string): Free {
  const placeAt = placesIn(source)
  const freeArguments: Names["freeArguments"][number][] = []
  const uses = new Map<string, NameUse>()
  const objects = new Set<string>()
  const assigns = new Map<string, NameUse>()
  const typeofOnly = new Map<string, boolean>()
  for (const reference of through) {
    const { name, range } = reference.identifier as unknown as { name: string; range: [number, number] }
    if (!reference.isValueReference || own.has(name)) continue
    const isTypeof = isBareTypeof(source, range)
    if (name === "arguments") freeArguments.push({ range, isTypeof })
    const use = { name, place: placeAt(...range), isDeferred: isDeferred(reference) }
    if (isObjectAt(source, range)) objects.add(name)
    if (reference.isWrite() && !assigns.has(name)) assigns.set(name, use)
    // A type position may ask for a value (`typeof x`): that needs no run-time import.
    const isExported = /\bexport\s+default\s+$/.test(source.slice(Math.max(0, range[0] - 40), range[0]))
    if ((reference.isTypeReference && !isExported) || name === "arguments") continue
    const known = uses.get(name)
    if (known === undefined || (known.isDeferred && !use.isDeferred)) uses.set(name, use)
    typeofOnly.set(name, (typeofOnly.get(name) ?? true) && isTypeof)
  }
  for (const name of jsxNames(source)) {
    if (!own.has(name) && !uses.has(name)) uses.set(name, { name, place: placeAt(0, 0), isDeferred: false })
  }
  const isGlobal = (name: string): boolean => name in globalThis || GLOBALS.has(name)
  const optional = [...uses.keys()].filter((name) => isGlobal(name) || typeofOnly.get(name))
  return {
    uses: [...uses.values()].map((use) => (objects.has(use.name) ? { ...use, isObject: true } : use)),
    assigns: [...assigns.values()],
    optional,
    guarded: optional.filter((name) => !isGlobal(name)),
    freeArguments,
  }
}

/** `x.y`, `x[y]`, `x()`, `` x`` ``, `new x`. */
function isObjectAt(source: string, [start, end]: readonly [number, number]): boolean {
  return (
    /^(?:\s+as\s+[\w.]+(?=\s*\))|\s*\)|!)*\s*(?:\?\.|[.[(`])/.test(source.slice(end, end + 40)) ||
    /\bnew\s+$/.test(source.slice(Math.max(0, start - 20), start))
  )
}

/** `typeof x`, which asks for the name alone: not `typeof x.y`. */
function isBareTypeof(source: string, [start, end]: readonly [number, number]): boolean {
  const before = source.slice(Math.max(0, start - 40), start)
  return /typeof\s+\(?$/.test(before) && !/^\s*(?:\?\.|[.[(`])/.test(source.slice(end, end + 40))
}

// What a cell finds beside the globals of the process that analyses it.
const GLOBALS = new Set(["require"])

/** Names that JSX stands for: none, unless a pragma asks for the classic runtime. */
function jsxNames(source: string): string[] {
  if (!/@jsxRuntime\s+classic\b/.test(source)) return []
  const named = (pragma: string): string => new RegExp(`@${pragma}\\s+([\\w$]+)`).exec(source)?.[1] ?? "React"
  return [...(/<[\w$]/.test(source) ? [named("jsx")] : []), ...(source.includes("<>") ? [named("jsxFrag")] : [])]
}

/** Names that exist outside of the cell only: `export { a } from "m"`, `export * as b from "m"`, `export { c as d }`. */
function reexports(program: Program): { name: string; range: [number, number] }[] {
  return program.body.flatMap((node) => {
    const specifiers =
      node.type === "ExportNamedDeclaration" && node.exportKind !== "type"
        ? node.specifiers.filter(({ exportKind }) => exportKind !== "type").map(({ exported }) => exported)
        : node.type === "ExportAllDeclaration" && node.exportKind !== "type"
          ? [node.exported]
          : []
    return specifiers.flatMap((exported) =>
      exported !== null && "name" in exported && exported.name !== "default"
        ? [{ name: exported.name, range: [exported.start, exported.end] as [number, number] }]
        : [],
    )
  })
}

/** Names that the text exports as they are: `export const a`, `export { b }`. */
function exportedNames(program: Program): string[] {
  return program.body.flatMap((node) => {
    if (node.type !== "ExportNamedDeclaration" || node.source !== null) return []
    const named = node.specifiers.flatMap(({ local, exported }) =>
      "name" in local && "name" in exported && local.name === exported.name ? [local.name] : [],
    )
    const { declaration } = node
    if (declaration === null) return named
    if (declaration.type === "VariableDeclaration") return declaration.declarations.flatMap(({ id }) => boundNames(id))
    let id: unknown = "id" in declaration ? declaration.id : undefined
    while (isNode(id) && id["type"] === "TSQualifiedName") id = id["left"]
    return boundNames(id)
  })
}

/** The names that a pattern binds. */
function boundNames(pattern: unknown): string[] {
  if (!isNode(pattern)) return []
  switch (pattern["type"]) {
    case "Identifier":
      return [String(pattern["name"])]
    case "ObjectPattern":
      return (pattern["properties"] as Record<string, unknown>[]).flatMap((part) =>
        boundNames(part["value"] ?? part["argument"]),
      )
    case "ArrayPattern":
      return (pattern["elements"] as unknown[]).flatMap(boundNames)
    case "AssignmentPattern":
      return boundNames(pattern["left"])
    case "RestElement":
      return boundNames(pattern["argument"])
    default:
      return []
  }
}

function isNode(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}

/** First names of `namespace A.B {}`, which the scope manager does not define. */
export function dottedNamespaces(program: Program, source: string): { name: string; range: [number, number] }[] {
  return program.body.flatMap((statement) => {
    const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
    if (node?.type !== "TSModuleDeclaration" || node.declare) return []
    let id: { readonly type: string; readonly start: number; readonly end: number; readonly left?: unknown } = node.id
    if (id.type !== "TSQualifiedName") return []
    while (id.type === "TSQualifiedName") id = id.left as typeof id
    return [{ name: source.slice(id.start, id.end), range: [id.start, id.end] }]
  })
}

type ScopeDefinition = ScopeVariable["defs"][number]

/** The declaration that makes the variable exist at run time: undefined for what only types see. */
function valueOf(variable: ScopeVariable): ScopeDefinition | undefined {
  if (!("isValueVariable" in variable) || !variable.isValueVariable) return undefined
  return variable.defs.find((definition) => !isAmbient(definition) && !isTypeOnly(definition))
}

/** A use is deferred when only a call can reach it: it may mean what is defined by then. */
function isDeferred(reference: Reference): boolean {
  for (let scope: Scope | null = reference.from; scope !== null; scope = scope.upper) {
    if (scope.type === "function" || (scope.type === "class-field-initializer" && !isStaticField(scope))) return true
  }
  return false
}

/** The value of a static field is read while the class is made. */
function isStaticField({ block, upper }: Scope): boolean {
  const members = (upper?.block as { body?: { body?: { value?: unknown; static?: boolean }[] } } | undefined)?.body
    ?.body
  return members?.some((member) => member.value === block && member.static === true) ?? false
}

function kindOf({ type, node, parent }: ScopeDefinition): DefinitionKind {
  switch (type as string) {
    case "FunctionName":
      return "function"
    case "ClassName":
      return "class"
    case "TSEnumName":
      return "enum"
    case "TSModuleName":
      return "namespace"
    case "ImportBinding":
      return "import"
    default: {
      const { kind } = (parent ?? node) as { kind?: string }
      return kind === "var" ? "var" : kind === "let" ? "let" : "const"
    }
  }
}

/** The module that an import names. */
function sourceOf({ parent }: ScopeDefinition): string {
  return (parent as { source?: { value?: string } } | null | undefined)?.source?.value ?? ""
}

function rangeOf({ name, node }: ScopeDefinition): [number, number] {
  return ((name as { range?: [number, number] }).range ?? node.range) as [number, number]
}

/** `declare …`, and an overload's signature, which has no body. */
function isAmbient({ node, parent }: ScopeDefinition): boolean {
  return isDeclare(node) || isDeclare(parent) || (node.type as string) === "TSDeclareFunction"
}

function isDeclare(node: unknown): boolean {
  return typeof node === "object" && node !== null && "declare" in node && node.declare === true
}

function isTypeOnly({ type, node, parent }: ScopeDefinition): boolean {
  const isTypeKind = (type as string) === "Type" || (node.type as string) === "TSInterfaceDeclaration"
  return isTypeKind || ((type as string) === "ImportBinding" && (isTypeImport(node) || isTypeImport(parent)))
}

function isTypeImport(node: unknown): boolean {
  return typeof node === "object" && node !== null && "importKind" in node && node.importKind === "type"
}
