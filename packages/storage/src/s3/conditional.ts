import { randomUUID } from "node:crypto"
import type { S3Client } from "@aws-sdk/client-s3"
import type { Version } from "../storage.ts"
import { loadSdk } from "./client.ts"
import { statusOf } from "./errors.ts"

/** What a server's PutObject does with conditions, found by trying. Ceph 16 refuses the quoted ETag and takes the bare
 *  one; Swift answers 501; old servers ignore the header and overwrite (S3.md §4). */
export interface ConditionalSupport {
  readonly ifMatch: "quoted" | "bare" | "none"
  readonly ifNoneMatch: boolean
}

/** An ETag as we keep it: without quotes and without the mark of a weak one. */
export function bareVersion(etag: string): Version {
  return etag.replace(/^W\//, "").replace(/^"(.*)"$/, "$1") as Version
}

/** Tries conditions on a small object of our own at `key`, which must not be there; it is removed after. Throws what
 *  the SDK throws when the object cannot be written at all. */
export async function discoverConditional(client: S3Client, bucket: string, key: string): Promise<ConditionalSupport> {
  const { PutObjectCommand, DeleteObjectCommand } = await loadSdk()
  const put = async (conditions: { IfMatch?: string; IfNoneMatch?: string }): Promise<number | { etag: string }> => {
    try {
      const answer = await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: randomUUID(), ...conditions }),
      )
      return { etag: bareVersion(answer.ETag ?? "") }
    } catch (error) {
      const status = statusOf(error)
      if (status === undefined || status === 403) throw error
      return status
    }
  }
  const first = await put({})
  if (typeof first === "number") throw Object.assign(new Error("refused"), { $metadata: { httpStatusCode: first } })
  try {
    const ifNoneMatch = (await put({ IfNoneMatch: "*" })) === 412
    const wrong = await put({ IfMatch: `"${"0".repeat(32)}"` })
    if (wrong !== 412) return { ifMatch: "none", ifNoneMatch }
    const current = typeof first === "object" ? first.etag : ""
    if (typeof (await put({ IfMatch: `"${current}"` })) === "object") return { ifMatch: "quoted", ifNoneMatch }
    if (typeof (await put({ IfMatch: current })) === "object") return { ifMatch: "bare", ifNoneMatch }
    return { ifMatch: "none", ifNoneMatch }
  } finally {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })).catch(() => undefined)
  }
}

/** The header that holds a write to what is expected; undefined where the server has none. */
export function conditionFor(
  support: ConditionalSupport,
  expect: Version | "absent",
): { readonly IfMatch: string } | { readonly IfNoneMatch: "*" } | undefined {
  if (expect === "absent") return support.ifNoneMatch ? { IfNoneMatch: "*" } : undefined
  if (support.ifMatch === "none") return undefined
  return { IfMatch: support.ifMatch === "quoted" ? `"${expect}"` : expect }
}
