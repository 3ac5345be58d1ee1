import { createHash } from "node:crypto"
import type { Stats } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import type { Version } from "../storage.ts"

/** Larger files are known by size and time alone: reading them to look whether they changed would take too long. */
export const HASH_LIMIT = 64 * 1024 * 1024

/** The content's hash: times alone raise false alarms and miss changes. */
export function versionOf(bytes: Uint8Array): Version {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 32) as Version
}

export function largeVersion({ size, mtimeMs }: Pick<Stats, "size" | "mtimeMs">): Version {
  return `${size}-${mtimeMs}` as Version
}

/** The version of a file as it lies there; undefined when it cannot be read. */
export async function versionAt(file: string): Promise<Version | undefined> {
  try {
    const found = await fileStat(file)
    return found.size > HASH_LIMIT ? largeVersion(found) : versionOf(await readFile(file))
  } catch {
    return undefined
  }
}

/** Of a file: a folder, a pipe or a device is none, and reading a pipe would wait forever. */
export async function fileStat(file: string): Promise<Stats> {
  const found = await stat(file)
  if (found.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" })
  if (!found.isFile()) throw Object.assign(new Error("no file"), { code: "ENOTSUP" })
  return found
}
