import { compileFunction } from "node:vm"
import { CELL_PARAMETERS } from "@quire/protocol/child"
import type { ErrorMaps } from "./errors.ts"
import type { ImportOptions } from "./imported-names.ts"

export type Exports = Record<string, unknown>
type CellFunction = (...parameters: readonly unknown[]) => Promise<void>

/** Where a hoisted cell stops: what it imports is loaded, and nothing of it has run. */
export type Pause = () => Promise<void>

/** What a module finds around it. */
export interface Surroundings {
  readonly exports: Exports
  readonly load: (specifier: string, options?: ImportOptions) => Promise<unknown>
  readonly meta: object
  /** Takes the value of a cell's last expression. */
  readonly receive?: (value: unknown) => unknown
  /** Names of other cells. */
  readonly names?: Exports
  readonly require?: NodeJS.Require
  readonly pause?: Pause | undefined
}

/** Evaluates the compiled body of a module. `vm.compileFunction`, not a module of Node's: those keep every old version
 *  alive (12 KB a run against 1.8 KB). */
export async function evaluateCode(
  filename: string,
  { code, map }: { readonly code: string; readonly map: string },
  maps: ErrorMaps,
  { exports, load, meta, receive, names, require, pause }: Surroundings,
): Promise<void> {
  maps.add(filename, map, code.split("\n").length)
  const body = `"use strict"; return (async () => {\n${pause === undefined ? code : withPause(code)}\n})()`
  const run = compileFunction(body, PARAMETERS, { filename, lineOffset: -1 }) as CellFunction
  const exportAll = (source: Exports): void => {
    for (const name of Object.keys(source)) {
      if (name === "default" || name in exports) continue
      Object.defineProperty(exports, name, { configurable: true, enumerable: true, get: () => source[name] })
    }
  }
  await run(exports, load, load, meta, receive, names, exportAll, define, names, require, pause)
}

const PARAMETERS = [...CELL_PARAMETERS, "require", "__quire_pause__"]

/** What a compiled module begins with: getters of its exports, then the loading of what it imports. */
const HEAD = new RegExp(
  String.raw`^(?:"use strict";\n|\n|__quire_define__\(${CELL_PARAMETERS[0]}, [\s\S]*?\n\}\);\n|__vite_ssr_exportAll__\(.*\n|/\*quire\*/.*\n|const __vite_ssr_import_\d+__ = await [\s\S]*?\);\n)*`,
)

const define = (exports: Exports, name: string, property: PropertyDescriptor): object =>
  Object.defineProperty(exports, name, property)

function withPause(code: string): string {
  return `${code}\n`.replace(HEAD, (head) => `${head}await __quire_pause__();`)
}

export function newExports(): Exports {
  return Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }) as Exports
}
