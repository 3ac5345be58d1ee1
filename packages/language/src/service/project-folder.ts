import { mkdirSync, statSync } from "node:fs"
import { join, parse, relative } from "node:path"
import { linkPackages, upwards } from "./package-links.ts"
import type { PackageSources } from "./package-links.ts"
import { projectSettings } from "./project-settings.ts"
import { writeJson } from "./write-json.ts"

/** What the types of a notebook's cells depend on beside their text. */
export interface ProjectParts extends PackageSources {
  /** The notebook's own folder for this. */
  readonly home: string
  /** The project's own files are read as well, so that what they export is offered for import. */
  readonly withFiles: boolean
}

export interface ProjectFolder {
  readonly home: string
  readonly path: string
  /** The folder that it stands for. */
  readonly of: string
  /** The project wants all that is said of JavaScript, not only what its packages lack. */
  readonly checksJavaScript: boolean
  /** The project has settings of its own: what they ask for is meant. */
  readonly isProject: boolean
  /** Of all that it was made from; another one: it is to be made anew. */
  readonly stamp: () => string
}

/** Makes the folder in which the service finds a notebook's cells, or brings it up to date. Cells do not lie beside their
 *  notebook: nothing is written there, the packages of its front matter are elsewhere, and what one notebook declares for
 *  all is nothing to another. The folder stands for the root of the file system (`rootDirs`), so that relative imports
 *  lead to real files; a `node_modules` of links stands for all that Node would find on its way up. */
export function makeProjectFolder(parts: ProjectParts): ProjectFolder {
  const { home, folder, packages, withFiles } = parts
  const { root } = parse(folder)
  const path = join(home, relative(root, folder))
  mkdirSync(path, { recursive: true })
  writeJson(join(home, "package.json"), { private: true, type: "module" })
  linkPackages(parts, path)
  const modules = join(path, "node_modules")
  const { tsconfig, checksJavaScript, isProject, files } = projectSettings(folder, { home, root, modules, withFiles })
  writeJson(join(path, "tsconfig.json"), tsconfig)
  const levels = [...(packages === undefined ? [] : [packages]), ...upwards(folder)]
  const seen = [...files, ...levels.flatMap((level) => [join(level, "tsconfig.json"), join(level, "node_modules")])]
  const stamp = (): string => seen.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0).join()
  return { home, path, of: folder, checksJavaScript, isProject, stamp }
}
