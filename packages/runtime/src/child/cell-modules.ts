import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { compileFunction } from "node:vm"
import type { ErrorMaps } from "./errors.ts"
import type { Owner } from "./cell-runner.ts"

type Exports = Record<string, unknown>
type CellFunction = (...parameters: readonly unknown[]) => Promise<void>

/** The parameters of a compiled cell, in the order that `language` promises. */
const PARAMETERS = [
  "__vite_ssr_exports__",
  "__vite_ssr_import__",
  "__vite_ssr_dynamic_import__",
  "__vite_ssr_import_meta__",
  "__quire_value__",
]
const NAMES_MODULE = "quire:names"

/** The live modules of the notebook: the exports of each cell's last run. */
export class CellModules {
  private readonly exports = new Map<string, Exports>()
  private readonly kit: object
  private readonly maps: ErrorMaps
  private readonly folder = process.cwd()
  private readonly packages = process.env["QUIRE_CHILD_PACKAGES"]

  constructor(kit: object, maps: ErrorMaps) {
    this.kit = kit
    this.maps = maps
    delete process.env["QUIRE_CHILD_PACKAGES"]
  }

  /** Evaluates a compiled cell as a module of its own. `vm.compileFunction`, not a module of Node's: those keep every
   *  old version of a cell alive (12 KB a run against 1.8 KB). */
  async evaluate(
    owner: Owner,
    code: string,
    map: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<{ value: unknown; hasValue: boolean }> {
    const filename = `quire-cell:${owner.cell}:${owner.run}`
    this.maps.add(filename, map, code.split("\n").length)
    const body = `return (async () => {"use strict";\n${code}\n})()`
    const run = compileFunction(body, PARAMETERS, { filename, lineOffset: -1 }) as CellFunction
    const exports: Exports = Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }) as Exports
    const names = this.namesFor(inputs)
    this.exports.set(owner.cell, exports)
    let result: { value: unknown; hasValue: boolean } = { value: undefined, hasValue: false }
    const load = (specifier: string): unknown => (specifier === NAMES_MODULE ? names : this.load(specifier))
    await run(exports, load, load, this.importMeta(), (value: unknown) => {
      result = { value, hasValue: true }
      return value
    })
    return result
  }

  forget(cell: string): void {
    this.exports.delete(cell)
  }

  /** Live reads of the names from above, bound to the runs that are current now. */
  private namesFor(inputs: Readonly<Record<string, string>>): Exports {
    const names: Exports = Object.create(null) as Exports
    for (const [name, cell] of Object.entries(inputs)) {
      const source = this.exports.get(cell)
      Object.defineProperty(names, name, {
        enumerable: true,
        get: () => {
          if (source === undefined || !(name in source))
            throw new ReferenceError(`${name} is not defined: its cell has not run`)
          return source[name]
        },
      })
    }
    return names
  }

  private async load(specifier: string): Promise<unknown> {
    if (specifier === "quire/kit") return this.kit
    const url = this.resolve(specifier)
    if (url.endsWith(".json")) return await import(url, { with: { type: "json" } })
    return (await import(url)) as unknown
  }

  /** As Node does from the notebook's folder; packages of its front matter come from a folder of their own. */
  private resolve(specifier: string): string {
    const bases = [this.packages, this.folder].filter((folder) => folder !== undefined)
    let failure: unknown
    for (const base of bases) {
      if (base === this.packages && /^(?:\.|\/|file:|node:|data:)/.test(specifier)) continue
      try {
        return import.meta.resolve(specifier, pathToFileURL(join(base, "cell.ts")).href)
      } catch (error) {
        failure = error
      }
    }
    throw missingPackage(specifier, failure)
  }

  private importMeta(): object {
    const url = pathToFileURL(join(this.folder, "cell.ts")).href
    const resolve = (specifier: string): string => this.resolve(specifier)
    return { url, dirname: this.folder, filename: join(this.folder, "cell.ts"), resolve }
  }
}

/** Node's words name a virtual file; ours name the package and what to do. */
function missingPackage(specifier: string, cause: unknown): unknown {
  const code = (cause as { code?: unknown } | undefined)?.code
  if (code !== "ERR_MODULE_NOT_FOUND") return cause
  const isFile = /^[./]/.test(specifier)
  const message = isFile
    ? `There is no file ${specifier} beside this notebook.`
    : `The package ${specifier} is not installed. Add it to the notebook's dependencies.`
  return Object.assign(new Error(message), { code, name: "ModuleNotFoundError" })
}
