import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3"
import { startS3Double } from "../../packages/storage/test/s3-double.ts"

/** An S3 server to test with, and a key that it knows. */
export interface TestServer {
  readonly name: "ceph" | "swift" | "double"
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The real servers that `tools/test.ts` has started; where there are none, the project's own double. */
export async function testServers(): Promise<readonly TestServer[]> {
  const found: TestServer[] = []
  const { QUIRE_TEST_CEPH: ceph, QUIRE_TEST_SWIFT: swift } = process.env
  if (ceph)
    found.push({
      name: "ceph",
      url: ceph,
      region: "us-east-1",
      accessKeyId: "QUIREACCESSKEY",
      secretAccessKey: "quiresecretkey",
    })
  if (swift)
    found.push({
      name: "swift",
      url: swift,
      region: "us-east-1",
      accessKeyId: "test:tester",
      secretAccessKey: "testing",
    })
  if (found.length > 0) return found
  const double = await startS3Double({ profile: "aws" })
  return [
    {
      name: "double",
      url: double.url,
      region: "us-east-1",
      accessKeyId: double.accessKeyId,
      secretAccessKey: double.secretAccessKey,
    },
  ]
}

let count = 0

/** Makes a bucket of its own for a test; its URL. */
export async function makeBucket(server: TestServer): Promise<string> {
  const { url, region, accessKeyId, secretAccessKey } = server
  const client = new S3Client({
    endpoint: url,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  })
  const bucket = `quire-${process.pid}-${Date.now().toString(36)}-${++count}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return `${url}/${bucket}`
}
