import type { CodeLanguage } from "@quire/notebook"
import type { EncodedSourceMap } from "@jridgewell/remapping"
import { withJsx } from "./parse-cell.ts"
import { transform as lowerWithEsbuild } from "esbuild"
import MagicString from "magic-string"
import type { Program } from "oxc-parser"
import { minifySync, transformSync } from "rolldown/experimental"
import { dottedNamespaces, findNames } from "./names.ts"
import type { Names } from "./names.ts"
import { hashOf } from "./hash.ts"
import type { CompilerSettings } from "./settings.ts"

/** What a cell imports from one module. */
export interface ImportedNames {
  /** Local name → the name that the module exports, `*` for its namespace; where they differ. */
  readonly renamed: Record<string, string>
  /** Local names that the cell itself does not use as values: types perhaps. */
  readonly optional: Set<string>
}

/** A cell as an ES module in JavaScript: types stripped, definitions exported, its value handed on. What it imports from
 *  other cells is not in it yet, so one lowering serves however the notebook around it changes. */
export interface LoweredCell {
  readonly code: string
  /** Source maps from `code` back to the cell's text, the nearest first. */
  readonly maps: readonly (EncodedSourceMap | string)[]
  /** Imports that it assigns to. */
  readonly assignedImports: readonly string[]
  /** Specifier → what it is imported for. */
  readonly imports: ReadonlyMap<string, ImportedNames>
  /** Hash of the code without comments and white space. */
  readonly codeHash: string
}

/** Strips types, lowers what Node does not run, exports every definition and hands the last expression to
 *  `__quire_value__`. Throws only on what the parser let through. */
export async function lowerCell(
  source: string,
  language: CodeLanguage,
  program: Program,
  own: Names,
  settings: CompilerSettings,
): Promise<LoweredCell> {
  const lowered = await lower(source, link(source, program, own), language, settings)
  return withImports(lowered, program, own)
}

/** Lowers a file of the project: as it stands, it is a module already. */
export async function lowerFile(
  source: string,
  language: CodeLanguage,
  program: Program,
  settings: CompilerSettings,
): Promise<LoweredCell> {
  const text = new MagicString(source)
  const own = findNames(program, source)
  asFunctionBody(text, source, program, own)
  const lowered = await lower(source, printed(text), language, settings)
  return withImports(lowered, program, { ...own, unusedImports: [] })
}

/** What it imports under which names is no longer in the code, but is part of what it says. */
function withImports(
  { code, maps, codeHash }: Pick<LoweredCell, "code" | "maps" | "codeHash">,
  program: Program,
  own: Pick<Names, "assignedImports" | "unusedImports">,
): LoweredCell {
  const imports = importsOf(program, own)
  const renamed = [...imports].flatMap(([specifier, names]) =>
    Object.keys(names.renamed).length > 0 ? [[specifier, names.renamed]] : [],
  )
  const whole = renamed.length === 0 ? codeHash : hashOf(codeHash + JSON.stringify(renamed))
  return { code, maps, assignedImports: own.assignedImports, imports, codeHash: whole }
}

interface Linked {
  readonly code: string
  readonly map: string
}

async function lower(
  source: string,
  linked: Linked,
  language: CodeLanguage,
  { legacyDecorators }: CompilerSettings,
): Promise<Pick<LoweredCell, "code" | "maps" | "codeHash">> {
  const maps: (EncodedSourceMap | string)[] = [linked.map]
  let code = linked.code
  let lang = withJsx(language)
  if (NEEDS_ESBUILD.test(source)) {
    const compilerOptions = { ...TSCONFIG, experimentalDecorators: legacyDecorators }
    const options = { ...ESBUILD, tsconfigRaw: { compilerOptions }, sourcefile: `cell.${language}` }
    const lowered = await lowerWithEsbuild(code, { ...options, loader: withJsx(language) })
    maps.unshift(lowered.map)
    code = lowered.code
    lang = "js"
  }
  const stripped = transformSync(`cell.${lang}`, code, {
    lang,
    sourceType: "module",
    sourcemap: true,
    target: "esnext",
    jsx: { runtime: "automatic" },
    typescript: { onlyRemoveTypeImports: false },
  })
  const [problem] = stripped.errors
  if (problem !== undefined) throw new Error(`the cell parses but does not compile: ${problem.message}`)
  if (stripped.map) maps.unshift(stripped.map as unknown as EncodedSourceMap)
  return { code: stripped.code, maps, codeHash: hashOf(canonical(stripped.code)) }
}

// oxc leaves standard decorators and `accessor` in, which Node refuses, and breaks merged namespaces.
const NEEDS_ESBUILD = /@|\baccessor\b|\bnamespace\b/
const ESBUILD = {
  format: "esm",
  target: "esnext",
  supported: { decorators: false },
  jsx: "automatic",
  sourcemap: "external",
} as const
const TSCONFIG = { verbatimModuleSyntax: false, useDefineForClassFields: true } as const

const NO_ARGUMENTS = `(() => { throw new ReferenceError("arguments is not defined"); })()`

/** Adds exports of all definitions, and the value's receiver around the last expression. */
function link(source: string, program: Program, own: Names): Linked {
  const text = new MagicString(source)
  const last = program.body.at(-1)
  if (last?.type === "ExpressionStatement") {
    // Written over the first character, not before it: what is inserted has no place of its own, and an error there
    // would have none.
    const { start } = last.expression
    const first = String.fromCodePoint(source.codePointAt(start) ?? 0)
    text.overwrite(start, start + first.length, `__quire_value__((${first}`)
    text.appendRight(last.expression.end, "))")
  } else if (last?.type === "ExportDefaultDeclaration" && !last.declaration.type.endsWith("Declaration")) {
    text.overwrite(last.start, last.declaration.start, "const __quire_default__ = __quire_value__((")
    text.appendRight(last.declaration.end, "))")
    text.append("\nexport { __quire_default__ as default };")
  }
  asFunctionBody(text, source, program, own)
  for (const node of program.body) if (node.type === "ExportNamedDeclaration") dropShadowed(text, node, own)
  const exported = alreadyExported(program, source, own)
  const missing = own.defines.map(({ name }) => name).filter((name) => !exported.has(name))
  text.append(`\nexport { ${missing.join(", ")} };`)
  return printed(text)
}

/** Takes away what a module has and the body of a function has not, and the other way round. */
function asFunctionBody(text: MagicString, source: string, program: Program, own: Names): void {
  if (source.startsWith("#!")) text.overwrite(0, 2, "//")
  // A module has no arguments; the function that it becomes has.
  for (const { range, isTypeof } of own.freeArguments)
    text.overwrite(range[0], range[1], isTypeof ? "globalThis.arguments" : NO_ARGUMENTS)
  rewriteImports(text, program)
}

/** Writes imports so that rolldown's transform keeps them whole, and each under its local name, so that V8's words for an
 *  error name it. The transform drops attributes: the loader finds the type in front of the specifier. Of
 *  `import a, * as b` it drops the default. */
function rewriteImports(text: MagicString, program: Program): void {
  for (const node of program.body) {
    if (node.type !== "ImportDeclaration") continue
    const { source, attributes, specifiers } = node
    const type = attributes.find(({ key }) => ("name" in key ? key.name : key.value) === "type")?.value.value
    if (type === "text" || type === "json")
      text.overwrite(source.start, source.end, JSON.stringify(`quire-${type}:${source.value}`))
    if (node.importKind === "type" || specifiers.length === 0) continue
    const names = specifiers.flatMap((specifier) => {
      const isType = specifier.type === "ImportSpecifier" && specifier.importKind === "type"
      return isType ? [] : [specifier.local.name]
    })
    // Types alone: the import goes, as TypeScript has it.
    if (names.length > 0) text.overwrite(node.start, source.start, `import { ${names.join(", ")} } from `)
  }
}

function printed(text: MagicString): Linked {
  return { code: text.toString(), map: text.generateMap({ hires: true, source: "cell" }).toString() }
}

type ExportNamed = Extract<Program["body"][number], { type: "ExportNamedDeclaration" }>

/** `export { a as b }` beside an own `b`: other cells mean that one. */
function isShadowed({ local, exported }: ExportNamed["specifiers"][number], own: Names): boolean {
  const [from, to] = [nameOf(local), nameOf(exported)]
  return from !== to && own.defines.some(({ name, kind }) => name === to && kind !== "export")
}

function dropShadowed(text: MagicString, node: ExportNamed, own: Names): void {
  if (node.source !== null || !node.specifiers.some((specifier) => isShadowed(specifier, own))) return
  const kept = node.specifiers.filter((specifier) => !isShadowed(specifier, own))
  const list = kept.map(({ local, exported }) => `${nameOf(local)} as ${nameOf(exported)}`)
  text.overwrite(node.start, node.end, `export { ${list.join(", ")} };`)
}

function nameOf(node: { readonly name: string } | { readonly value: string }): string {
  return "name" in node ? node.name : node.value
}

function alreadyExported(program: Program, source: string, own: Names): Set<string> {
  const exported = program.body.filter(({ type }) => type === "ExportNamedDeclaration")
  const names = new Set(dottedNamespaces({ ...program, body: exported }, source).map(({ name }) => name))
  const add = (name: unknown): void => {
    if (typeof name === "string") names.add(name)
  }
  for (const node of program.body) {
    if (node.type === "ExportAllDeclaration" && node.exported !== null && "name" in node.exported)
      add(node.exported.name)
    if (node.type === "ExportNamedDeclaration") {
      for (const specifier of node.specifiers)
        if (!isShadowed(specifier, own)) add("name" in specifier.exported ? specifier.exported.name : undefined)
      const { declaration } = node
      if (declaration === null || declaration === undefined) continue
      if ("declarations" in declaration) for (const { id } of declaration.declarations) patternNames(id).forEach(add)
      else if ("id" in declaration && declaration.id !== null && "name" in declaration.id) add(declaration.id.name)
    }
  }
  return names
}

function patternNames(pattern: unknown): string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(patternNames)
  if (typeof pattern !== "object" || pattern === null || !("type" in pattern)) return []
  const node = pattern as { type: string } & Record<string, unknown>
  switch (node.type) {
    case "Identifier":
      return [String(node["name"])]
    case "ObjectPattern":
      return patternNames(node["properties"])
    case "Property":
      return patternNames(node["value"])
    case "ArrayPattern":
      return patternNames(node["elements"])
    case "AssignmentPattern":
      return patternNames(node["left"])
    case "RestElement":
      return patternNames(node["argument"])
    default:
      return []
  }
}

function canonical(code: string): string {
  const { code: small } = minifySync("cell.js", code, { compress: false, mangle: false, module: true })
  return small
}

/** Every import that is a definition is exported, so the transforms keep it: which of them the cell itself needs only its
 *  own text says. */
function importsOf(program: Program, { unusedImports }: Pick<Names, "unusedImports">): Map<string, ImportedNames> {
  const unused = new Set(unusedImports)
  const found = new Map<string, ImportedNames>()
  for (const node of program.body) {
    // Types leave nothing behind.
    if (node.type !== "ImportDeclaration" || node.importKind === "type") continue
    const values = node.specifiers.filter((found) => found.type !== "ImportSpecifier" || found.importKind !== "type")
    if (node.specifiers.length > 0 && values.length === 0) continue
    const { renamed, optional } = found.get(node.source.value) ?? { renamed: {}, optional: new Set() }
    found.set(node.source.value, { renamed, optional })
    for (const specifier of values) {
      const { name } = specifier.local
      const imported = importedName(specifier)
      if (imported !== name) renamed[name] = imported
      if (unused.has(name)) optional.add(name)
    }
  }
  return found
}

type ImportSpecifier = Extract<Program["body"][number], { type: "ImportDeclaration" }>["specifiers"][number]

function importedName(specifier: ImportSpecifier): string {
  if (specifier.type === "ImportNamespaceSpecifier") return "*"
  return specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported)
}
