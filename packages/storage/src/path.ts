import { err, ok } from "@quire/base"
import type { Brand, Result } from "@quire/base"

/** A file's place in a storage: absolute, `/`-separated, not ending in `/`. Between the slashes anything may stand that
 *  the storage allows; a local storage refuses `..` and empty names, a bucket has them. */
export type FilePath = Brand<string, "FilePath">

/** A folder's place: absolute, ending in `/`. The root is `/`. */
export type FolderPath = Brand<string, "FolderPath">

export interface InvalidPath {
  readonly code: "invalid-path"
  readonly path: string
  readonly because: string
}

const LIMIT = 1024

export function parseFilePath(path: string): Result<FilePath, InvalidPath> {
  const because = whyNoPath(path) ?? (path.endsWith("/") ? "a path that ends in / is a folder" : undefined)
  return because === undefined ? ok(path as FilePath) : err({ code: "invalid-path", path, because })
}

export function parseFolderPath(path: string): Result<FolderPath, InvalidPath> {
  const because = whyNoPath(path) ?? (path.endsWith("/") ? undefined : "a folder's path ends in /")
  return because === undefined ? ok(path as FolderPath) : err({ code: "invalid-path", path, because })
}

/** The folder that a file lies in. */
export function folderOf(path: FilePath): FolderPath {
  return path.slice(0, path.lastIndexOf("/") + 1) as FolderPath
}

/** The last part of a path, without slashes. */
export function nameOf(path: FilePath | FolderPath): string {
  return path.replace(/\/$/, "").slice(path.replace(/\/$/, "").lastIndexOf("/") + 1)
}

function whyNoPath(path: string): string | undefined {
  if (!path.startsWith("/")) return "a path starts with /"
  if (new TextEncoder().encode(path).length > LIMIT) return `a path has at most ${LIMIT} bytes`
  return undefined
}
