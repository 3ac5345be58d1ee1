import { createHash, randomUUID } from "node:crypto"
import { constants } from "node:fs"
import type { Dirent, Stats } from "node:fs"
import {
  access,
  chown,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises"
import { dirname, join, sep } from "node:path"
import { Readable } from "node:stream"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import type { FilePath, FolderPath } from "../path.ts"
import type { Entry, ProbeReport, ProbeStep, Storage, StorageId, Version } from "../storage.ts"
import { translateFileError } from "./file-errors.ts"

export interface LocalOptions {
  readonly id: StorageId
  readonly name: string
  /** An existing folder. Nothing outside it can be reached, by `..` or by a link. */
  readonly folder: string
  readonly isReadOnly?: boolean | undefined
  /** A folder that is not shown even when it lies inside: the server's own data. */
  readonly hidden?: string | undefined
}

const HASH_LIMIT = 64 * 1024 * 1024

/** A folder of this machine as a storage. Versions are content hashes: times alone raise false alarms and miss changes. */
export function localStorage({ id, name, folder, isReadOnly = false, hidden }: LocalOptions): Storage {
  const resolve = (path: string): Promise<Result<string, StorageError>> => inside(folder, path, hidden)

  async function guarded<T>(
    path: string,
    operation: string,
    act: (file: string) => Promise<Result<T, StorageError>>,
  ): Promise<Result<T, StorageError>> {
    const file = await resolve(path)
    if (!file.ok) return file
    try {
      return await act(file.value)
    } catch (error) {
      return err(translateFileError(error, path, operation))
    }
  }

  const storage: Storage = {
    id,
    name,
    kind: "local",
    where: folder,
    capabilities: { isWritable: !isReadOnly, conditionalWrites: "compare-then-write", canWatch: true },
    list: (path, options = {}) =>
      guarded(path, "list", async (file) => {
        const names = await readdir(file, { withFileTypes: true })
        const sorted = names
          .filter((entry) => isListed(entry) && join(file, entry.name) !== hidden)
          .sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || collator.compare(a.name, b.name))
        const start = Number(options.cursor ?? 0)
        const end = start + (options.limit ?? 1000)
        const entries = await Promise.all(sorted.slice(start, end).map((entry) => toEntry(file, path, entry)))
        return ok({
          entries: entries.filter((entry) => entry !== undefined),
          cursor: end < sorted.length ? String(end) : undefined,
        })
      }),
    stat: (path) =>
      guarded(path, "read", async (file) => {
        const { size, mtimeMs } = await fileStat(file)
        const version = size <= HASH_LIMIT ? versionOf(await readFile(file)) : undefined
        return ok({ path, type: "file", size, modifiedAt: mtimeMs, version })
      }),
    read: (path) =>
      guarded(path, "read", async (file) => {
        const { size } = await fileStat(file)
        if (size > HASH_LIMIT) {
          const body = Readable.toWeb((await open(file)).createReadStream()) as ReadableStream<Uint8Array>
          const { mtimeMs } = await stat(file)
          return ok({ body, version: `${size}-${mtimeMs}` as Version, size })
        }
        const bytes = await readFile(file)
        return ok({ body: new Blob([bytes]).stream(), version: versionOf(bytes), size: bytes.length })
      }),
    write: (path, body, { expect } = {}) =>
      guarded(path, "write", async (file) => {
        if (isReadOnly) return err({ code: "read-only", path })
        await mkdir(dirname(file), { recursive: true })
        return expect === "absent" ? await writeNew(file, path, body) : await writeOver(file, path, body, expect)
      }),
    remove: (path) =>
      guarded(path, "remove", async (file) => {
        if (isReadOnly) return err({ code: "read-only", path })
        await fileStat(file)
        await rm(file)
        return ok(undefined)
      }),
    probe: () => probe(storage, folder, isReadOnly),
  }
  return storage
}

/** The content's hash. */
export function versionOf(bytes: Uint8Array): Version {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 32) as Version
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" })

/** The real file behind a path, which must lie in the folder; a file that is to be made needs only its folder there. */
async function inside(folder: string, path: string, hidden: string | undefined): Promise<Result<string, StorageError>> {
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

function isListed(entry: Dirent): boolean {
  return !entry.name.startsWith(TEMPORARY) && (entry.isFile() || entry.isDirectory() || entry.isSymbolicLink())
}

async function toEntry(file: string, folder: FolderPath, entry: Dirent): Promise<Entry | undefined> {
  try {
    const found = await stat(join(file, entry.name))
    const path = `${folder}${entry.name}`
    return found.isDirectory()
      ? {
          path: `${path}/` as FolderPath,
          type: "folder",
          size: undefined,
          modifiedAt: found.mtimeMs,
          version: undefined,
        }
      : { path: path as FilePath, type: "file", size: found.size, modifiedAt: found.mtimeMs, version: undefined }
  } catch {
    // A broken link, or gone since the listing.
    return undefined
  }
}

/** Of a file: a folder, a pipe or a device is none, and reading a pipe would wait forever. */
async function fileStat(file: string): Promise<Stats> {
  const found = await stat(file)
  if (found.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" })
  if (!found.isFile()) throw Object.assign(new Error("no file"), { code: "ENOTSUP" })
  return found
}

const TEMPORARY = ".quire-tmp-"

/** Atomic: the name appears with the whole content, or not at all, or was there before. */
async function writeNew(file: string, path: FilePath, body: Uint8Array): Promise<Result<Version, StorageError>> {
  const temporary = await writeTemporary(file, body, 0o644)
  try {
    await link(temporary, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    await fileStat(file)
    return err({ code: "conflict", path, found: versionOf(await readFile(file)) })
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(file))
  return ok(versionOf(body))
}

async function writeOver(
  file: string,
  path: FilePath,
  body: Uint8Array,
  expect: Version | undefined,
): Promise<Result<Version, StorageError>> {
  const before = await existing(file)
  const temporary = await writeTemporary(file, body, (before?.mode ?? 0o644) & 0o7777)
  try {
    if (expect !== undefined) {
      const found = before === undefined ? undefined : await readFile(file).then(versionOf, () => undefined)
      if (found !== expect) return err({ code: "conflict", path, found })
    }
    // A link is written through: what it points to is the file.
    const target = await realpath(file).catch(() => file)
    if (await canStandFor(temporary, before)) await replace(temporary, target)
    else await copyFile(temporary, target)
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(file))
  return ok(versionOf(body))
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

async function writeTemporary(file: string, body: Uint8Array, mode: number): Promise<string> {
  const temporary = join(dirname(file), `${TEMPORARY}${randomUUID()}`)
  const handle = await open(temporary, "wx", mode)
  try {
    await handle.writeFile(body)
    await handle.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  return temporary
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } catch {
    // Some file systems cannot sync a folder; the rename itself has been done.
  } finally {
    await handle.close()
  }
}

async function probe(storage: Storage, folder: string, isReadOnly: boolean): Promise<ProbeReport> {
  const steps: ProbeStep[] = []
  const timed = async (
    name: ProbeStep["name"],
    act: () => Promise<Result<unknown, StorageError>>,
  ): Promise<StorageError | undefined> => {
    const start = performance.now()
    const result = await act()
    const ms = Math.round(performance.now() - start)
    steps.push({ name, outcome: result.ok ? "ok" : "failed", detail: result.ok ? `${ms} ms` : result.error.code, ms })
    return result.ok ? undefined : result.error
  }
  const listError = await timed("list", () => storage.list("/" as FolderPath, { limit: 1 }))
  const path = `/${TEMPORARY}probe-${randomUUID()}` as FilePath
  let writeError: StorageError | undefined
  if (listError === undefined && !isReadOnly) {
    writeError = await timed("write", () => storage.write(path, new Uint8Array([1]), { expect: "absent" }))
    if (writeError === undefined) await rm(join(folder, path), { force: true })
  }
  const error = listError ?? writeError
  const canWrite = error === undefined && !isReadOnly
  return {
    steps,
    error,
    canRead: listError === undefined,
    canWrite,
    conditionalWrites: "compare-then-write",
    region: undefined,
  }
}
