import { existsSync } from "node:fs"
import { dirname, join, sep } from "node:path"
import { nearestFile } from "../tsconfig.ts"
import { readPackage } from "./small-file.ts"

interface Folders {
  readonly outDir?: string
  readonly declarationDir?: string
  readonly rootDir?: string
}

/** Names that a package's own files have for others of it, and where they lead: its `imports`, which are looked up from a
 *  file's own package only, and what its `exports` name, where that is yet to be built. */
export function packagePaths(
  folder: string,
  modules: string,
  options: Folders,
  absolute: (path: string) => string,
): Record<string, string> {
  const file = nearestFile(folder, "package.json")
  const manifest = file === undefined ? undefined : readPackage(dirname(file))
  if (file === undefined || manifest === undefined) return {}
  const home = dirname(file)
  const paths: Record<string, string> = {}
  for (const [name, target] of entriesOf(manifest["imports"])) {
    const to = targetOf(target)
    if (!name.startsWith("#") || to === undefined) continue
    paths[name] = to.startsWith("./") ? join(home, to) : join(modules, to)
  }
  const { name, exports, types, main } = manifest
  if (typeof name !== "string") return paths
  for (const [key, target] of exportsOf(exports ?? types ?? main)) {
    const to = targetOf(target)
    const source = to === undefined ? undefined : sourceOf(join(home, to), options, absolute, home)
    if (source !== undefined) paths[join(name, key)] = source
  }
  return paths
}

/** The source of a file that is yet to be built; undefined: it is there, or nothing says what of. */
function sourceOf(
  built: string,
  { outDir, declarationDir, rootDir }: Folders,
  absolute: (path: string) => string,
  home: string,
): string | undefined {
  if (existsSync(built) || built.includes("*")) return undefined
  const roots = rootDir === undefined ? [join(home, "src"), home] : [absolute(rootDir)]
  for (const out of [outDir, declarationDir].flatMap((one) => (one === undefined ? [] : [absolute(one)])))
    for (const root of built.startsWith(`${out}${sep}`) ? roots : []) {
      const plain = join(root, built.slice(out.length)).replace(/(?:\.d)?\.[cm]?[tj]sx?$/, "")
      const found = [".ts", ".tsx", ".mts", ".cts", ".js"].find((ending) => existsSync(`${plain}${ending}`))
      if (found !== undefined) return `${plain}${found}`
    }
  return undefined
}

function exportsOf(exports: unknown): readonly (readonly [string, unknown])[] {
  const entries = entriesOf(exports)
  const hasKeys = entries.length > 0 && entries.every(([key]) => key.startsWith("."))
  return hasKeys ? entries : [[".", exports]]
}

function entriesOf(given: unknown): [string, unknown][] {
  return typeof given === "object" && given !== null && !Array.isArray(given) ? Object.entries(given) : []
}

/** The first that a checker would take. */
function targetOf(target: unknown): string | undefined {
  if (typeof target === "string") return target
  if (Array.isArray(target)) return target.map(targetOf).find((one) => one !== undefined)
  if (typeof target !== "object" || target === null) return undefined
  const { types, node, import: imported, default: other } = target as Record<string, unknown>
  return targetOf(types ?? node ?? imported ?? other)
}
