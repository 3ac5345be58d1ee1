import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"

/** Names and version ranges of the `@types` packages that go with those packages which bring no types of their own.
 *  `modules`: the `node_modules` where they are installed; `dependencies`: name → exact version. */
export async function typesMissing(
  modules: string,
  dependencies: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const [name, version] of dependencies) {
    const types = typesNameOf(name)
    if (name.startsWith("@types/") || dependencies.has(types) || (await hasTypes(join(modules, name)))) continue
    const range = rangeOf(version)
    if (range !== undefined) found.set(types, range)
  }
  return found
}

/** `@types/react`; of `@scope/name` it is `@types/scope__name`. */
function typesNameOf(name: string): string {
  return `@types/${name.replace(/^@([^/]+)\//, "$1__")}`
}

/** Types follow the versions of their package up to the place that may break something. */
function rangeOf(version: string): string | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined) return undefined
  return major === "0" ? `~0.${minor}` : `^${major}`
}

async function hasTypes(folder: string): Promise<boolean> {
  if (existsSync(join(folder, "index.d.ts"))) return true
  try {
    const text = await readFile(join(folder, "package.json"), "utf8")
    const { main } = JSON.parse(text) as { main?: unknown }
    if (/"(?:types|typings|typesVersions)"\s*:/.test(text)) return true
    return typeof main === "string" && existsSync(join(folder, `${main.replace(/\.[cm]?js$/, "")}.d.ts`))
  } catch {
    // What cannot be read is no reason to fetch anything.
    return true
  }
}
