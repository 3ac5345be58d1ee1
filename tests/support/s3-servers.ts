import { CreateBucketCommand, ListMultipartUploadsCommand, ListPartsCommand, S3Client } from "@aws-sdk/client-s3"
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
  const client = clientFor(server)
  const bucket = `quire-${process.pid}-${Date.now().toString(36)}-${++count}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return `${server.url}/${bucket}`
}

/** Parts in a bucket that belong to no file: of uploads that were neither completed nor aborted. An upload without parts,
 *  which is what is left when the answer to its begin is lost, holds nothing. */
export async function countParts(server: TestServer, bucketUrl: string): Promise<number> {
  const client = clientFor(server)
  const Bucket = bucketUrl.slice(bucketUrl.lastIndexOf("/") + 1)
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
  let count = 0
  for (const { Key, UploadId } of Uploads) {
    const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }))
    count += Parts.length
  }
  client.destroy()
  return count
}

/** A plain client of the SDK, for what tests do beside the storage. */
export function clientFor({ url, region, accessKeyId, secretAccessKey }: TestServer): S3Client {
  return new S3Client({
    endpoint: url,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  })
}
