import { randomUUID } from "node:crypto"
import type { Dirent, Stats } from "node:fs"
import { cp, lstat, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Readable } from "node:stream"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import type { FilePath, FolderPath } from "../path.ts"
import { whyNoRemoval, whyNoTransfer } from "../storage.ts"
import type {
  AnyPath,
  Entry,
  FileBody,
  FileSource,
  ListOptions,
  Page,
  ProbeReport,
  ProbeStep,
  ReadOptions,
  Storage,
  StorageId,
  TransferOptions,
  Version,
  WriteOptions,
} from "../storage.ts"
import { translateFileError } from "./file-errors.ts"
import { assertInside, inside } from "./inside.ts"
import { fileStat, HASH_LIMIT, largeVersion, versionAt, versionOf } from "./version.ts"
import { syncFolder, TEMPORARY, writeNew, writeOver } from "./write.ts"

export interface LocalOptions {
  readonly id: StorageId
  readonly name: string
  /** An existing folder. Nothing outside it can be reached, by `..` or by a link. */
  readonly folder: string
  readonly isReadOnly?: boolean | undefined
  /** A folder that is not shown even when it lies inside: the server's own data. */
  readonly hidden?: string | undefined
}

/** A folder of this machine as a storage. Versions are content hashes. */
export function localStorage(options: LocalOptions): Storage {
  return new LocalStorage(options)
}

class LocalStorage implements Storage {
  readonly kind = "local"
  readonly id: StorageId
  readonly name: string
  readonly where: string
  readonly capabilities: Storage["capabilities"]
  private readonly isReadOnly: boolean
  private readonly hidden: string | undefined
  private listing: { readonly file: string; readonly names: readonly Dirent[]; readonly at: number } | undefined

  constructor({ id, name, folder, isReadOnly = false, hidden }: LocalOptions) {
    this.id = id
    this.name = name
    this.where = folder
    this.isReadOnly = isReadOnly
    this.hidden = hidden
    this.capabilities = { isWritable: !isReadOnly, conditionalWrites: "compare-then-write", canWatch: true }
  }

  list(path: FolderPath, { cursor, limit = 1000 }: ListOptions = {}): Promise<Result<Page, StorageError>> {
    return this.guarded(path, "list", async (file) => {
      const sorted = await this.sortedNames(file, cursor !== undefined)
      const start = Number(cursor ?? 0)
      const end = start + limit
      this.listing = end < sorted.length ? { file, names: sorted, at: performance.now() } : undefined
      const entries = await Promise.all(sorted.slice(start, end).map((entry) => toEntry(file, path, entry)))
      return ok({
        entries: entries.filter((entry) => entry !== undefined),
        cursor: end < sorted.length ? String(end) : undefined,
      })
    })
  }

  stat(path: FilePath): Promise<Result<Entry, StorageError>> {
    return this.guarded(path, "read", async (file) => {
      const { size, mtimeMs } = await fileStat(file)
      return ok({ path, type: "file", size, modifiedAt: mtimeMs, version: await versionAt(file) })
    })
  }

  /** Read through one open file, so that a rename meanwhile does not mix two contents. */
  read(path: FilePath, { range, signal }: ReadOptions = {}): Promise<Result<FileBody, StorageError>> {
    return this.guarded(path, "read", async (file) => {
      await fileStat(file)
      const handle = await open(file)
      try {
        await assertInside(handle, this.where, path)
        const found = await handle.stat()
        const isSmall = found.size <= HASH_LIMIT
        const whole = isSmall ? await handle.readFile() : undefined
        const total = whole?.length ?? found.size
        const start = Math.min(range?.offset ?? 0, total)
        const end = Math.min(start + (range?.length ?? Infinity), total)
        if (whole !== undefined) {
          await handle.close()
          const body = new Blob([whole.subarray(start, end)]).stream()
          return ok({ body, version: versionOf(whole), size: end - start })
        }
        const isEmpty = start >= end
        const stream = isEmpty ? Readable.from([]) : handle.createReadStream({ start, end: end - 1, signal })
        if (isEmpty) await handle.close()
        const body = Readable.toWeb(stream) as ReadableStream<Uint8Array>
        return ok({ body, version: largeVersion(found), size: end - start })
      } catch (error) {
        await handle.close().catch(() => undefined)
        throw error
      }
    })
  }

  async write(path: FilePath, body: FileSource, options: WriteOptions = {}): Promise<Result<Version, StorageError>> {
    const { expect } = options
    const written = await this.changing(path, "write", async (file) => {
      const isThere = await stat(dirname(file)).then(
        () => true,
        () => false,
      )
      // A file that is to have a version is there: no folder is made for it.
      if (!isThere && expect !== undefined && expect !== "absent")
        return err({ code: "conflict", path, found: undefined })
      if (!isThere) await mkdir(dirname(file), { recursive: true })
      const place = { ...options, root: this.where, path }
      return expect === "absent" ? await writeNew(file, body, place) : await writeOver(file, body, expect, place)
    })
    if (!written.ok && !(body instanceof Uint8Array) && !body.locked) await body.cancel().catch(() => undefined)
    return written
  }

  async remove(path: AnyPath): Promise<Result<void, StorageError>> {
    const problem = whyNoRemoval(path)
    if (problem !== undefined) return err(problem)
    return await this.changing(path, "remove", async (file) => {
      if (isFolder(path)) await folderStat(file)
      else await fileStat(file)
      await rm(file, { recursive: isFolder(path) })
      await syncFolder(dirname(file))
      return ok(undefined)
    })
  }

  copy(from: AnyPath, to: AnyPath, options: TransferOptions = {}): Promise<Result<void, StorageError>> {
    return this.transfer(from, to, options, async (source, target) => {
      // Beside its place first: half a copy is never seen under its name.
      const temporary = join(dirname(target), `${TEMPORARY}${randomUUID()}`)
      try {
        await cp(source, temporary, {
          recursive: true,
          errorOnExist: true,
          preserveTimestamps: true,
          verbatimSymlinks: true,
        })
        await rename(temporary, target)
      } finally {
        await rm(temporary, { recursive: true, force: true })
      }
    })
  }

  move(from: AnyPath, to: AnyPath, options: TransferOptions = {}): Promise<Result<void, StorageError>> {
    return this.transfer(from, to, options, async (source, target) => {
      await rename(source, target).catch(async (error: NodeJS.ErrnoException) => {
        // Another disk, mounted within.
        if (error.code !== "EXDEV") throw error
        await cp(source, target, {
          recursive: true,
          errorOnExist: true,
          preserveTimestamps: true,
          verbatimSymlinks: true,
        })
        await rm(source, { recursive: true })
      })
      await syncFolder(dirname(source))
    })
  }

  createFolder(path: FolderPath): Promise<Result<void, StorageError>> {
    return this.changing(path, "write", async (folder) => {
      await mkdir(dirname(folder), { recursive: true })
      try {
        await mkdir(folder)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
        return err({ code: "conflict", path, found: undefined })
      }
      return ok(undefined)
    })
  }

  probe(): Promise<ProbeReport> {
    return probe(this, this.where, this.isReadOnly)
  }

  /** A folder's names in order. Pages after the first are cut from what the first one read, a moment ago. */
  private async sortedNames(file: string, isLaterPage: boolean): Promise<readonly Dirent[]> {
    const { listing } = this
    if (isLaterPage && listing?.file === file && performance.now() - listing.at < PAGES_FOR_MS) return listing.names
    return (await readdir(file, { withFileTypes: true }))
      .filter((entry) => isListed(entry) && join(file, entry.name) !== this.hidden)
      .sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || collator.compare(a.name, b.name))
  }

  private async transfer(
    from: AnyPath,
    to: AnyPath,
    { onProgress, signal }: TransferOptions,
    act: (source: string, target: string) => Promise<void>,
  ): Promise<Result<void, StorageError>> {
    const problem = whyNoTransfer(from, to)
    if (problem !== undefined) return err(problem)
    return await this.changing(to, "write", async (target) => {
      const source = await inside(this.where, from, this.hidden)
      if (!source.ok) return source
      const isThere = await (isFolder(from) ? folderStat(source.value) : fileStat(source.value)).catch(() => undefined)
      if (isThere === undefined) return err({ code: "not-found", path: from })
      const isTaken = await lstat(target).then(
        () => true,
        () => false,
      )
      if (isTaken) return err({ code: "conflict", path: to, found: await versionAt(target) })
      signal?.throwIfAborted()
      await mkdir(dirname(target), { recursive: true })
      await act(source.value, target)
      await syncFolder(dirname(target))
      onProgress?.(1)
      return ok(undefined)
    })
  }

  private async changing<T>(
    path: string,
    operation: string,
    act: (file: string) => Promise<Result<T, StorageError>>,
  ): Promise<Result<T, StorageError>> {
    return this.isReadOnly ? err({ code: "read-only", path }) : await this.guarded(path, operation, act)
  }

  private async guarded<T>(
    path: string,
    operation: string,
    act: (file: string) => Promise<Result<T, StorageError>>,
  ): Promise<Result<T, StorageError>> {
    const file = await inside(this.where, path, this.hidden)
    if (!file.ok) return file
    try {
      return await act(file.value)
    } catch (error) {
      const own = (error as { storageError?: StorageError } | undefined)?.storageError
      return err(own ?? translateFileError(error, path, operation))
    }
  }
}

function isFolder(path: AnyPath): path is FolderPath {
  return path.endsWith("/")
}

async function folderStat(folder: string): Promise<Stats> {
  const found = await stat(folder)
  if (!found.isDirectory()) throw Object.assign(new Error("no folder"), { code: "ENOTDIR" })
  return found
}

/** How long a listing is paged through as it was. */
const PAGES_FOR_MS = 10_000

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" })

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
