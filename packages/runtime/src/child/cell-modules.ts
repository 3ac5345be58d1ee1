import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { CellModule, HoistedModule } from "@quire/protocol/child"
import type { ErrorMaps } from "./errors.ts"
import { evaluateCode, newExports } from "./evaluate.ts"
import type { Exports, Pause } from "./evaluate.ts"
import type { FileModules } from "./file-modules.ts"
import type { Owner } from "./owner.ts"
import type { PackageLoader } from "./package-loader.ts"
import { withNames } from "./imported-names.ts"

/** What the last expression of a cell gave. */
export interface Evaluated {
  readonly value: unknown
  readonly hasValue: boolean
}

/** A cell that is there, but not evaluated: its functions can be called, all else is in its temporal dead zone. */
interface Hoisted {
  readonly module: HoistedModule
  readonly owner: Owner
  readonly exports: Exports
  /** Evaluates it, as the run that `owner` says by then. */
  begin(): Promise<Evaluated>
  /** Why what it imports could not be loaded: its functions cannot be called. */
  failure?: { readonly error: unknown }
}

/** The live modules of the notebook: the exports of each cell's last run. */
export class CellModules {
  private readonly exports = new Map<string, Exports>()
  private readonly hoisted = new Map<string, Hoisted>()
  private readonly loader: PackageLoader
  private readonly files: FileModules
  private readonly maps: ErrorMaps
  private readonly owner: () => Owner | undefined
  private readonly asOwner: <T>(owner: Owner, work: () => T) => T
  private readonly folder = process.cwd()

  constructor(
    loader: PackageLoader,
    files: FileModules,
    maps: ErrorMaps,
    owner: () => Owner | undefined,
    asOwner: <T>(owner: Owner, work: () => T) => T,
  ) {
    this.loader = loader
    this.files = files
    this.maps = maps
    this.owner = owner
    this.asOwner = asOwner
  }

  /** Evaluates a compiled cell as a module of its own, called inside `owner`. What was hoisted of it for a cell above
   *  goes on to be evaluated: a function that was called early is the same function later. */
  async evaluate(owner: Owner, module: CellModule): Promise<Evaluated> {
    const early = this.hoisted.get(module.cell)
    this.hoisted.delete(module.cell)
    if (early !== undefined && isSameModule(early.module, module)) {
      this.exports.set(module.cell, early.exports)
      early.owner.run = owner.run
      return await early.begin()
    }
    const exports = newExports()
    const bound = new Map<string, Exports>()
    this.bind(module, bound)
    const names = this.namesFor(module, bound)
    this.exports.set(module.cell, exports)
    return await this.call(owner, module, exports, names, undefined)
  }

  /** Makes the functions of cells further down callable, for a run that is about to begin: what they import is loaded,
   *  as a module's imports are before any of it runs. */
  async hoist(modules: readonly HoistedModule[]): Promise<void> {
    for (const module of modules) {
      const known = this.hoisted.get(module.cell)
      if (known === undefined || !isSameModule(known.module, module)) await this.hoistOne(module)
    }
  }

  private async hoistOne(module: HoistedModule): Promise<void> {
    const owner: Owner = { cell: module.cell, run: 0, below: new Map() }
    const exports = newExports()
    const started = Promise.withResolvers<void>()
    const paused = Promise.withResolvers<void>()
    const pause: Pause = () => {
      paused.resolve()
      return started.promise
    }
    // Bound when it is evaluated: until then its names are those of the moment.
    const bound = new Map<string, Exports>()
    const evaluated = this.asOwner(owner, () => this.call(owner, module, exports, this.namesFor(module, bound), pause))
    const begin = async (): Promise<Evaluated> => {
      this.bind(module, bound)
      started.resolve()
      return await evaluated
    }
    const hoisted: Hoisted = { module, owner, exports, begin }
    this.hoisted.set(module.cell, hoisted)
    const failed = evaluated.then(undefined, (error: unknown) => void (hoisted.failure = { error }))
    await Promise.race([paused.promise, failed])
  }

  /** What a name of a cell's last run holds. Throws where it holds nothing. */
  valueOf(cell: string, name: string): unknown {
    const exports = this.exports.get(cell)
    if (exports === undefined || !(name in exports)) throw notThere(name, false)
    return exports[name]
  }

  forget(cell: string): void {
    this.exports.delete(cell)
    this.hoisted.delete(cell)
  }

  private async call(
    owner: Owner,
    module: CellModule,
    exports: Exports,
    names: Exports,
    pause: Pause | undefined,
  ): Promise<Evaluated> {
    const filename = `quire-cell:${owner.cell}:${owner.run}`
    this.maps.setName(module.cell, module.name)
    let result: Evaluated = { value: undefined, hasValue: false }
    await evaluateCode(filename, module, this.maps, {
      exports,
      names,
      pause,
      meta: this.importMeta(),
      require: this.loader.require,
      load: async (specifier, options) => {
        const path = module.files[specifier]
        if (path === undefined) return await this.loader.load(specifier, options)
        return withNames(await this.files.load(path, filename), specifier, options)
      },
      receive: (value) => {
        result = { value, hasValue: true }
        return value
      },
    })
    return result
  }

  /** Live reads of names of other cells. Those from above are bound to the runs that were current when this one began;
   *  those from below read the cell's last run, unless the run that asks stands above it. */
  private namesFor({ inputs, late }: CellModule, bound: ReadonlyMap<string, Exports>): Exports {
    const names: Exports = Object.create(null) as Exports
    const define = (name: string, cell: string, read: () => Exports | undefined): void => {
      const get = (): unknown => {
        const below = this.owner()?.below.get(cell)
        if (below !== undefined) return this.readHoisted(below, name)
        const source = read()
        if (source !== undefined && name in source) return source[name]
        throw notThere(name, name in late)
      }
      Object.defineProperty(names, name, { enumerable: true, get })
    }
    for (const [name, cell] of Object.entries(inputs))
      define(name, cell, () => bound.get(cell) ?? this.exports.get(cell))
    for (const [name, cell] of Object.entries(late)) define(name, cell, () => this.exports.get(cell))
    return names
  }

  /** Holds on to the runs that are current now: a later run of an input changes nothing for this one. */
  private bind({ inputs }: CellModule, bound: Map<string, Exports>): void {
    for (const cell of Object.values(inputs)) {
      const found = this.exports.get(cell)
      if (found !== undefined) bound.set(cell, found)
    }
  }

  private readHoisted({ cell, early, vars }: HoistedModule, name: string): unknown {
    const hoisted = this.hoisted.get(cell)
    if (hoisted?.failure !== undefined) throw hoisted.failure.error
    if (hoisted !== undefined && early.includes(name)) return hoisted.exports[name]
    if (vars.includes(name)) return undefined
    throw uninitialised(name)
  }

  private importMeta(): object {
    const url = pathToFileURL(join(this.folder, "cell.ts")).href
    const resolve = (specifier: string): string => this.loader.resolve(specifier)
    return { url, dirname: this.folder, filename: join(this.folder, "cell.ts"), resolve, main: true }
  }
}

function isSameModule(a: CellModule, b: CellModule): boolean {
  const names = ({ inputs, late, files }: CellModule): string => JSON.stringify([inputs, late, files])
  return a.version === b.version && names(a) === names(b)
}

function notThere(name: string, isLate: boolean): ReferenceError {
  return isLate ? uninitialised(name) : new ReferenceError(`${name} is not defined: its cell has not run`)
}

function uninitialised(name: string): ReferenceError {
  return new ReferenceError(`Cannot access '${name}' before initialization`)
}
