import type { Brand, Result } from "@quire/base"
import type { StorageError } from "./errors.ts"
import type { FilePath, FolderPath } from "./path.ts"

/** Given once and kept in settings; place and credentials never enter it. */
export type StorageId = Brand<string, "StorageId">

/** A storage's tag for a file's content: bare ETag (S3) or content hash (local). What a conditional write is held to. */
export type Version = Brand<string, "Version">

export interface Entry {
  readonly path: FilePath | FolderPath
  readonly type: "file" | "folder"
  /** Bytes; undefined for folders. */
  readonly size: number | undefined
  /** Milliseconds since 1970; undefined where the storage does not say. */
  readonly modifiedAt: number | undefined
  /** Undefined where the storage only knows it after reading. */
  readonly version: Version | undefined
}

export interface Page {
  readonly entries: readonly Entry[]
  /** Pass it back for the next page; undefined at the end. */
  readonly cursor: string | undefined
}

/** What an operation may count on. Per operation, since servers differ per operation (S3.md §4). */
export interface Capabilities {
  readonly isWritable: boolean
  /** `strong`: the storage itself refuses a write against another version; `compare-then-write`: we look first, and a
   *  writer in between is not noticed. */
  readonly conditionalWrites: "strong" | "compare-then-write"
  readonly canWatch: boolean
}

export interface FileBody {
  readonly body: ReadableStream<Uint8Array>
  readonly version: Version
  /** Bytes of `body`. */
  readonly size: number
}

/** Bytes `offset` and on, at most `length` of them; past the end there are none. */
export interface ByteRange {
  readonly offset: number
  readonly length?: number | undefined
}

export interface ReadOptions {
  readonly range?: ByteRange | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ListOptions {
  readonly cursor?: string | undefined
  /** Entries a page; default 1000. */
  readonly limit?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface WriteOptions {
  /** A version, or `absent` for a file that must be new; undefined overwrites. */
  readonly expect?: Version | "absent" | undefined
  readonly signal?: AbortSignal | undefined
  /** Bytes that have gone out so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined
}

/** Bytes at hand, or a stream of any length, which is never held whole. */
export type FileSource = Uint8Array | ReadableStream<Uint8Array>

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined
  /** Files done so far. */
  readonly onProgress?: ((files: number) => void) | undefined
}

export type AnyPath = FilePath | FolderPath

/** A place that holds files. Every method answers with a value and never throws, whatever the place does. */
export interface Storage {
  readonly id: StorageId
  readonly name: string
  readonly kind: "local" | "s3"
  /** For people: a folder, or `s3://bucket/prefix`. */
  readonly where: string
  readonly capabilities: Capabilities
  /** A page of a folder, names in order. An empty or missing S3 folder is empty; a missing local one is `not-found`. */
  list(folder: FolderPath, options?: ListOptions): Promise<Result<Page, StorageError>>
  stat(path: FilePath, options?: { readonly signal?: AbortSignal | undefined }): Promise<Result<Entry, StorageError>>
  /** The whole file as a stream. The reader cancels or drains it. */
  read(path: FilePath, options?: ReadOptions): Promise<Result<FileBody, StorageError>>
  /** Writes a whole file and returns its new version. Errors: `conflict` with the version found, and all others. What
   *  was begun and failed leaves nothing behind. */
  write(path: FilePath, body: FileSource, options?: WriteOptions): Promise<Result<Version, StorageError>>
  /** Removes a file, or a folder with all in it; what is not there is `not-found`. */
  remove(path: AnyPath, options?: TransferOptions): Promise<Result<void, StorageError>>
  /** Copies a file to a file, or a folder to a folder. What is there already is a `conflict`, never overwritten. */
  copy(from: AnyPath, to: AnyPath, options?: TransferOptions): Promise<Result<void, StorageError>>
  /** As `copy`; the old place is emptied once all is in the new one. */
  move(from: AnyPath, to: AnyPath, options?: TransferOptions): Promise<Result<void, StorageError>>
  /** Makes a folder that is not there yet. */
  createFolder(path: FolderPath): Promise<Result<void, StorageError>>
  /** Can we list, read, write, write conditionally? Leaves nothing behind. */
  probe(signal?: AbortSignal): Promise<ProbeReport>
}

export type ProbeStepName = "list" | "read" | "write" | "conditional"

export interface ProbeStep {
  readonly name: ProbeStepName
  readonly outcome: "ok" | "failed" | "skipped"
  readonly detail: string
  readonly ms: number
}

export interface ProbeReport {
  readonly steps: readonly ProbeStep[]
  /** The first step's failure that matters; undefined when all is well. */
  readonly error: StorageError | undefined
  readonly canRead: boolean
  readonly canWrite: boolean
  readonly conditionalWrites: Capabilities["conditionalWrites"]
  readonly region: string | undefined
  /** By how many ms the storage's clock is ahead of this machine's; undefined where it does not say. */
  readonly clockDifferenceMs?: number | undefined
}

/** The storage itself is no folder that can be taken away. */
export function whyNoRemoval(path: AnyPath): StorageError | undefined {
  return path === "/" ? { code: "invalid-path", path, because: "it is the whole storage" } : undefined
}

/** Why a copy or move makes no sense; undefined when it does. */
export function whyNoTransfer(from: AnyPath, to: AnyPath): StorageError | undefined {
  const isFolder = from.endsWith("/")
  if (from === "/" || to === "/") return { code: "invalid-path", path: "/", because: "it is the whole storage" }
  if (isFolder !== to.endsWith("/"))
    return { code: "invalid-path", path: to, because: isFolder ? "a folder goes to a folder" : "a file goes to a file" }
  if (from === to) return { code: "conflict", path: to, found: undefined }
  if (isFolder && to.startsWith(from))
    return { code: "invalid-path", path: to, because: "a folder does not go into itself" }
  return undefined
}

/** Reads a whole file, at most `limit` bytes; a larger one is `too-large` and is not read on. */
export async function readAll(
  storage: Storage,
  path: FilePath,
  limit: number,
  signal?: AbortSignal,
): Promise<Result<{ readonly bytes: Uint8Array; readonly version: Version }, StorageError>> {
  const opened = await storage.read(path, { signal })
  if (!opened.ok) return opened
  const { body, version, size } = opened.value
  if (size > limit) {
    await body.cancel().catch(() => undefined)
    return { ok: false, error: { code: "too-large", path, limit } }
  }
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      length += chunk.length
      if (length > limit) return { ok: false, error: { code: "too-large", path, limit } }
    }
  } catch (error) {
    return { ok: false, error: bodyError(error, path) }
  }
  if (length !== size) {
    return {
      ok: false,
      error: { code: "unexpected", what: `${path} ended after ${length} of ${size} bytes.`, reference: "short-body" },
    }
  }
  return { ok: true, value: { bytes: Buffer.concat(chunks), version } }
}

/** A body's stream fails with a `StorageError` as its reason where the storage knows one. */
function bodyError(error: unknown, path: string): StorageError {
  if (typeof error === "object" && error !== null && "code" in error && "storageError" in error) {
    return (error as { storageError: StorageError }).storageError
  }
  return { code: "unexpected", what: `Reading ${path} broke off.`, reference: "body" }
}
