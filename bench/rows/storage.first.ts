// The first request of a process to a bucket, with all that has to be loaded for it; started by `storage.ts`, which says
// as what (`ours` or `bare`) and where. Sends the milliseconds.
import { clientAt, storageAt } from "./storage-clients.ts"
import type { FolderPath } from "@quire/storage"

const [kind, url = ""] = process.argv.slice(2)
const ms = kind === "ours" ? await ours() : await bare()
process.send?.({ ms })
process.disconnect?.()

async function ours(): Promise<number> {
  const storage = storageAt(url)
  const start = performance.now()
  const page = await storage.list("/" as FolderPath, { limit: 1000 })
  if (!page.ok) throw new Error(page.error.code)
  return performance.now() - start
}

async function bare(): Promise<number> {
  const start = performance.now()
  const { ListObjectsV2Command } = await import("@aws-sdk/client-s3")
  await (await clientAt(url)).send(new ListObjectsV2Command({ Bucket: "box", MaxKeys: 1000 }))
  return performance.now() - start
}
