import { createHash } from "node:crypto"
import type { CodeLanguage } from "@quire/notebook"
import remapping from "@jridgewell/remapping"
import type { EncodedSourceMap, SourceMap } from "@jridgewell/remapping"
import { transform as lowerWithEsbuild } from "esbuild"
import MagicString from "magic-string"
import type { Program } from "oxc-parser"
import { minifySync, moduleRunnerTransform, transformSync } from "rolldown/experimental"
import { dottedNamespaces, findNames } from "./names.ts"
import type { Names } from "./names.ts"

/** A cell as a function body, ready for `vm.compileFunction`. Its parameters are `CELL_PARAMETERS`. */
export interface CompiledCell {
  readonly code: string
  /** JSON of a source map from `code` to the cell's text. */
  readonly map: string
  /** Hash of the lowered code without comments and white space. */
  readonly codeHash: string
}

/** A file of the project, compiled, or the first thing that is wrong with it. */
export type CompiledFile =
  | ({
      readonly ok: true
      /** Specifiers of what it imports when it runs. */
      readonly imports: readonly string[]
      readonly hasModuleSyntax: boolean
    } & CompiledCell)
  | { readonly ok: false; readonly problem: string; readonly line: number }

/** A cell as an ES module in JavaScript: types stripped, definitions exported, its value handed on. What it imports from
 *  other cells is not in it yet, so one lowering serves however the notebook around it changes. */
export interface LoweredCell {
  readonly code: string
  /** Source maps from `code` back to the cell's text, the nearest first. */
  readonly maps: readonly (EncodedSourceMap | string)[]
  /** Imports that it assigns to. */
  readonly assignedImports: readonly string[]
  /** JSON of a specifier and a name that it is asked for, though the cell itself has no need of its value. */
  readonly optionalImports: ReadonlySet<string>
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
): Promise<LoweredCell> {
  const lowered = await lower(source, link(source, program, own), language)
  return { ...lowered, assignedImports: own.assignedImports, optionalImports: optionalImportsOf(program, own) }
}

/** Lowers a file of the project: as it stands, it is a module already. */
export async function lowerFile(source: string, language: CodeLanguage, program: Program): Promise<LoweredCell> {
  const text = new MagicString(source)
  rewriteImports(text, program)
  const lowered = await lower(source, printed(text), language)
  const { assignedImports } = findNames(program, source)
  return { ...lowered, assignedImports, optionalImports: new Set() }
}

interface Linked {
  readonly code: string
  readonly map: string
}

async function lower(
  source: string,
  linked: Linked,
  language: CodeLanguage,
): Promise<Pick<LoweredCell, "code" | "maps" | "codeHash">> {
  const maps: (EncodedSourceMap | string)[] = [linked.map]
  let code = linked.code
  let lang = language
  if (NEEDS_ESBUILD.test(source)) {
    const lowered = await lowerWithEsbuild(code, { ...ESBUILD, loader: language, sourcefile: `cell.${language}` })
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

/** Makes a function body of a lowered cell: exports as getters, imports as live reads; `names` come from other cells. */
export async function compileCell(
  { code, maps, assignedImports, optionalImports, codeHash }: LoweredCell,
  language: CodeLanguage,
  names: readonly string[],
): Promise<CompiledCell> {
  const file = `cell.${language}`
  const isLinked = names.length > 0
  const imports = isLinked ? `import { ${names.join(", ")} } from "${NAMES_MODULE}";\n` : ""
  const runner = await moduleRunnerTransform(file, imports + code, { sourcemap: true })
  const [nearest, ...others] = maps
  // The line of imports shifts the nearest map by one line: a semicolon of its mappings.
  const shifted = isLinked && typeof nearest === "object" ? { ...nearest, mappings: `;${nearest.mappings}` } : nearest
  const steps = [runner.map, shifted, ...others].filter((map) => map !== undefined && map !== null)
  const map = remapping(steps as EncodedSourceMap[], () => null)
  // The transform makes properties of the reads of an import, and leaves writes as they are: they meet a constant of
  // that name, in a line of their own.
  const constants = assignedImports.map((name) => `const ${name} = undefined;`).join("")
  // What other cells define is there before anything runs: a parameter, not a promise. As the first import it has the
  // number 0; its lines stay, for the source map.
  const body = runner.code.replace(NAMES_IMPORT, (statement) => statement.replace(/.*/g, ""))
  return {
    code: `${constants && `${constants}\n`}${withOptionalImports(body, optionalImports)}`,
    map: mapJson(map, file, constants && ";"),
    codeHash,
  }
}

const NAMES_MODULE = "quire:names"
const NAMES_IMPORT = new RegExp(
  `^const __vite_ssr_import_0__ = await __vite_ssr_import__\\("${NAMES_MODULE}"[^;]*\\);`,
  "m",
)

/** Every import that is a definition is exported, so the transforms keep it: which of them the cell itself needs only its
 *  own text says. */
function optionalImportsOf(program: Program, { unusedImports }: Names): ReadonlySet<string> {
  const unused = new Set(unusedImports)
  const found = program.body.flatMap((node) => {
    if (node.type !== "ImportDeclaration") return []
    return node.specifiers.flatMap((specifier) => {
      if (!unused.has(specifier.local.name) || specifier.type === "ImportNamespaceSpecifier") return []
      const imported = specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported)
      return [JSON.stringify([node.source.value, imported])]
    })
  })
  return new Set(found)
}

function nameOf(node: { readonly name: string } | { readonly value: string }): string {
  return "name" in node ? node.name : node.value
}

/** Moves names that the cell has no need of from `importedNames`, which must be there, to `optionalNames`. */
function withOptionalImports(code: string, optional: ReadonlySet<string>): string {
  if (optional.size === 0) return code
  return code.replace(IMPORT_CALL, (call, specifier: string, names: string) => {
    const isOptional = (name: string): boolean => optional.has(JSON.stringify([JSON.parse(specifier), name]))
    const all = JSON.parse(names) as string[]
    const [wanted, others] = [all.filter((name) => !isOptional(name)), all.filter(isOptional)]
    if (others.length === 0) return call
    const options = `{ importedNames: ${JSON.stringify(wanted)}, optionalNames: ${JSON.stringify(others)} }`
    return `await __vite_ssr_import__(${specifier}, ${options})`
  })
}

const IMPORT_CALL =
  /(?<=^const __vite_ssr_import_\d+__ = )await __vite_ssr_import__\((".*?"), \{ importedNames: (\[.*?\]) \}\)/gm

function mapJson({ version, names, mappings }: SourceMap, file: string, linesBefore: string): string {
  return JSON.stringify({ version, names, mappings: `${linesBefore}${String(mappings)}`, sources: [file] })
}

// oxc leaves standard decorators and `accessor` in, which Node refuses, and breaks merged namespaces.
const NEEDS_ESBUILD = /@|\baccessor\b|\bnamespace\b/
const ESBUILD = {
  format: "esm",
  target: "esnext",
  supported: { decorators: false },
  jsx: "automatic",
  sourcemap: "external",
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false, useDefineForClassFields: true } },
} as const

const NO_ARGUMENTS = `(() => { throw new ReferenceError("arguments is not defined"); })()`

/** Adds exports of all definitions, and the value's receiver around the last expression. */
function link(source: string, program: Program, own: Names): Linked {
  const text = new MagicString(source)
  if (source.startsWith("#!")) text.overwrite(0, 2, "//")
  // A module has no arguments; the function that a cell becomes has.
  for (const { range, isTypeof } of own.freeArguments)
    text.overwrite(range[0], range[1], isTypeof ? "globalThis.arguments" : NO_ARGUMENTS)
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
  rewriteImports(text, program)
  const exported = alreadyExported(program, source)
  const missing = own.defines.map(({ name }) => name).filter((name) => !exported.has(name))
  text.append(`\nexport { ${missing.join(", ")} };`)
  return printed(text)
}

/** Writes imports so that rolldown's transform keeps them whole. It drops attributes: the loader finds the type in front
 *  of the specifier. Of `import a, * as b` it drops the default: they become two. */
function rewriteImports(text: MagicString, program: Program): void {
  for (const node of program.body) {
    if (node.type !== "ImportDeclaration") continue
    const type = node.attributes.find(({ key }) => ("name" in key ? key.name : key.value) === "type")?.value.value
    if (type === "text" || type === "json")
      text.overwrite(node.source.start, node.source.end, JSON.stringify(`quire-${type}:${node.source.value}`))
    const [first, second] = node.specifiers
    if (first?.type !== "ImportDefaultSpecifier" || second?.type !== "ImportNamespaceSpecifier") continue
    text.appendRight(first.local.end, ` from ${text.slice(node.source.start, node.source.end)}; import `)
    text.remove(first.local.end, second.start)
  }
}

function printed(text: MagicString): Linked {
  return { code: text.toString(), map: text.generateMap({ hires: true, source: "cell" }).toString() }
}

function alreadyExported(program: Program, source: string): Set<string> {
  const exported = program.body.filter(({ type }) => type === "ExportNamedDeclaration")
  const names = new Set(dottedNamespaces({ ...program, body: exported }, source).map(({ name }) => name))
  const add = (name: unknown): void => {
    if (typeof name === "string") names.add(name)
  }
  for (const node of program.body) {
    if (node.type === "ExportAllDeclaration" && node.exported !== null && "name" in node.exported)
      add(node.exported.name)
    if (node.type === "ExportNamedDeclaration") {
      for (const specifier of node.specifiers) add("name" in specifier.exported ? specifier.exported.name : undefined)
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

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22)
}
