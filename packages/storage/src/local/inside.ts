import { lstat, readlink, realpath } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import { dirname, join, sep } from "node:path"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import { translateFileError } from "./file-errors.ts"

/** The real file behind a path, which must lie in the folder; a file that is to be made needs only its folder there. */
export async function inside(
  folder: string,
  path: string,
  hidden: string | undefined,
): Promise<Result<string, StorageError>> {
  const parts = path.split("/").slice(1)
  if (path.endsWith("/")) parts.pop()
  const bad = parts.find(
    (part) =>
      part === "" || part === "." || part === ".." || part.includes("\0") || (sep !== "/" && part.includes(sep)),
  )
  if (bad !== undefined)
    return err({ code: "invalid-path", path, because: `a name cannot be ${JSON.stringify(bad)} in a folder` })
  const file = join(folder, ...parts)
  try {
    const root = await realpath(folder)
    const real = await realExisting(file)
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return err({ code: "invalid-path", path, because: "it leads out of this storage" })
    }
    const own = hidden === undefined ? undefined : await realpath(hidden).catch(() => undefined)
    if (own !== undefined && (real === own || real.startsWith(own + sep))) return err({ code: "not-found", path })
    return ok(file)
  } catch (error) {
    return err(translateFileError(error, path, "read"))
  }
}

/** The real path of the nearest part of a path that exists; a dangling link counts as existing and leads out. */
async function realExisting(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
    const isLink = await lstat(file).then(
      (found) => found.isSymbolicLink(),
      () => false,
    )
    if (isLink) return sep
    return await realExisting(dirname(file))
  }
}

/** What was opened must lie in the folder, too: a link may have been put in the way since the path was checked. Linux
 *  says where; elsewhere the check before has to do. */
export async function assertInside(handle: FileHandle, folder: string, path: string): Promise<void> {
  const real = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined)
  if (real === undefined) return
  const root = await realpath(folder)
  if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return
  const storageError: StorageError = { code: "invalid-path", path, because: "it leads out of this storage" }
  throw Object.assign(new Error("outside"), { storageError })
}
