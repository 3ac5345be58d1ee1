import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import type { FilePath } from "../path.ts"
import type { Version, WriteOptions } from "../storage.ts"
import { loadSdk } from "./client.ts"
import { bareVersion, conditionFor } from "./conditional.ts"
import { abortable, notS3 } from "./connection.ts"
import type { S3Connection } from "./connection.ts"

/** The metadata that tells our own write from a stranger's. */
export const WRITE_ID = "quire-write"
const ATTEMPTS = 4

export type Condition = { readonly IfMatch: string } | { readonly IfNoneMatch: "*" }
type Extra = Partial<Record<"IfMatch" | "IfNoneMatch", string>> & { readonly Metadata?: Record<string, string> }

/** Writes bytes at hand with one PUT, held to what is expected as well as the server can. */
export async function writeBytes(
  connection: S3Connection,
  path: FilePath,
  body: Uint8Array,
  { expect, signal }: WriteOptions,
): Promise<Result<Version, StorageError>> {
  if (expect === undefined) return await put(connection, path, body, {}, signal)
  const support = await connection.conditional()
  if (!support.ok) return support
  const condition = conditionFor(support.value, expect)
  if (condition !== undefined) return await conditionalPut(connection, path, body, expect, condition, signal)
  // For servers without conditions: look, then write. A writer in between is not noticed; `capabilities` says so.
  const conflict = await conflictWith(connection, path, expect)
  return conflict === undefined ? await put(connection, path, body, {}, signal) : err(conflict)
}

/** The MIME type that a file is stored under. */
export function contentTypeOf(path: FilePath): string | undefined {
  if (path.endsWith(".ipynb")) return "application/x-ipynb+json"
  return path.endsWith(".md") ? "text/markdown; charset=utf-8" : undefined
}

async function put(
  connection: S3Connection,
  path: FilePath,
  body: Uint8Array,
  extra: Extra,
  signal: AbortSignal | undefined,
): Promise<Result<Version, StorageError>> {
  return await connection.request({ operation: "write", path }, async (client) => {
    const { PutObjectCommand } = await loadSdk()
    const [Bucket, Key, ContentType] = [connection.bucket, connection.keyOf(path), contentTypeOf(path)]
    const command = new PutObjectCommand({ Bucket, Key, Body: body, ContentType, ...extra })
    const answer = await client.send(command, abortable(signal))
    if (answer.ETag === undefined || answer.ETag === "") throw notS3(connection.host(), "write")
    return bareVersion(answer.ETag)
  })
}

/** A conditional write whose answer is lost meets its own success as a conflict when it is sent again. So every write
 *  carries an id, and a conflict is one only when what is there is not ours. */
async function conditionalPut(
  connection: S3Connection,
  path: FilePath,
  body: Uint8Array,
  expect: Version | "absent",
  condition: Condition,
  signal: AbortSignal | undefined,
): Promise<Result<Version, StorageError>> {
  const id = randomUUID()
  for (let attempt = 1; ; attempt++) {
    const written = await put(connection, path, body, { ...condition, Metadata: { [WRITE_ID]: id } }, signal)
    if (written.ok) return written
    const { code } = written.error
    if (!MAY_BE_OURS.has(code)) return written
    const there = await whatIsThere(connection, path)
    if (!there.ok) return code === "conflict" ? err({ code: "conflict", path, found: undefined }) : written
    if (there.value.writeId === id && there.value.version !== undefined) return ok(there.value.version)
    if (there.value.version !== (expect === "absent" ? undefined : expect)) {
      return err({ code: "conflict", path, found: there.value.version })
    }
    if (attempt === ATTEMPTS || signal?.aborted === true) return written
    await sleep(50 * 2 ** attempt * (0.5 + Math.random()))
  }
}

/** After these the write may have been carried out: Ceph answers 500 to the losers of a race. */
const MAY_BE_OURS: ReadonlySet<string> = new Set(["conflict", "not-found", "unexpected", "unreachable", "timeout"])

/** The version at a path, undefined when nothing is there, and the id of the write that made it. */
export async function whatIsThere(
  connection: S3Connection,
  path: FilePath,
): Promise<Result<{ readonly version: Version | undefined; readonly writeId: string | undefined }, StorageError>> {
  const found = await connection.request({ operation: "read", path }, async (client) => {
    const { HeadObjectCommand } = await loadSdk()
    const head = await client.send(new HeadObjectCommand({ Bucket: connection.bucket, Key: connection.keyOf(path) }))
    return { version: bareVersion(head.ETag ?? ""), writeId: head.Metadata?.[WRITE_ID] }
  })
  if (!found.ok && found.error.code === "not-found") return ok({ version: undefined, writeId: undefined })
  return found
}

/** The conflict with what is there now, or why that cannot be known; undefined when it is what is expected. */
export async function conflictWith(
  connection: S3Connection,
  path: FilePath,
  expect: Version | "absent",
): Promise<StorageError | undefined> {
  const there = await whatIsThere(connection, path)
  if (!there.ok) return there.error
  const { version } = there.value
  return version === (expect === "absent" ? undefined : expect) ? undefined : { code: "conflict", path, found: version }
}
