import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"

const LIMIT_BYTES = 1024 * 1024

/** Whether it is a file that can be read at once: anybody may have put a pipe or a device there. */
export function isSmallFile(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  return found !== undefined && found.isFile() && found.size <= LIMIT_BYTES
}

/** What a folder's `package.json` says; undefined: nothing that can be read. */
export function readPackage(folder: string): Readonly<Record<string, unknown>> | undefined {
  const file = join(folder, "package.json")
  try {
    const read: unknown = isSmallFile(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined
    return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
