import { createHash, randomUUID } from "node:crypto"
import { constants } from "node:fs"
import type { Stats } from "node:fs"
import { access, chown, copyFile, link, open, realpath, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import type { FilePath } from "../path.ts"
import type { FileSource, Version, WriteOptions } from "../storage.ts"
import { chunksOf } from "../chunks.ts"
import { assertInside } from "./inside.ts"
import { fileStat, HASH_LIMIT, largeVersion, versionAt } from "./version.ts"

export interface LocalWrite extends WriteOptions {
  /** The storage's folder, which nothing leaves. */
  readonly root: string
  readonly path: FilePath
}

export const TEMPORARY = ".quire-tmp-"

/** Atomic: the name appears with the whole content, or not at all, or was there before. */
export async function writeNew(
  file: string,
  body: FileSource,
  options: LocalWrite,
): Promise<Result<Version, StorageError>> {
  const { temporary, version } = await writeTemporary(file, body, 0o644, options)
  try {
    await link(temporary, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    await fileStat(file)
    return err({ code: "conflict", path: options.path, found: await versionAt(file) })
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(file))
  return ok(version ?? (await laterVersion(file)))
}

/** As `writeNew`, in the place of what is there. */
export async function writeOver(
  file: string,
  body: FileSource,
  expect: Version | undefined,
  options: LocalWrite,
): Promise<Result<Version, StorageError>> {
  const before = await existing(file)
  const { temporary, version } = await writeTemporary(file, body, (before?.mode ?? 0o644) & 0o7777, options)
  try {
    if (expect !== undefined) {
      const found = before === undefined ? undefined : await versionAt(file)
      if (found !== expect) return err({ code: "conflict", path: options.path, found })
    }
    // A link is written through: what it points to is the file.
    const target = await realpath(file).catch(() => file)
    if (await canStandFor(temporary, before)) await replace(temporary, target)
    else await copyFile(temporary, target)
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(file))
  return ok(version ?? (await laterVersion(file)))
}

/** The file that is there, which must be one, and one that may be written: replacing would pass over its mode. */
async function existing(file: string): Promise<Stats | undefined> {
  try {
    const found = await fileStat(file)
    await access(file, constants.W_OK)
    return found
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

/** Whether the new file can take the old one's place without a difference beside its text: same owner, no other names. */
async function canStandFor(temporary: string, before: Stats | undefined): Promise<boolean> {
  if (before === undefined) return true
  if (before.nlink > 1) return false
  const { uid, gid } = await stat(temporary)
  if (uid === before.uid && gid === before.gid) return true
  return await chown(temporary, before.uid, before.gid).then(
    () => true,
    () => false,
  )
}

async function replace(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target)
  } catch (error) {
    // A single file mounted into a container cannot be replaced, only written.
    const { code } = error as NodeJS.ErrnoException
    if (code !== "EBUSY" && code !== "EXDEV") throw error
    await copyFile(temporary, target)
  }
}

/** Writes beside the file, through to the disk. The version is the content's hash; undefined for a large file, whose
 *  version is known once it is in its place. */
async function writeTemporary(
  file: string,
  body: FileSource,
  mode: number,
  { root, path, signal, onProgress }: LocalWrite,
): Promise<{ readonly temporary: string; readonly version: Version | undefined }> {
  const temporary = join(dirname(file), `${TEMPORARY}${randomUUID()}`)
  const handle = await open(temporary, "wx", mode)
  const hash = createHash("sha256")
  let size = 0
  try {
    await assertInside(handle, root, path)
    for await (const chunk of chunksOf(body, signal)) {
      hash.update(chunk)
      await handle.writeFile(chunk)
      size += chunk.length
      onProgress?.(size)
    }
    await handle.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  const isLarge = size > HASH_LIMIT
  return { temporary, version: isLarge ? undefined : (hash.digest("base64url").slice(0, 32) as Version) }
}

async function laterVersion(file: string): Promise<Version> {
  return largeVersion(await stat(file))
}

/** Makes a rename or a removal last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } catch {
    // Some file systems cannot sync a folder; the rename itself has been done.
  } finally {
    await handle.close()
  }
}
