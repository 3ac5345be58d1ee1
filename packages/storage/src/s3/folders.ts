import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import pMap from "p-map"
import type { StorageError } from "../errors.ts"
import type { FilePath, FolderPath } from "../path.ts"
import type { TransferOptions } from "../storage.ts"
import { loadSdk } from "./client.ts"
import { abortable, notS3 } from "./connection.ts"
import type { S3Connection } from "./connection.ts"
import { readListing } from "./listing.ts"
import type { ListedKey, ListPage } from "./listing.ts"

/** Requests at a time: enough to keep a server busy, few enough not to be told to slow down. */
const PARALLEL = 16

export interface ListQuery {
  readonly prefix: string
  /** Absent: every key below the prefix. */
  readonly delimiter?: "/" | undefined
  readonly cursor?: string | undefined
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

/** One page of keys. */
export async function listKeys(
  connection: S3Connection,
  path: FolderPath,
  { prefix, delimiter, cursor, limit, signal }: ListQuery,
): Promise<Result<ListPage, StorageError>> {
  return await connection.request({ operation: "list", path }, async (client) => {
    const { ListObjectsV2Command } = await loadSdk()
    let page: ListPage | undefined
    const command = new ListObjectsV2Command({
      Bucket: connection.bucket,
      Prefix: prefix,
      Delimiter: delimiter,
      MaxKeys: limit,
      ContinuationToken: cursor,
      // Without it Swift answers 500 to keys with control characters, and AWS sends broken XML.
      EncodingType: "url",
    })
    connection.readers.set(command.input, (xml) => (page = readListing(xml)))
    await client.send(command, abortable(signal))
    // A web page or a captive portal answers 200, too: it must not look like an empty folder.
    if (page === undefined) throw notS3(connection.host(), "listing")
    return page
  })
}

/** Does something to every key below a folder, some at a time, a page after the other. The first failure ends it. */
export async function forEachKey(
  connection: S3Connection,
  folder: FolderPath,
  act: (key: ListedKey) => Promise<Result<unknown, StorageError>>,
  { signal, onProgress }: TransferOptions = {},
): Promise<Result<number, StorageError>> {
  const prefix = connection.keyOf(folder)
  let cursor: string | undefined
  let count = 0
  do {
    const page: Result<ListPage, StorageError> = await listKeys(connection, folder, {
      prefix,
      cursor,
      limit: 1000,
      signal,
    })
    if (!page.ok) return page
    let failure: StorageError | undefined
    await pMap(
      page.value.keys,
      async (key) => {
        if (failure !== undefined || signal?.aborted === true) return
        const done = await act(key)
        if (!done.ok) failure ??= done.error
        else {
          count++
          onProgress?.(count)
        }
      },
      { concurrency: PARALLEL },
    )
    if (failure !== undefined) return err(failure)
    if (signal?.aborted === true) return err({ code: "timeout", host: connection.host(), afterMs: 0 })
    cursor = page.value.next
  } while (cursor !== undefined)
  return ok(count)
}

/** Removes one key. One by one, since a bulk DeleteObjects is refused by Swift without an MD5, by Ceph for control
 *  characters, and not known to GCS (S3.md §4). */
export async function deleteKey(
  connection: S3Connection,
  path: FilePath,
  key: string,
): Promise<Result<void, StorageError>> {
  return await connection.request({ operation: "remove", path }, async (client) => {
    const { DeleteObjectCommand } = await loadSdk()
    await client.send(new DeleteObjectCommand({ Bucket: connection.bucket, Key: key }))
  })
}

/** Copies one key within the bucket, on the server; beyond 5 GB it cannot be done in one request. */
export async function copyKey(
  connection: S3Connection,
  path: FilePath,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<Result<void, StorageError>> {
  return await connection.request({ operation: "copy", path }, async (client) => {
    const { CopyObjectCommand } = await loadSdk()
    const source = `${connection.bucket}/${from}`.split("/").map(encodeURIComponent).join("/")
    await client.send(
      new CopyObjectCommand({ Bucket: connection.bucket, Key: to, CopySource: source }),
      abortable(signal),
    )
  })
}
