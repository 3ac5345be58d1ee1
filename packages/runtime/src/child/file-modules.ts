import { createRequire } from "node:module"
import { dirname } from "node:path"
import { pathToFileURL } from "node:url"
import { inspect } from "node:util"
import type { InspectOptions } from "node:util"
import type { FileModule } from "@quire/protocol/child"
import type { ErrorMaps } from "./errors.ts"
import { evaluateCode, newExports } from "./evaluate.ts"
import type { Exports } from "./evaluate.ts"
import type { PackageLoader } from "./package-loader.ts"
import { withNames } from "./imported-names.ts"

/** Its names in order, and shown with their values, as a module's namespace is. */
function asNamespace(exports: Exports): void {
  for (const name of Object.keys(exports).toSorted()) {
    const property = Object.getOwnPropertyDescriptor(exports, name)
    delete exports[name]
    if (property !== undefined) Object.defineProperty(exports, name, property)
  }
  const shown = (depth: number, options: InspectOptions): string => {
    const values: Exports = Object.assign(Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }), exports)
    return inspect(values, { ...options, depth }).replace(
      "[Object: null prototype] [Module]",
      "[Module: null prototype]",
    )
  }
  Object.defineProperty(exports, inspect.custom, { value: shown })
}

interface Loaded {
  readonly version: string
  readonly exports: Exports
  readonly evaluated: Promise<void>
  isDone: boolean
}

/** The project's own files, as cells import them. A file is evaluated anew when it, or a file that it imports, was saved
 *  and somebody imports it again; every other module keeps its state, and who imported the older version keeps that. */
export class FileModules {
  private readonly known = new Map<string, FileModule>()
  private readonly loaded = new Map<string, Loaded>()
  /** Who waits for whom, by path: in a cycle nobody waits for oneself. */
  private readonly waits = new Map<string, Set<string>>()
  private readonly loader: PackageLoader
  private readonly maps: ErrorMaps

  constructor(loader: PackageLoader, maps: ErrorMaps) {
    this.loader = loader
    this.maps = maps
  }

  /** Takes newer versions. */
  know(files: readonly FileModule[]): void {
    for (const file of files) this.known.set(file.path, file)
  }

  /** The exports of a file, evaluated where its version is not the loaded one. A failed one is tried again. */
  async load(path: string, importer: string): Promise<Exports> {
    const file = this.known.get(path)
    if (file === undefined) throw new Error(`The file ${path} is not known.`)
    const known = this.loaded.get(path)
    const loaded = known?.version === file.version ? known : this.evaluate(file)
    if (loaded.isDone || this.isWaiting(path, importer)) return loaded.exports
    const waits = this.waits.get(importer) ?? new Set()
    this.waits.set(importer, waits.add(path))
    try {
      await loaded.evaluated
    } finally {
      waits.delete(path)
    }
    return loaded.exports
  }

  private evaluate(file: FileModule): Loaded {
    const exports = newExports()
    const evaluated = Promise.resolve().then(() => this.run(file, exports))
    const loaded: Loaded = { version: file.version, exports, evaluated, isDone: false }
    this.loaded.set(file.path, loaded)
    evaluated.then(
      () => (loaded.isDone = true),
      () => this.loaded.get(file.path) === loaded && this.loaded.delete(file.path),
    )
    return loaded
  }

  private async run({ path, code, map, version, imports, problem }: FileModule, exports: Exports): Promise<void> {
    if (problem !== undefined) throw new SyntaxError(problem)
    const importer = pathToFileURL(path).href
    const meta = {
      url: importer,
      dirname: dirname(path),
      filename: path,
      resolve: (specifier: string) => this.loader.resolve(specifier, path),
      main: false,
    }
    await evaluateCode(`quire-file:${path}:${version}`, { code, map }, this.maps, {
      exports,
      meta,
      require: createRequire(path),
      load: async (specifier, options) => {
        const found = imports[specifier]
        if (found === undefined) return await this.loader.load(specifier, options, path)
        return withNames(await this.load(found, path), specifier, options)
      },
    })
    asNamespace(exports)
  }

  /** Whether `path` waits, itself or through others, for `importer`. */
  private isWaiting(path: string, importer: string, seen = new Set<string>()): boolean {
    if (path === importer) return true
    if (seen.has(path)) return false
    seen.add(path)
    return [...(this.waits.get(path) ?? [])].some((next) => this.isWaiting(next, importer, seen))
  }
}
