import type { S3Client } from "@aws-sdk/client-s3"
import { credentialsProvider, CredentialSources, parseBucketAddress, s3Storage } from "@quire/storage"
import type { Storage, StorageId } from "@quire/storage"

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" }

/** Our storage on the bench's bucket. */
export function storageAt(url: string): Storage {
  const address = parseBucketAddress(`${url}/box`)
  if (!address.ok) throw new Error(address.error.because)
  const sources = new CredentialSources({ environment: ENVIRONMENT, mayUseServerIdentity: true, now: Date.now })
  const credentials = credentialsProvider(() => sources.resolve({}), Date.now)
  return s3Storage({ id: "b" as StorageId, name: "b", address: address.value, environment: ENVIRONMENT, credentials })
}

/** The SDK's own client, loaded when it is asked for. */
export async function clientAt(endpoint: string): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3")
  return new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  })
}
