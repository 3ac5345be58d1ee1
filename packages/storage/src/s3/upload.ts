import { randomUUID } from "node:crypto"
import type { CompletedPart } from "@aws-sdk/client-s3"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import type { FilePath } from "../path.ts"
import type { Version, WriteOptions } from "../storage.ts"
import { chunksOf } from "../chunks.ts"
import { loadSdk } from "./client.ts"
import { conditionFor } from "./conditional.ts"
import { abortable } from "./connection.ts"
import type { S3Connection } from "./connection.ts"
import { conflictWith, contentTypeOf, whatIsThere, WRITE_ID, writeBytes } from "./write.ts"

/** All parts but the last are of one size, which R2 wants; at most 10,000 of them: 60 GB. */
const PART_BYTES = 6 * 1024 * 1024
/** With the part that fills, one more than this many are held at a time. */
const PARTS_IN_FLIGHT = 4
const MOST_PARTS = 10_000

/** Writes a stream in parts, with bounded memory; one that fits into a part is written with one PUT. What fails leaves
 *  no parts behind. */
export async function writeStream(
  connection: S3Connection,
  path: FilePath,
  body: ReadableStream<Uint8Array>,
  options: WriteOptions,
): Promise<Result<Version, StorageError>> {
  // Buffers are used again: fresh memory costs as much as sending it.
  const free: Buffer<ArrayBuffer>[] = []
  const parts = cut(body, options.signal, free)
  try {
    const first = await parts.next()
    const head = first.value ?? Buffer.alloc(0)
    if (head.length < PART_BYTES) {
      const written = await writeBytes(connection, path, head, options)
      if (written.ok) options.onProgress?.(head.length)
      return written
    }
    const { expect } = options
    const support = expect === undefined ? undefined : await connection.conditional()
    if (support?.ok === false) return support
    const conflict = expect === undefined ? undefined : await conflictWith(connection, path, expect)
    if (conflict !== undefined) return err(conflict)
    return await new Upload(connection, path, options, free).run(head, parts)
  } catch (error) {
    return err(sourceError(error, path))
  } finally {
    // Lets go of the source, read or not.
    await parts.return(undefined).catch(() => undefined)
  }
}

class Upload {
  private readonly connection: S3Connection
  private readonly path: FilePath
  private readonly options: WriteOptions
  private readonly id = randomUUID()
  private readonly done: CompletedPart[] = []
  private readonly stop = new AbortController()
  private failure: StorageError | undefined
  private readonly free: Buffer<ArrayBuffer>[]
  private sent = 0

  constructor(connection: S3Connection, path: FilePath, options: WriteOptions, free: Buffer<ArrayBuffer>[]) {
    this.free = free
    this.connection = connection
    this.path = path
    this.options = options
  }

  async run(
    first: Buffer<ArrayBuffer>,
    rest: AsyncIterable<Buffer<ArrayBuffer>>,
  ): Promise<Result<Version, StorageError>> {
    const uploadId = await this.begin()
    if (!uploadId.ok) return uploadId
    let isDone = false
    try {
      const sent = await this.sendAll(uploadId.value, first, rest)
      if (!sent.ok) return sent
      const completed = await this.complete(uploadId.value)
      isDone = completed.ok
      return completed
    } finally {
      if (!isDone) await this.abort(uploadId.value)
    }
  }

  private begin(): Promise<Result<string, StorageError>> {
    return this.ask(async (client, at) => {
      const { CreateMultipartUploadCommand } = await loadSdk()
      const Metadata = { [WRITE_ID]: this.id }
      const command = new CreateMultipartUploadCommand({ ...at, ContentType: contentTypeOf(this.path), Metadata })
      const { UploadId } = await client.send(command, abortable(this.options.signal))
      if (UploadId === undefined) throw new Error("no upload id")
      return UploadId
    })
  }

  private async sendAll(
    uploadId: string,
    first: Buffer<ArrayBuffer>,
    rest: AsyncIterable<Buffer<ArrayBuffer>>,
  ): Promise<Result<void, StorageError>> {
    const running = new Set<Promise<void>>()
    let number = 0
    const start = (part: Buffer<ArrayBuffer>): void => {
      const sending = this.send(uploadId, ++number, part).finally(() => running.delete(sending))
      running.add(sending)
    }
    start(first)
    try {
      for await (const part of rest) {
        if (number === MOST_PARTS) return err({ code: "too-large", path: this.path, limit: MOST_PARTS * PART_BYTES })
        start(part)
        if (running.size >= PARTS_IN_FLIGHT) await Promise.race(running)
        if (this.failure !== undefined) return err(this.failure)
      }
    } finally {
      if (this.failure !== undefined) this.stop.abort()
      await Promise.all(running)
    }
    return this.failure === undefined ? ok(undefined) : err(this.failure)
  }

  private async send(UploadId: string, PartNumber: number, Body: Buffer<ArrayBuffer>): Promise<void> {
    const { signal } = this.options
    const both = signal === undefined ? this.stop.signal : AbortSignal.any([signal, this.stop.signal])
    const sent = await this.ask(async (client, at) => {
      const { UploadPartCommand } = await loadSdk()
      const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }), {
        abortSignal: both,
      })
      return { ETag, PartNumber }
    })
    if (Body.length === PART_BYTES) this.free.push(Body)
    if (!sent.ok) {
      this.failure ??= sent.error
      this.stop.abort()
      return
    }
    this.done.push(sent.value)
    this.sent += Body.length
    this.options.onProgress?.(this.sent)
  }

  /** Some servers keep conditions here, some ignore them: it is looked before as well. An answer that was lost is found
   *  again by the write's id. */
  private async complete(UploadId: string): Promise<Result<Version, StorageError>> {
    const { expect } = this.options
    const support = this.connection.support ?? { ifMatch: "none", ifNoneMatch: false }
    const condition = expect === undefined ? {} : (conditionFor(support, expect) ?? {})
    const conflict = expect === undefined ? undefined : await conflictWith(this.connection, this.path, expect)
    if (conflict !== undefined) return err(conflict)
    const Parts = this.done.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0))
    const completed = await this.ask(async (client, at) => {
      const { CompleteMultipartUploadCommand } = await loadSdk()
      await client.send(
        new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...condition }),
        abortable(this.options.signal),
      )
    })
    // Ceph leaves the ETag of the answer empty.
    const there = await whatIsThere(this.connection, this.path)
    if (there.ok && there.value.writeId === this.id && there.value.version !== undefined) return ok(there.value.version)
    if (!completed.ok) return completed
    return there.ok ? err({ code: "conflict", path: this.path, found: there.value.version }) : there
  }

  private async abort(UploadId: string): Promise<void> {
    // What failed may be the connection: a second try after a moment is all that can be done.
    for (let n = 0; n < 2; n++) {
      const aborted = await this.ask(async (client, at) => {
        const { AbortMultipartUploadCommand } = await loadSdk()
        await client.send(new AbortMultipartUploadCommand({ ...at, UploadId }))
      })
      if (aborted.ok || aborted.error.code === "not-found") return
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  private ask<T>(
    act: (
      client: Parameters<Parameters<S3Connection["request"]>[1]>[0],
      at: { readonly Bucket: string; readonly Key: string },
    ) => Promise<T>,
  ): Promise<Result<T, StorageError>> {
    const { connection, path } = this
    const at = { Bucket: connection.bucket, Key: connection.keyOf(path) }
    return connection.request({ operation: "write", path }, (client) => act(client, at))
  }
}

/** Cuts a stream into parts of one size; the last may be smaller. */
async function* cut(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
  free: Buffer<ArrayBuffer>[],
): AsyncGenerator<Buffer<ArrayBuffer>, undefined> {
  let part = Buffer.allocUnsafeSlow(PART_BYTES)
  let filled = 0
  for await (const chunk of chunksOf(body, signal)) {
    let at = 0
    while (at < chunk.length) {
      const count = Math.min(chunk.length - at, PART_BYTES - filled)
      part.set(chunk.subarray(at, at + count), filled)
      filled += count
      at += count
      if (filled < PART_BYTES) continue
      yield part
      part = free.pop() ?? Buffer.allocUnsafeSlow(PART_BYTES)
      filled = 0
    }
  }
  if (filled > 0) yield part.subarray(0, filled)
  return undefined
}

/** The stream that was to be written failed: another storage's, or a browser that went away. */
function sourceError(error: unknown, path: FilePath): StorageError {
  const found = (error as { storageError?: StorageError } | undefined)?.storageError
  return found ?? { code: "unexpected", what: `What was to be written to ${path} broke off.`, reference: "source" }
}
