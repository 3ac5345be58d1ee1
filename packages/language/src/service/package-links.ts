import { lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, unlinkSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { readPackage } from "./small-file.ts"
import { writeJson } from "./write-json.ts"

/** Where a notebook's packages come from. */
export interface PackageSources {
  /** The notebook's folder. */
  readonly folder: string
  /** The folder whose `node_modules` holds the notebook's own packages, and in whose `types` those lie that packages of
   *  theirs lack; undefined: it has none. */
  readonly packages: string | undefined
  /** The module that `quire/kit` means. */
  readonly kit: string
  /** The folder of `@types/node`. */
  readonly nodeTypes: string
}

const LIMIT_LINKS = 5000
// No part is dots alone, or begins with one: it becomes the name of a link.
const NAME = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/

/** Makes a `node_modules` of links that stands for all that Node would find on its way up from a notebook. */
export function linkPackages({ folder, packages, kit, nodeTypes }: PackageSources, place: string): void {
  const wanted = new Map<string, string>([["@types/node", nodeTypes]])
  const add = (name: string, target: string): void => {
    if (!wanted.has(name) && wanted.size < LIMIT_LINKS && NAME.test(name)) wanted.set(name, target)
  }
  const ofNotebook = packages === undefined ? [] : [packages, join(packages, "types")]
  const levels = [...ofNotebook, ...upwards(folder)]
  // The version that somebody has chosen goes before ours.
  for (const level of levels)
    if (packagesIn(join(level, "node_modules", "@types")).includes("node")) {
      wanted.set("@types/node", join(level, "node_modules", "@types", "node"))
      break
    }
  for (const level of levels) {
    // A package may import itself by its name.
    const own = ofNotebook.includes(level) ? undefined : readPackage(level)?.name
    if (typeof own === "string") add(own, level)
    for (const name of packagesIn(join(level, "node_modules"))) add(name, join(level, "node_modules", name))
  }
  wanted.delete("quire")
  const modules = join(place, "node_modules")
  for (const name of packagesIn(modules)) if (name !== "quire" && !wanted.has(name)) unlink(join(modules, name))
  for (const [name, target] of wanted) link(join(modules, name), target)
  const quire = join(modules, "quire")
  mkdirSync(quire, { recursive: true })
  link(join(quire, "kit"), dirname(kit))
  const inKit = `./kit/${relative(dirname(kit), kit)}`
  writeJson(join(quire, "package.json"), { name: "quire", type: "module", exports: { "./kit": inKit } })
}

/** A folder and all above. */
export function upwards(folder: string): string[] {
  const found: string[] = []
  for (let at = folder; ; at = dirname(at)) {
    found.push(at)
    if (dirname(at) === at) return found
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

/** Takes the place of a link, and of nothing else. */
function link(path: string, target: string): void {
  try {
    if (readlinkSync(path) === target) return
  } catch {
    // Not there, or no link.
  }
  unlink(path)
  mkdirSync(dirname(path), { recursive: true })
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) symlinkSync(target, path, "junction")
}

function unlink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) unlinkSync(path)
}
