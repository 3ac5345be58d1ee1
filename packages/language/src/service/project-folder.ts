import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join, parse, relative, sep } from "node:path"
import { parseTsconfig } from "get-tsconfig"
import type { TsConfigJson } from "get-tsconfig"
import { nearestFile } from "../tsconfig.ts"

/** What the types of a notebook's cells depend on beside their text. */
export interface ProjectParts {
  /** Where the folders of all projects are made. */
  readonly home: string
  /** The notebook's folder: cells import files as if they lay there. */
  readonly folder: string
  /** The folder whose `node_modules` holds the notebook's own packages, and in whose `types` those lie that packages of
   *  theirs lack; undefined: it has none. */
  readonly packages: string | undefined
  /** The module that `quire/kit` means. */
  readonly kit: string
  /** The folder of `@types/node`. */
  readonly nodeTypes: string
  /** The project's own files are read as well, so that what they export is offered for import. */
  readonly withFiles: boolean
}

export interface ProjectFolder {
  readonly path: string
  /** The folder that it stands for. */
  readonly of: string
  /** The project wants all that is said of JavaScript, not only what its packages lack. */
  readonly checksJavaScript: boolean
}

type Options = NonNullable<TsConfigJson["compilerOptions"]>

const LIMIT_LINKS = 5000

/** Makes the folder in which the service finds a notebook's cells, or brings it up to date, and names it. Cells do not lie
 *  beside their notebook: nothing is written there, and the packages of its front matter are elsewhere. The folder stands
 *  for the root of the file system (`rootDirs`), so that relative imports lead to real files; a `node_modules` of links
 *  stands for all that Node would find on its way up. */
export function makeProjectFolder(parts: ProjectParts): ProjectFolder {
  const { root } = parse(parts.folder)
  const place = join(parts.home, relative(root, parts.folder))
  mkdirSync(place, { recursive: true })
  write(join(parts.home, "package.json"), { private: true, type: "module" })
  linkPackages(parts, place)
  const { settings, checksJavaScript } = tsconfigFor(parts, root)
  write(join(place, "tsconfig.json"), settings)
  return { path: place, of: parts.folder, checksJavaScript }
}

function linkPackages({ folder, packages, kit, nodeTypes }: ProjectParts, place: string): void {
  const wanted = new Map<string, string>()
  const add = (name: string, target: string): void => {
    if (!wanted.has(name) && wanted.size < LIMIT_LINKS) wanted.set(name, target)
  }
  const ofNotebook = packages === undefined ? [] : [packages, join(packages, "types")]
  for (const level of [...ofNotebook, ...upwards(folder)]) {
    const own = ofNotebook.includes(level) ? undefined : ownName(level)
    if (own !== undefined) add(own, level)
    for (const name of packagesIn(join(level, "node_modules"))) add(name, join(level, "node_modules", name))
  }
  add("@types/node", nodeTypes)
  wanted.delete("quire")
  const modules = join(place, "node_modules")
  const there = new Set(packagesIn(modules))
  for (const [name, target] of wanted) {
    there.delete(name)
    link(join(modules, name), target)
  }
  there.delete("quire")
  for (const name of there) rmSync(join(modules, name), { recursive: true, force: true })
  const quire = join(modules, "quire")
  mkdirSync(quire, { recursive: true })
  link(join(quire, "kit"), dirname(kit))
  const inKit = `./kit/${relative(dirname(kit), kit)}`
  write(join(quire, "package.json"), { name: "quire", type: "module", exports: { "./kit": inKit } })
}

function upwards(folder: string): string[] {
  const found: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    found.push(at)
    if (dirname(at) === at) return found
  }
}

/** A package may import itself by its name, where it says what it exports. */
function ownName(folder: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: unknown }
    return typeof name === "string" && /^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(name) ? name : undefined
  } catch {
    return undefined
  }
}

/** Names of packages, those with a scope as `@scope/name`. */
function packagesIn(modules: string): string[] {
  return namesIn(modules).flatMap((name) =>
    name.startsWith("@") ? namesIn(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  )
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."))
  } catch {
    return []
  }
}

function link(path: string, target: string): void {
  try {
    if (readlinkSync(path) === target) return
  } catch {
    // Not there, or no link.
  }
  rmSync(path, { recursive: true, force: true })
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path, "junction")
}

function write(path: string, content: object): void {
  const text = `${JSON.stringify(content, undefined, 2)}\n`
  try {
    if (readFileSync(path, "utf8") === text) return
  } catch {
    // Not there yet.
  }
  writeFileSync(path, text)
}

/** The project's settings where it has some, with what a cell is decided by us: a module of today's language that nothing
 *  is emitted of. */
function tsconfigFor(
  { home, folder, withFiles }: ProjectParts,
  root: string,
): { readonly settings: object; readonly checksJavaScript: boolean } {
  const file = nearestFile(folder, "tsconfig.json")
  const given = file === undefined ? undefined : read(file)
  const options: Options = given?.compilerOptions ?? {}
  const base = file === undefined ? folder : dirname(file)
  const absolute = (path: string): string => (path.startsWith(sep) ? path : join(base, path))
  const own = {
    module: "preserve",
    moduleResolution: "bundler",
    moduleDetection: "force",
    target: "esnext",
    lib: options.lib ?? ["esnext", "dom", "dom.iterable", "dom.asynciterable"],
    jsx: options.jsx ?? "react-jsx",
    types: options.types ?? ["node"],
    strict: options.strict ?? true,
    // Many packages have no types, and all that comes of them would be an error: a project that wants that says so.
    ...(given === undefined ? { noImplicitAny: false } : {}),
    allowJs: true,
    checkJs: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
    rootDirs: [home, root],
    paths: pathsOf(options, absolute, folder),
    // What asks for another shape of module than a cell has, or for files.
    ...FREE,
  }
  const files = given?.include ?? (given?.files === undefined ? ["**/*"] : [])
  const include = withFiles && given !== undefined ? [...files, ...(given.files ?? [])].map(absolute) : []
  const exclude = ["**/node_modules", ...(given?.exclude ?? []).map(absolute)]
  const settings = {
    ...(file === undefined ? {} : { extends: file }),
    compilerOptions: own,
    files: [],
    include: ["./*", ...include],
    exclude: options.outDir === undefined ? exclude : [...exclude, absolute(options.outDir)],
    references: [],
  }
  return { settings, checksJavaScript: options.checkJs === true }
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

/** The project's `paths`, and the `imports` of its package, which are looked up from a file's own package only. */
function pathsOf(options: Options, absolute: (path: string) => string, folder: string): Record<string, string[]> {
  const paths: Record<string, string[]> = {}
  for (const [name, targets] of Object.entries(options.paths ?? {})) paths[name] = targets.map(absolute)
  if (options.baseUrl !== undefined) paths["*"] ??= [join(absolute(options.baseUrl), "*")]
  const file = nearestFile(folder, "package.json")
  for (const [name, target] of Object.entries(file === undefined ? {} : importsOf(file))) {
    const to = targetOf(target)
    if (name.startsWith("#") && to?.startsWith("./") === true) paths[name] ??= [join(dirname(file ?? ""), to)]
  }
  return paths
}

function importsOf(file: string): Readonly<Record<string, unknown>> {
  try {
    const { imports } = JSON.parse(readFileSync(file, "utf8")) as { imports?: unknown }
    return typeof imports === "object" && imports !== null ? (imports as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function targetOf(target: unknown): string | undefined {
  if (typeof target === "string") return target
  if (typeof target !== "object" || target === null) return undefined
  const { types, node, import: imported, default: other } = target as Record<string, unknown>
  return targetOf(types ?? node ?? imported ?? other)
}

function read(file: string): TsConfigJson | undefined {
  try {
    return parseTsconfig(file)
  } catch {
    return undefined
  }
}
