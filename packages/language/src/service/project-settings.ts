import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, isAbsolute, join } from "node:path"
import { parseTsconfig } from "get-tsconfig"
import type { TsConfigJson } from "get-tsconfig"
import { nearestFile } from "../tsconfig.ts"
import { isSmallFile } from "./small-file.ts"
import { packagePaths } from "./package-paths.ts"

/** The settings under which a notebook's cells are checked. */
export interface ProjectSettings {
  /** The content of a tsconfig. */
  readonly tsconfig: object
  /** The project wants all that is said of JavaScript, not only what its packages lack. */
  readonly checksJavaScript: boolean
  /** The project has settings of its own: what they ask for is meant. */
  readonly isProject: boolean
  /** Files that this depends on. */
  readonly files: readonly string[]
}

type Options = NonNullable<TsConfigJson["compilerOptions"]>

const MOST_EXTENDED = 50

/** The project's settings where it has some, with what a cell is decided by us: a module of today's language that nothing
 *  is emitted of. `home`: the folder that stands for the root of the file system; `modules`: the links to packages;
 *  `withFiles`: the project's own files are read as well, so that what they export is offered for import. */
export function projectSettings(
  folder: string,
  { home, root, modules, withFiles }: { home: string; root: string; modules: string; withFiles: boolean },
): ProjectSettings {
  const nearest = nearestFile(folder, "tsconfig.json")
  const chain = nearest === undefined ? [] : chainOf(nearest)
  const given = nearest === undefined || !chain.every(isSmallFile) ? undefined : read(nearest)
  const file = given === undefined ? undefined : nearest
  const options: Options = given?.compilerOptions ?? {}
  const base = file === undefined ? folder : dirname(file)
  const absolute = (path: string): string =>
    isAbsolute(path) ? path : join(base, path.replace(/^\$\{configDir\}[\\/]?/, ""))
  const { typeRoots, rootDirs = [] } = options
  const paths = pathsOf(options, chain, { absolute, folder, modules })
  const own = {
    module: "preserve",
    moduleResolution: "bundler",
    moduleDetection: "force",
    target: "esnext",
    lib: options.lib ?? ["esnext", "dom", "dom.iterable", "dom.asynciterable"],
    jsx: jsxOf(options),
    types: options.types ?? ["node"],
    strict: options.strict ?? true,
    allowJs: true,
    checkJs: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
    rootDirs: [home, root, ...rootDirs.map(absolute).flatMap((dir) => [dir, join(home, dir.slice(root.length))])],
    ...(typeRoots === undefined ? {} : { typeRoots: [...typeRoots.map(absolute), join(modules, "@types")] }),
    ...(paths === undefined ? {} : { paths }),
    // What asks for another shape of module than a cell has, or for files.
    ...FREE,
  }
  const files = given?.include ?? (given?.files === undefined ? ["**/*"] : [])
  const wanted = given === undefined ? [] : [...files, ...(given.files ?? [])].map(absolute)
  const exclude = ["**/node_modules", ...(given?.exclude ?? []).map(absolute)]
  return {
    tsconfig: {
      ...(file === undefined ? {} : { extends: file }),
      compilerOptions: own,
      files: [],
      include: ["./*", ...(withFiles ? wanted : wanted.flatMap(declarationsIn))],
      exclude: options.outDir === undefined ? exclude : [...exclude, absolute(options.outDir)],
      references: [],
    },
    checksJavaScript: options.checkJs === true,
    isProject: given !== undefined,
    files: [...chain, ...[nearestFile(folder, "package.json") ?? []].flat()],
  }
}

const FREE = {
  verbatimModuleSyntax: false,
  isolatedModules: false,
  isolatedDeclarations: false,
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  emitDeclarationOnly: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  baseUrl: null,
  rootDir: null,
  outDir: null,
  outFile: null,
  tsBuildInfoFile: null,
}

/** Cells run by the automatic runtime: what would have to be in scope for another one need not be. */
function jsxOf({ jsx = "react-jsx", jsxFactory }: Options): string {
  if (jsx !== "react") return jsx
  return jsxFactory === undefined ? "react-jsx" : "preserve"
}

/** The declarations among the files that a pattern names: what is declared for the whole project holds for cells, too. */
function declarationsIn(pattern: string): string[] {
  if (/\.d\.[cm]?ts$/.test(pattern)) return [pattern]
  if (/\*(?:\.[cm]?[tj]sx?)?$/.test(pattern)) return [pattern.replace(/\*(?:\.[cm]?[tj]sx?)?$/, "*.d.ts")]
  return /\.\w+$/.test(pattern) ? [] : [join(pattern, "**/*.d.ts")]
}

/** The project's `paths`, with the own names of its package. Undefined: those of the tsconfig hold as they are. */
function pathsOf(
  options: Options,
  chain: readonly string[],
  { absolute, folder, modules }: { absolute: (path: string) => string; folder: string; modules: string },
): Record<string, string[]> | undefined {
  const ofPackage = packagePaths(folder, modules, options, absolute)
  if (Object.keys(ofPackage).length === 0 && options.baseUrl === undefined && options.paths === undefined)
    return undefined
  // They are of the folder of the file that says them, wherever that is extended.
  const owner = chain.find((file) => /"paths"\s*:/.test(readFileSync(file, "utf8")))
  const base = options.baseUrl === undefined ? dirname(owner ?? chain[0] ?? "") : absolute(options.baseUrl)
  const paths: Record<string, string[]> = {}
  const lead = (target: string): string =>
    isAbsolute(target) || target.startsWith("${configDir}") ? absolute(target) : join(base, target)
  for (const [name, targets] of Object.entries(options.paths ?? {})) paths[name] = targets.map(lead)
  if (options.baseUrl !== undefined) paths["*"] ??= [join(base, "*")]
  for (const [name, target] of Object.entries(ofPackage)) paths[name] ??= [target]
  return paths
}

/** A tsconfig and those that it extends, the nearest first. */
function chainOf(file: string): string[] {
  const found = new Set([file])
  for (const at of found) {
    if (found.size > MOST_EXTENDED || !isSmallFile(at)) break
    const [, one, list] = /"extends"\s*:\s*(?:"([^"]*)"|\[([^\]]*)\])/.exec(readFileSync(at, "utf8")) ?? []
    const names = one === undefined ? [...(list ?? "").matchAll(/"([^"]*)"/g)].map(([, name = ""]) => name) : [one]
    for (const name of names.toReversed()) {
      const other = extended(at, name)
      if (other !== undefined) found.add(other)
    }
  }
  return [...found]
}

function extended(from: string, name: string): string | undefined {
  const withEnding = (path: string): string => (path.endsWith(".json") ? path : `${path}.json`)
  if (/^\.{0,2}\//.test(name)) return withEnding(join(isAbsolute(name) ? "/" : dirname(from), name))
  const require = createRequire(from)
  for (const tried of [name, `${name}.json`, `${name}/tsconfig.json`])
    try {
      const path = require.resolve(tried)
      if (path.endsWith(".json")) return path
    } catch {
      // Called otherwise.
    }
  return undefined
}

function read(file: string): TsConfigJson | undefined {
  try {
    return parseTsconfig(file)
  } catch {
    return undefined
  }
}
