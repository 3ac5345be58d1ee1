import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { formatOf } from "@quire/notebook"

/** The notebooks and documents that are named, or lie in folders that are; packages and hidden folders are passed over. */
export async function findFiles(named: readonly string[]): Promise<Result<string[], string>> {
  const found: string[] = []
  for (const path of named) {
    const about = await stat(path).catch(() => undefined)
    if (about === undefined) return err(`There is no file ${path}.`)
    if (about.isDirectory()) found.push(...(await filesIn(path)))
    else if (!about.isFile()) return err(`${path} is no file.`)
    else if (formatOf(path) === undefined) return err(`${path} is no Markdown, no .ipynb and no .livemd.`)
    else found.push(path)
  }
  return ok([...new Set(found)])
}

/** Or a link to one. */
async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found: string[] = []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === "node_modules" || entry.name.startsWith(".")) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) found.push(...(await filesIn(path)))
    else if (formatOf(entry.name) !== undefined && (await isFile(path))) found.push(path)
  }
  return found
}
