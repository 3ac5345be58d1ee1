import { GetObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3"
import type { Readable } from "node:stream"
import { afterEach } from "vitest"
import { startS3Double, type Profile, type S3Double, type S3DoubleOptions } from "./s3-double.ts"

export const ALL: readonly Profile[] = ["aws", "ceph16", "swift", "r2", "gcs"]
export const Bucket = "b"

const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

/** A double with the bucket `b` and the real SDK, which tries once, with the right keys. Both end with the test. */
export async function open(profile: Profile, config: S3ClientConfig = {}, options: Partial<S3DoubleOptions> = {}) {
  const double = await startS3Double({ profile, ...options })
  double.createBucket(Bucket)
  const client = new S3Client({
    endpoint: double.url,
    region: options.region ?? (profile === "r2" || profile === "gcs" ? "auto" : "us-east-1"),
    credentials: { accessKeyId: double.accessKeyId, secretAccessKey: double.secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 1,
    ...config,
  })
  cleanUps.push(
    () => client.destroy(),
    () => double.close(),
  )
  return { double, client }
}

export interface WireRequest {
  readonly method: string
  path: string
  query: Record<string, unknown>
  body: unknown
  readonly headers: Record<string, string>
}

/** Changes each request before it is signed (`build`) or after (`deserialize`). */
export function change(client: S3Client, step: "build" | "deserialize", alter: (request: WireRequest) => void): void {
  const middleware =
    <Args extends { request: unknown }, Output>(next: (args: Args) => Promise<Output>) =>
    async (args: Args) => {
      alter(args.request as WireRequest)
      return next(args)
    }
  if (step === "build") client.middlewareStack.add(middleware, { step, priority: "low" })
  else client.middlewareStack.add(middleware, { step, priority: "low" })
}

/** `200`, `412 PreconditionFailed`, or a connection error's code. */
export async function outcome(
  answer: Promise<{ $metadata: { httpStatusCode?: number | undefined } }>,
): Promise<string> {
  return answer.then(
    ({ $metadata }) => String($metadata.httpStatusCode),
    (error: Error & { $metadata?: { httpStatusCode?: number }; code?: string }) => {
      const status = error.$metadata?.httpStatusCode
      return status === undefined ? (error.code ?? error.name) : `${status} ${error.name}`
    },
  )
}

export const put = (Key: string, Body: string | Readable = "text", more: object = {}) =>
  new PutObjectCommand({ Bucket, Key, Body, ...more })

export const get = (Key: string, more: object = {}) => new GetObjectCommand({ Bucket, Key, ...more })

export const read = async (client: S3Client, Key: string) => (await client.send(get(Key))).Body?.transformToString()

export const keysIn = (double: S3Double) => [...double.objects(Bucket).keys()]

export const textIn = (double: S3Double, key: string) => {
  const body = double.objects(Bucket).get(key)
  return body && Buffer.from(body).toString()
}
