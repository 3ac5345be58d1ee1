import { readFile, stat } from "node:fs/promises"
import { dirname, extname, join, relative, sep } from "node:path"
import { hashOf } from "@quire/language"
import type { CompiledFile, ProjectLanguage } from "@quire/language"
import type { CodeLanguage } from "@quire/notebook"
import type { FileModule } from "@quire/protocol"
import { ResolverFactory } from "oxc-resolver"

/** What the imports of a cell mean in the project around the notebook. */
export interface FoundFiles {
  /** Specifier → absolute path of a file that is compiled as cells are. */
  readonly files: Readonly<Record<string, string>>
  /** Specifier → version: hash of all that is reached through it. Data files have one, too. */
  readonly versions: Readonly<Record<string, string>>
  /** All files that are reached, compiled. */
  readonly modules: readonly FileModule[]
  /** Folders where a save may change any of it. */
  readonly folders: ReadonlySet<string>
}

/** A file as it was read last. */
interface ReadFile {
  readonly text: string
  readonly hash: string
  /** Undefined: data, or CommonJS, which stays Node's. */
  readonly module: Omit<FileModule, "path" | "version"> | undefined
}

const LANGUAGES: Readonly<Record<string, CodeLanguage>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".jsx": "jsx",
}
/** Each is a module, too: what its cells define (see `buildNotebook`). */
const NOTEBOOKS = new Set([".md", ".ipynb", ".livemd"])
const DATA = new Set([".json", ".txt", ".csv", ".sql", ".html", ".css", ".svg", ".yaml", ".yml"])
const RESOLVING = {
  conditionNames: ["node", "import", "module-sync", "default"],
  extensions: [".ts", ".tsx", ".mts", ".js", ".mjs", ".jsx", ".json"],
  // As TypeScript has it: the name of what a file becomes.
  extensionAlias: { ".js": [".ts", ".tsx", ".js"], ".mjs": [".mts", ".mjs"], ".jsx": [".tsx", ".jsx"] },
  builtinModules: true,
}
const FILE_LIMIT_BYTES = 10 * 1024 * 1024

/** The project's own files: what cells import that is neither a package nor Node's. Resolved as the project does
 *  (tsconfig paths, exports, workspaces), read anew each time, compiled once a text. */
export class ProjectFiles {
  private readonly language: Pick<ProjectLanguage, "compileFile" | "buildNotebook">
  private readonly folder: string
  private readonly read = new Map<string, ReadFile>()
  private readonly plain = new ResolverFactory(RESOLVING)
  private readonly resolver = this.plain.cloneWithOptions({ ...RESOLVING, tsconfig: "auto" })

  constructor(language: Pick<ProjectLanguage, "compileFile" | "buildNotebook">, folder: string) {
    this.language = language
    this.folder = folder
  }

  /** Follows the imports of a cell through the project. Never fails: what is not there is left to whoever imports it. */
  async find(imports: readonly string[]): Promise<FoundFiles> {
    // Files come and go.
    if (imports.some((specifier) => !isNodes(specifier))) this.resolver.clearCache()
    const visit = new Visit()
    const direct = await this.follow(join(this.folder, "cell.ts"), imports, visit)
    const versionOf = (path: string): string =>
      hashOf(
        reach(path, visit.links)
          .map((at) => visit.hashes.get(at))
          .join(),
      )
    const files: Record<string, string> = {}
    const versions: Record<string, string> = {}
    for (const [specifier, path] of Object.entries(direct)) {
      versions[specifier] = versionOf(path)
      if (visit.modules.has(path)) files[specifier] = path
    }
    const modules = [...visit.modules].map(([path, module]) => ({ ...module, path, version: versionOf(path) }))
    return { files, versions, modules, folders: visit.folders }
  }

  /** Specifier → path of what one file imports of the project, having followed all of it. */
  private async follow(importer: string, imports: readonly string[], visit: Visit): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const specifier of imports) {
      if (/^(?:\.|\/)/.test(specifier)) visit.folders.add(dirname(join(dirname(importer), specifier)))
      const path = this.resolve(importer, specifier)
      if (path === undefined) continue
      visit.folders.add(dirname(path))
      if (await this.visit(path, visit)) found[specifier] = path
    }
    return found
  }

  private async visit(path: string, visit: Visit): Promise<boolean> {
    if (visit.hashes.has(path)) return true
    const file = await this.readFile(path)
    if (file === undefined) return false
    visit.hashes.set(path, file.hash)
    if (file.module === undefined) return true
    // In a cycle it is there before what it imports has been followed.
    visit.modules.set(path, file.module)
    const imports = await this.follow(path, Object.keys(file.module.imports), visit)
    const own = Object.entries(imports)
    visit.links.set(
      path,
      own.map(([, target]) => target),
    )
    const compiled = own.filter(([, target]) => visit.modules.has(target))
    visit.modules.set(path, { ...file.module, imports: Object.fromEntries(compiled) })
    return true
  }

  /** Undefined: Node's own, a package, or not there. */
  private resolve(importer: string, specifier: string): string | undefined {
    // With a query it is a module of its own, which is Node's.
    if (isNodes(specifier) || /[?#]/.test(specifier.slice(1))) return undefined
    const asked = specifier.startsWith("file:") ? decodeURIComponent(specifier.replace(/^file:\/\//, "")) : specifier
    const found = this.resolver.resolveFileSync(importer, asked)
    // A tsconfig that cannot be read does not hide a file that is there.
    const { path, builtin } = found.path === undefined ? this.plain.sync(dirname(importer), asked) : found
    if (path === undefined || builtin !== undefined || path.includes(`${sep}node_modules${sep}`)) return undefined
    const extension = extname(path)
    return extension in LANGUAGES || NOTEBOOKS.has(extension) || DATA.has(extension) ? path : undefined
  }

  /** Undefined when it cannot be read, or is CommonJS: that is Node's, and not loaded anew. */
  private async readFile(path: string): Promise<ReadFile | undefined> {
    try {
      const { size } = await stat(path)
      if (size > FILE_LIMIT_BYTES) return undefined
      const text = await readFile(path, "utf8")
      const known = this.read.get(path)
      if (known?.text === text) return known
      const language = LANGUAGES[extname(path)]
      const made = NOTEBOOKS.has(extname(path))
        ? await this.compileNotebook(path, text)
        : language === undefined
          ? dataFile(text)
          : await this.compile(path, text, language)
      if (made !== undefined) this.read.set(path, made)
      return made
    } catch {
      return undefined
    }
  }

  private async compileNotebook(path: string, text: string): Promise<ReadFile | undefined> {
    const built = await this.language.buildNotebook(path, text)
    if (built.ok) {
      const made = await this.compile(path, built.inPlace, built.language)
      return made === undefined ? undefined : { ...made, text }
    }
    const problem = `${relative(this.folder, path)}:${built.line}: ${built.problem}`
    return { text, hash: hashOf(text), module: { code: "", map: "{}", imports: {}, problem } }
  }

  private async compile(path: string, text: string, language: CodeLanguage): Promise<ReadFile | undefined> {
    const compiled = await this.language.compileFile(text, language)
    if (isCommonJs(path, text, compiled)) return undefined
    if (!compiled.ok) {
      const problem = `${relative(this.folder, path)}:${compiled.line}: ${compiled.problem}`
      return { text, hash: hashOf(text), module: { code: "", map: "{}", imports: {}, problem } }
    }
    const { code, map, codeHash, imports } = compiled
    // Where each leads is found anew each time.
    const named = Object.fromEntries(imports.map((specifier) => [specifier, ""]))
    return { text, hash: codeHash, module: { code, map, imports: named } }
  }
}

function isNodes(specifier: string): boolean {
  return specifier.startsWith("node:") || specifier === "quire/kit"
}

/** What one walk has found, by path. */
class Visit {
  readonly hashes = new Map<string, string>()
  readonly links = new Map<string, readonly string[]>()
  readonly modules = new Map<string, Omit<FileModule, "path" | "version">>()
  readonly folders = new Set<string>()
}

function reach(path: string, links: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set([path])
  for (const at of seen) for (const next of links.get(at) ?? []) seen.add(next)
  return [...seen].toSorted()
}

function dataFile(text: string): ReadFile {
  return { text, hash: hashOf(text), module: undefined }
}

function isCommonJs(path: string, text: string, compiled: CompiledFile): boolean {
  if (!/\.jsx?$/.test(path) || (compiled.ok && compiled.hasModuleSyntax)) return false
  return /\bmodule\.exports\b|\bexports\.|\brequire\(/.test(text)
}
