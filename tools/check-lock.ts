// Holds package-lock.json to all platforms: npm can leave those of other machines out without a word (STACK §6).
import { readSources, report } from "./problem.ts"
import type { Problem } from "./problem.ts"

const LOCK = "package-lock.json"

interface Lock {
  readonly packages: Readonly<Record<string, Entry>>
}

interface Entry {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Finds platform packages that a native package names and the lock does not have, or has in another version only. */
export function checkLock(text: string | undefined): Problem[] {
  if (text === undefined) return [{ file: LOCK, line: 1, message: "there is no package-lock.json" }]
  const { packages } = JSON.parse(text) as Lock
  const problems: Problem[] = []
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    const wanted = Object.entries(optionalDependencies)
    if (!wanted.some(([name]) => /linux|darwin|win32/.test(name))) continue
    const line = text.slice(0, text.indexOf(`${JSON.stringify(path)}: {`)).split("\n").length
    for (const [name, version] of wanted) {
      const entry = resolve(packages, path, name)
      const is = entry === undefined ? "nothing" : entry.version
      // A range may be met by any version; npm itself checks that.
      if (entry !== undefined && (!/^\d+\.\d+\.\d+\S*$/.test(version) || is === version)) continue
      problems.push({ file: LOCK, line, message: `${path || "the root"} wants ${name}@${version}, the lock has ${is}` })
    }
  }
  return problems
}

/** The entry that Node would find from `path`: beside it or in a folder above. */
function resolve(packages: Lock["packages"], path: string, name: string): Entry | undefined {
  const entry = packages[`${path === "" ? "" : `${path}/`}node_modules/${name}`]
  return entry ?? (path === "" ? undefined : resolve(packages, path.replace(/(^|\/)[^/]+$/, ""), name))
}

if (import.meta.main) report(checkLock(readSources(LOCK)[0]?.text))
