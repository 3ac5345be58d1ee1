import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3"
import { afterAll, beforeAll, expect, test } from "vitest"
import { describeStorageError } from "../src/errors.ts"
import { translateS3Error } from "../src/s3/errors.ts"
import answers from "./recorded-answers.json" with { type: "json" }

// What Ceph RGW 16.2.15 and Swift's s3api 2.30.1 answered to what goes wrong, recorded from them, replayed to the SDK.

interface Recorded {
  readonly server: string
  readonly name: string
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

const EXPECTED: Readonly<Record<string, string>> = {
  "ceph read missing key": "not-found",
  "ceph head missing key": "not-found",
  "ceph head missing bucket": "not-found",
  "ceph list missing bucket": "bucket-not-found",
  "ceph read missing bucket": "bucket-not-found",
  // Ceph says the same to all three: one hint covers them.
  "ceph list wrong secret": "access-denied",
  "ceph list unknown key": "access-denied",
  "ceph write wrong secret": "access-denied",
  "ceph head wrong secret": "access-denied",
  "ceph delete wrong secret": "access-denied",
  // Ceph does not look at the region.
  "ceph list wrong region": "ok",
  "ceph write if-none-match on existing": "conflict",
  "ceph write if-match wrong": "conflict",
  "ceph range past end": "unexpected",
  "ceph key too long": "invalid-path",
  "ceph complete without parts uploaded": "unexpected",
  "ceph part of unknown upload": "not-found",
  "ceph copy from missing": "not-found",
  "ceph bad bucket name": "bucket-not-found",
  "swift read missing key": "not-found",
  "swift head missing key": "not-found",
  "swift head missing bucket": "not-found",
  "swift list missing bucket": "bucket-not-found",
  "swift read missing bucket": "bucket-not-found",
  "swift list wrong secret": "credentials-invalid",
  "swift list unknown key": "credentials-invalid",
  "swift write wrong secret": "credentials-invalid",
  "swift head wrong secret": "access-denied",
  "swift delete wrong secret": "credentials-invalid",
  "swift list wrong region": "wrong-region",
  "swift write if-none-match on existing": "not-supported",
  "swift write if-match wrong": "not-supported",
  "swift range past end": "unexpected",
  "swift key too long": "invalid-path",
  "swift complete without parts uploaded": "unexpected",
  "swift part of unknown upload": "not-found",
  "swift copy from missing": "not-found",
  "swift bad bucket name": "bucket-not-found",
}

let current: Recorded | undefined
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const { status = 500, headers = {}, body = "" } = current ?? {}
    response.writeHead(status, headers)
    response.end(request.method === "HEAD" ? undefined : body)
  })
})
let client: S3Client
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-9",
    forcePathStyle: true,
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
    maxAttempts: 1,
  })
})
afterAll(() => {
  client.destroy()
  server.close()
})

test.each((answers as readonly Recorded[]).map((answer) => [`${answer.server} ${answer.name}`, answer] as const))(
  "[C8] recorded: %s",
  async (name, answer) => {
    current = answer
    const outcome = await send(answer.name).then(
      () => "ok",
      (error: unknown) => {
        const [operation, region] = ["read", "eu-west-9"] as const
        const context = { operation, path: "/a", bucket: "b", host: "h", region, timeoutMs: 1000 }
        const found = translateS3Error(error, context)
        const { title, message, hint } = describeStorageError(found)
        for (const words of [title, message, hint]) expect(words.length, JSON.stringify(found)).toBeGreaterThan(10)
        return found.code
      },
    )
    expect(outcome).toBe(EXPECTED[name])
  },
)

function send(name: string): Promise<unknown> {
  const at = { Bucket: "bucket", Key: "a" }
  const [verb] = name.split(" ")
  if (name.startsWith("complete"))
    return client.send(
      new CompleteMultipartUploadCommand({
        ...at,
        UploadId: "u",
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag: "e" }] },
      }),
    )
  if (name.startsWith("part"))
    return client.send(new UploadPartCommand({ ...at, UploadId: "u", PartNumber: 1, Body: "x" }))
  if (verb === "list" || verb === "bad") return client.send(new ListObjectsV2Command({ Bucket: "bucket" }))
  if (verb === "head") return client.send(new HeadObjectCommand(at))
  if (verb === "write" || verb === "key") return client.send(new PutObjectCommand({ ...at, Body: "x" }))
  if (verb === "copy") return client.send(new CopyObjectCommand({ ...at, CopySource: "bucket/no" }))
  if (verb === "delete") return client.send(new DeleteObjectCommand(at))
  return client.send(new GetObjectCommand(at))
}
