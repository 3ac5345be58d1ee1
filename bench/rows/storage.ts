import {
  GetObjectCommand,
  ListObjectsV2Command,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3"
import type { S3Client } from "@aws-sdk/client-s3"
import type { FilePath, FolderPath, Storage } from "@quire/storage"
import { forkScript } from "../forked.ts"
import { takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"
import { clientAt, storageAt } from "./storage-clients.ts"

const GIB = 1024 ** 3
const CHUNK = 1024 * 1024
const PART = 8 * CHUNK

/** A bucket through our storage and through the bare SDK, before a server in another process that answers at once. */
export async function storageRows(): Promise<Row[]> {
  await using server = await forkScript<{ url: string }>(new URL("storage.floor-server.ts", import.meta.url))
  const { url } = server.ready
  const storage = storageAt(url)
  const client = await clientAt(url)
  const list = await takeTurns(
    { ours: () => time(() => listOurs(storage)), beside: () => time(() => listBare(client)) },
    { count: 7, warmUp: 2 },
  )
  const first = await takeTurns(
    {
      ours: () => time(() => storage.list("/" as FolderPath, { limit: 1000 })),
      beside: () => time(() => client.send(new ListObjectsV2Command({ Bucket: "box", MaxKeys: 1000 }))),
    },
    { count: 31, warmUp: 5 },
  )
  const down = await takeTurns(
    { ours: () => time(() => downOurs(storage)), beside: () => time(() => downBare(client)) },
    { count: 5, warmUp: 1 },
  )
  const up = await takeTurns(
    { ours: () => time(() => upOurs(storage)), beside: () => time(() => upBare(client)) },
    { count: 5, warmUp: 1 },
  )
  const grown = await growth(storage, client)
  const fresh = await takeTurns(
    { ours: () => firstRequest("ours", url), beside: () => firstRequest("bare", url) },
    { count: 9, warmUp: 1 },
  )
  const sdk = "@aws-sdk/client-s3"
  return [
    row("list 100,000 keys", list, `${sdk}'s paginator`, 0.5),
    row("first page of 1,000 keys", first, `${sdk}, one ListObjectsV2`, 1.2),
    row("first request of a process, all loading included", fresh, `${sdk}, imported and asked`, 1.2),
    row(`1 GiB down (memory + ${grown.down} MB)`, down, `${sdk}, GetObject (+ ${grown.bareDown} MB)`, 1.1),
    row(`1 GiB up from a stream (memory + ${grown.up} MB)`, up, `${sdk}, 8 MiB × 4 (+ ${grown.bareUp} MB)`, 1.1),
  ]
}

function row(
  name: string,
  { ours, beside }: Pick<Row, "ours" | "beside">,
  besideName: string,
  ratioAtMost: number,
): Row {
  return { name, ours, beside, besideName, goal: { ratioAtMost } }
}

async function listOurs(storage: Storage): Promise<void> {
  let cursor: string | undefined
  let count = 0
  do {
    const page = await storage.list("/" as FolderPath, { cursor, limit: 1000 })
    if (!page.ok) throw new Error(page.error.code)
    count += page.value.entries.length
    cursor = page.value.cursor
  } while (cursor !== undefined)
  if (count !== 100_000) throw new Error(`${count} keys`)
}

async function listBare(client: S3Client): Promise<void> {
  let count = 0
  for await (const page of paginateListObjectsV2({ client }, { Bucket: "box" })) count += page.Contents?.length ?? 0
  if (count !== 100_000) throw new Error(`${count} keys`)
}

async function downOurs(storage: Storage): Promise<void> {
  const read = await storage.read(`/zeros-${GIB}` as FilePath)
  if (!read.ok) throw new Error(read.error.code)
  let size = 0
  for await (const chunk of read.value.body) size += chunk.length
  if (size !== GIB) throw new Error(`${size} bytes`)
}

async function downBare(client: S3Client): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: "box", Key: `zeros-${GIB}` }))
  let size = 0
  for await (const chunk of Body as unknown as AsyncIterable<Uint8Array>) size += chunk.length
  if (size !== GIB) throw new Error(`${size} bytes`)
}

function gib(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(CHUNK)
  let left = GIB / CHUNK
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(chunk)
      else controller.close()
    },
  })
}

async function upOurs(storage: Storage): Promise<void> {
  const written = await storage.write("/up" as FilePath, gib())
  if (!written.ok) throw new Error(written.error.code)
}

/** As the SDK's own uploader does it: parts of 8 MiB, four at a time. */
async function upBare(client: S3Client): Promise<void> {
  const at = { Bucket: "box", Key: "up" }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at))
  const Body = Buffer.alloc(PART)
  let next = 1
  const send = async (): Promise<void> => {
    while (next <= GIB / PART) await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: next++, Body }))
  }
  await Promise.all([send(), send(), send(), send()])
  const Parts = Array.from({ length: GIB / PART }, (_, n) => ({ PartNumber: n + 1, ETag: '"zeros"' }))
  await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }))
}

/** MB that this process grows by at most while a GiB passes through. */
async function growth(
  storage: Storage,
  client: S3Client,
): Promise<Record<"up" | "down" | "bareUp" | "bareDown", number>> {
  const most = async (act: () => Promise<void>): Promise<number> => {
    globalThis.gc?.()
    const before = process.memoryUsage.rss()
    let peak = before
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20)
    await act()
    clearInterval(timer)
    return Math.round((peak - before) / 1024 / 1024)
  }
  return {
    down: await most(() => downOurs(storage)),
    bareDown: await most(() => downBare(client)),
    up: await most(() => upOurs(storage)),
    bareUp: await most(() => upBare(client)),
  }
}

async function firstRequest(kind: "ours" | "bare", url: string): Promise<number> {
  await using forked = await forkScript<{ ms: number }>(new URL("storage.first.ts", import.meta.url), [kind, url])
  return forked.ready.ms
}
