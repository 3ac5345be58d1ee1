import type { Readable } from "node:stream"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import { nameOf } from "../path.ts"
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
  ReadOptions,
  Storage,
  StorageId,
  TransferOptions,
  Version,
  WriteOptions,
} from "../storage.ts"
import { addressText } from "./address.ts"
import { guardedBody } from "./body.ts"
import { loadSdk } from "./client.ts"
import { bareVersion } from "./conditional.ts"
import { abortable, notS3, S3Connection } from "./connection.ts"
import type { ConnectionOptions } from "./connection.ts"
import { statusOf, translateS3Error } from "./errors.ts"
import { copyKey, deleteKey, forEachKey, listKeys } from "./folders.ts"
import { toPage } from "./listing.ts"
import { probeS3 } from "./probe.ts"
import { writeStream } from "./upload.ts"
import { writeBytes } from "./write.ts"

export interface S3Options extends ConnectionOptions {
  readonly id: StorageId
  readonly name: string
  readonly isReadOnly?: boolean | undefined
}

/** What one PUT carries; more goes in parts. */
const PUT_BYTES = 32 * 1024 * 1024
/** The most that a server copies in one request. */
const COPY_BYTES = 5 * 1024 ** 3

/** A bucket, or what lies under a prefix of one, as a storage. */
export function s3Storage(options: S3Options): Storage {
  return new S3Storage(options)
}

class S3Storage implements Storage {
  readonly kind = "s3"
  readonly id: StorageId
  readonly name: string
  readonly where: string
  private readonly connection: S3Connection
  private readonly isReadOnly: boolean

  constructor(options: S3Options) {
    this.id = options.id
    this.name = options.name
    this.where = addressText(options.address)
    this.isReadOnly = options.isReadOnly ?? false
    this.connection = new S3Connection(options)
  }

  get capabilities(): Storage["capabilities"] {
    const { support } = this.connection
    const isStrong = support !== undefined && support.ifMatch !== "none" && support.ifNoneMatch
    return {
      isWritable: !this.isReadOnly,
      conditionalWrites: isStrong ? "strong" : "compare-then-write",
      canWatch: false,
    }
  }

  async list(
    folder: FolderPath,
    { cursor, limit = 1000, signal }: ListOptions = {},
  ): Promise<Result<Page, StorageError>> {
    const prefix = this.connection.keyOf(folder)
    const page = await listKeys(this.connection, folder, { prefix, delimiter: "/", cursor, limit, signal })
    return page.ok ? ok(toPage(page.value, prefix, this.connection.prefix)) : page
  }

  stat(path: FilePath, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<Result<Entry, StorageError>> {
    const { connection } = this
    return connection.request({ operation: "read", path }, async (client) => {
      const { HeadObjectCommand } = await loadSdk()
      const command = new HeadObjectCommand({ Bucket: connection.bucket, Key: connection.keyOf(path) })
      const head = await client.send(command, abortable(signal))
      if (head.ETag === undefined) throw notS3(connection.host(), "file")
      const modifiedAt = head.LastModified?.getTime()
      return { path, type: "file", size: head.ContentLength, modifiedAt, version: bareVersion(head.ETag) }
    })
  }

  async read(path: FilePath, { range, signal }: ReadOptions = {}): Promise<Result<FileBody, StorageError>> {
    const { connection } = this
    if (range?.length === 0) return await this.nothingOf(path)
    const read = await connection.request(
      { operation: "read", path },
      async (client): Promise<FileBody | undefined> => {
        const { GetObjectCommand } = await loadSdk()
        const [Bucket, Key] = [connection.bucket, connection.keyOf(path)]
        const Range = range === undefined ? undefined : rangeHeader(range.offset, range.length)
        try {
          const answer = await client.send(new GetObjectCommand({ Bucket, Key, Range }), abortable(signal))
          const isWhole = answer.ContentRange === undefined && range !== undefined
          if (answer.ETag === undefined || answer.ContentLength === undefined || answer.Body === undefined || isWhole)
            throw notS3(connection.host(), "file")
          const context = connection.context({ operation: "read", path })
          const body = guardedBody(answer.Body as Readable, 3 * connection.timeoutMs, (error) =>
            translateS3Error(error, context),
          )
          return { body, version: bareVersion(answer.ETag), size: answer.ContentLength }
        } catch (error) {
          if (range !== undefined && statusOf(error) === 416) return undefined
          throw error
        }
      },
    )
    if (!read.ok) return read
    return read.value === undefined ? await this.nothingOf(path) : ok(read.value)
  }

  async write(path: FilePath, body: FileSource, options: WriteOptions = {}): Promise<Result<Version, StorageError>> {
    if (this.isReadOnly) {
      if (!(body instanceof Uint8Array)) await body.cancel().catch(() => undefined)
      return err({ code: "read-only", path })
    }
    if (!(body instanceof Uint8Array)) return await writeStream(this.connection, path, body, options)
    if (body.length > PUT_BYTES) return await writeStream(this.connection, path, streamOf(body), options)
    const written = await writeBytes(this.connection, path, body, options)
    if (written.ok) options.onProgress?.(body.length)
    return written
  }

  async remove(path: AnyPath, options: TransferOptions = {}): Promise<Result<void, StorageError>> {
    if (this.isReadOnly) return err({ code: "read-only", path })
    const problem = whyNoRemoval(path)
    if (problem !== undefined) return err(problem)
    if (isFolder(path)) {
      const removed = await forEachKey(this.connection, path, ({ key }) => this.delete(key), options)
      if (!removed.ok) return removed
      return removed.value === 0 ? err({ code: "not-found", path }) : ok(undefined)
    }
    const found = await this.stat(path)
    return found.ok ? await this.delete(this.connection.keyOf(path)) : found
  }

  async copy(from: AnyPath, to: AnyPath, options: TransferOptions = {}): Promise<Result<void, StorageError>> {
    if (this.isReadOnly) return err({ code: "read-only", path: to })
    const problem = whyNoTransfer(from, to) ?? (await this.taken(to))
    if (problem !== undefined) return err(problem)
    const { connection } = this
    if (!isFolder(from)) {
      const found = await this.stat(from, options)
      if (!found.ok) return found
      const copied = await this.copyOne(connection.keyOf(from), connection.keyOf(to), found.value.size, options)
      if (copied.ok) options.onProgress?.(1)
      return copied
    }
    const [source, target] = [connection.keyOf(from), connection.keyOf(to)]
    const copied = await forEachKey(
      connection,
      from,
      ({ key, size }) => this.copyOne(key, target + key.slice(source.length), size, options),
      options,
    )
    if (!copied.ok) return copied
    return copied.value === 0 ? err({ code: "not-found", path: from }) : ok(undefined)
  }

  async move(from: AnyPath, to: AnyPath, options: TransferOptions = {}): Promise<Result<void, StorageError>> {
    const copied = await this.copy(from, to, options)
    return copied.ok ? await this.remove(from, { signal: options.signal }) : copied
  }

  /** A folder of a bucket is a prefix: an empty one is kept by a marker, a key that ends in `/`. */
  async createFolder(path: FolderPath): Promise<Result<void, StorageError>> {
    if (this.isReadOnly) return err({ code: "read-only", path })
    const taken = await this.taken(path)
    if (taken !== undefined) return err(taken)
    const made = await writeBytes(this.connection, path as string as FilePath, new Uint8Array(), {})
    return made.ok ? ok(undefined) : made
  }

  probe(signal?: AbortSignal): Promise<ProbeReport> {
    return probeS3(this, {
      isReadOnly: this.isReadOnly,
      region: () => this.connection.region,
      clockDifferenceMs: () => this.connection.clockDifferenceMs,
      discover: () => this.connection.conditional(),
      signal,
    })
  }

  private delete(key: string): Promise<Result<void, StorageError>> {
    return deleteKey(this.connection, this.pathOf(key), key)
  }

  private pathOf(key: string): FilePath {
    return `/${key.slice(this.connection.prefix.length)}` as FilePath
  }

  /** The conflict with what is at a place already. */
  private async taken(path: AnyPath): Promise<StorageError | undefined> {
    if (isFolder(path)) {
      const page = await listKeys(this.connection, path, { prefix: this.connection.keyOf(path), limit: 1 })
      if (!page.ok) return page.error
      return page.value.keys.length === 0 ? undefined : { code: "conflict", path, found: undefined }
    }
    const found = await this.stat(path)
    if (found.ok) return { code: "conflict", path, found: found.value.version }
    return found.error.code === "not-found" ? undefined : found.error
  }

  private async copyOne(
    from: string,
    to: string,
    size: number | undefined,
    { signal }: TransferOptions,
  ): Promise<Result<void, StorageError>> {
    if ((size ?? 0) < COPY_BYTES) return await copyKey(this.connection, this.pathOf(to), from, to, signal)
    const read = await this.read(this.pathOf(from), { signal })
    if (!read.ok) return read
    const written = await this.write(this.pathOf(to), read.value.body, { signal })
    return written.ok ? ok(undefined) : written
  }

  /** What a range past a file's end holds. */
  private async nothingOf(path: FilePath): Promise<Result<FileBody, StorageError>> {
    const found = await this.stat(path)
    if (!found.ok) return found
    const version = found.value.version
    if (version === undefined)
      return err({ code: "unexpected", what: `${nameOf(path)} has no version.`, reference: "etag" })
    return ok({ body: streamOf(new Uint8Array()), version, size: 0 })
  }
}

function isFolder(path: AnyPath): path is FolderPath {
  return path.endsWith("/")
}

function rangeHeader(offset: number, length: number | undefined): string {
  return `bytes=${offset}-${length === undefined ? "" : offset + length - 1}`
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}
