import type { CodeLanguage } from "@quire/notebook"
import remapping from "@jridgewell/remapping"
import type { EncodedSourceMap, SourceMap } from "@jridgewell/remapping"
import MagicString from "magic-string"
import { moduleRunnerTransform } from "rolldown/experimental"
import type { Links } from "./links.ts"
import type { ImportedNames, LoweredCell } from "./lower.ts"

/** A cell as a function body, ready for `vm`. Its parameters are `CELL_PARAMETERS`. */
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

/** Makes a function body of a lowered cell: exports as getters, imports as constants or live reads. */
export async function compileCell(
  { code, maps, assignedImports, imports, codeHash }: LoweredCell,
  language: CodeLanguage,
  links: Links,
): Promise<CompiledCell> {
  const isLinked = links.live.length > 0
  const names = isLinked ? `import { ${links.live.join(", ")} } from "${NAMES_MODULE}";\n` : ""
  const runner = await moduleRunnerTransform("cell.mjs", names + code, { sourcemap: true })
  const [problem] = runner.errors
  // It also counts an export of what other cells define, and compiles that.
  if (problem !== undefined && runner.code === "")
    throw new Error(`the cell is lowered but does not compile: ${problem.message}`)
  const [nearest, ...others] = maps
  // The line of imports shifts the nearest map by one line: a semicolon of its mappings.
  const shifted = isLinked && typeof nearest === "object" ? { ...nearest, mappings: `;${nearest.mappings}` } : nearest
  // A cell may have an `Object` of its own.
  const own = runner.code.replace(
    /^Object\.defineProperty\(__vite_ssr_exports__, /gm,
    "__quire_define__(__vite_ssr_exports__, ",
  )
  const body = linkImports(own, imports, links)
  const steps = [body.map, runner.map, shifted, ...others].filter((map) => map !== undefined && map !== null)
  // The transform leaves writes to an import as they are: those of live ones meet a constant of that name.
  const written = assignedImports
    .filter((name) => !body.fixed.has(name))
    .map((name) => `/*quire*/const ${name} = undefined;`)
  const fixed = links.fixed.length > 0 ? [`/*quire*/const { ${links.fixed.join(", ")} } = __quire_names__;`] : []
  const lines = [...written, ...fixed]
  return {
    code: [...lines, body.code].join("\n"),
    map: mapJson(
      remapping(steps as EncodedSourceMap[], () => null),
      `cell.${language}`,
      ";".repeat(lines.length),
    ),
    codeHash,
  }
}

interface LinkedBody {
  readonly code: string
  readonly map: EncodedSourceMap | undefined
  /** Imports that have become constants. */
  readonly fixed: ReadonlySet<string>
}

const NAMES_MODULE = "quire:names"
const IMPORT_LINE =
  /^const __vite_ssr_import_(\d+)__ = await __vite_ssr_import__\((".*?")(?:, \{ importedNames: (\[[^\]]*\]) \})?\);/gm
const READ =
  /\(0, __vite_ssr_import_(\d+)__\.([\p{ID_Continue}$]+)\)|__vite_ssr_import_(\d+)__\.([\p{ID_Continue}$]+)(`)?/gu

// What is called, or has a member read: it is no number that its package may raise.
const OBJECT =
  /(?<=\(0, |new )__vite_ssr_import_(\d+)__\.([\p{ID_Continue}$]+)|__vite_ssr_import_(\d+)__\.([\p{ID_Continue}$]+)(?=\?\.|[.[(`])/gu

/** Says of each import which names must be there, which may be types and which the module has under another name; and
 *  makes constants of what packages export. */
function linkImports(code: string, imports: ReadonlyMap<string, ImportedNames>, { files }: Links): LinkedBody {
  const fixed = new Set<string>()
  if (!code.includes("__vite_ssr_import_")) return { code, map: undefined, fixed }
  const text = new MagicString(code)
  const constants = new Map<string, ReadonlySet<string>>()
  const objects = new Set([...code.matchAll(OBJECT)].map((found) => `${found[1] ?? found[3]}.${found[2] ?? found[4]}`))
  for (const { 0: line, 1: number = "", 2: quoted = "", 3: list = "[]", index } of code.matchAll(IMPORT_LINE)) {
    const end = index + line.length
    const specifier = JSON.parse(quoted) as string
    // What other cells define is there before anything runs: a parameter, not a promise. As the first import it has the
    // number 0.
    if (specifier === NAMES_MODULE) {
      text.remove(index, end)
      continue
    }
    const bare = specifier.replace(/^quire-(?:text|json):/, "")
    const all = JSON.parse(list) as string[]
    const { optional, renamed } = imports.get(bare) ?? { optional: new Set<string>(), renamed: {} }
    text.overwrite(index, end, importLine(number, quoted, all, optional, renamed))
    const names = all.filter((name) => imports.has(bare) && !optional.has(name) && objects.has(`${number}.${name}`))
    if (files.includes(bare) || names.length === 0) continue
    text.appendRight(end, `\n/*quire*/const { ${names.join(", ")} } = __vite_ssr_import_${number}__;`)
    constants.set(number, new Set(names))
    for (const name of names) fixed.add(name)
  }
  for (const { 0: all, 1: called, 2: calledName, 3: read, 4: readName, 5: quote, index } of code.matchAll(READ)) {
    const [number, name] = [called ?? read ?? "", calledName ?? readName ?? ""]
    const end = index + all.length - (quote ?? "").length
    if (constants.get(number)?.has(name) === true) text.overwrite(index, end, name)
    // A template's tag is called as a function, not as a method.
    else if (quote !== undefined) text.overwrite(index, end, `(0, ${code.slice(index, end)})`)
  }
  return {
    code: text.toString(),
    map: JSON.parse(text.generateMap({ hires: "boundary" }).toString()) as EncodedSourceMap,
    fixed,
  }
}

function importLine(
  number: string,
  quoted: string,
  all: readonly string[],
  optional: ReadonlySet<string>,
  renamed: Readonly<Record<string, string>>,
): string {
  const options = {
    importedNames: all.filter((name) => !optional.has(name)),
    optionalNames: all.filter((name) => optional.has(name)),
    renamed: Object.fromEntries(Object.entries(renamed).filter(([name]) => all.includes(name))),
  }
  const more = all.length === 0 ? "" : `, ${JSON.stringify(options)}`
  return `const __vite_ssr_import_${number}__ = await __vite_ssr_import__(${quoted}${more});`
}

function mapJson({ version, names, mappings }: SourceMap, file: string, linesBefore: string): string {
  return JSON.stringify({ version, names, mappings: `${linesBefore}${String(mappings)}`, sources: [file] })
}
