import { copyFileSync, linkSync, mkdirSync, readdirSync, readlinkSync, renameSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { setImmediate } from "node:timers/promises"

/** Entries made before others get a turn: some 5 ms. */
const SLICE = 250

/** Makes a second tree of the same files (hard links), as pnpm itself makes one from its store; it is there whole or not at
 *  all. Symbolic links are made as they are: pnpm's lead around within the tree. What pnpm notes about the tree is
 *  copied: it writes over it in place. Throws where the file system has no hard links. */
export async function linkTree(from: string, to: string): Promise<void> {
  const unfinished = `${to}.part`
  const folders = [""]
  let made = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    mkdirSync(join(unfinished, folder))
    for (const entry of readdirSync(join(from, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name)
      const [source, target] = [join(from, path), join(unfinished, path)]
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
      else if (isNote(path)) copyFileSync(source, target)
      else linkSync(source, target)
      if (++made % SLICE === 0) await setImmediate()
    }
  }
  renameSync(unfinished, to)
}

function isNote(path: string): boolean {
  return dirname(path) === "." ? path.startsWith(".") : dirname(path) === ".pnpm" && path.endsWith(".yaml")
}
