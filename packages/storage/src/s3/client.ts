import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3"
import type { Credentials } from "../credentials/credentials.ts"
import type { BucketAddress } from "./address.ts"
import { makeAgents } from "./agents.ts"
import { guardAnswers } from "./answers.ts"
import type { ListReader } from "./answers.ts"

/** How long a server may take for an answer, or for more of a body. */
export const TIMEOUT_MS = 10_000

/** The SDK, loaded when the first S3 storage is used: it costs 22 MB and 67 ms. */
export async function loadSdk(): Promise<typeof import("@aws-sdk/client-s3")> {
  sdk ??= import("@aws-sdk/client-s3")
  return await sdk
}
let sdk: Promise<typeof import("@aws-sdk/client-s3")> | undefined

/** What outlives a client: connections, and who reads listings. */
export interface ClientParts {
  readonly agents: ReturnType<typeof makeAgents>
  readonly readers: WeakMap<object, ListReader>
  readonly timeoutMs: number
  /** The server's clock, as each answer tells it. */
  readonly onDate: (date: string | undefined) => void
}

/** A client for one bucket. `endpoint` is always given, else `AWS_ENDPOINT_URL` in the environment would redirect us;
 *  checksums only where required, since S3-compatible servers refuse the SDK's default ones. Undefined credentials:
 *  requests go unsigned (a public bucket, chosen explicitly). */
export async function makeClient(
  address: BucketAddress,
  region: string,
  credentials: Credentials | undefined,
  { agents, readers, timeoutMs, onDate }: ClientParts,
): Promise<S3Client> {
  const { S3Client } = await loadSdk()
  const config: S3ClientConfig = {
    region,
    endpoint: endpointOf(address, region),
    forcePathStyle: address.isPathStyle,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // Retries are ours for conditional writes (see `conditional.ts`), the SDK's for all else.
    maxAttempts: 3,
    followRegionRedirects: false,
    requestHandler: {
      connectionTimeout: timeoutMs / 2,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      ...agents,
    },
    logger: SILENT,
    credentials: toSdk(credentials),
    ...(credentials === undefined ? { signer: { sign: (request) => Promise.resolve(request) } } : {}),
  }
  const client = new S3Client(config)
  guardAnswers(client, readers, onDate)
  return client
}

export function endpointOf({ endpoint }: BucketAddress, region: string): string {
  const end = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
  return endpoint ?? `https://s3.${region}.${end}`
}

const nothing = (): void => undefined
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }

function toSdk(credentials: Credentials | undefined): NonNullable<S3ClientConfig["credentials"]> {
  if (credentials === undefined) return { accessKeyId: "", secretAccessKey: "" }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const token = sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }
  return { accessKeyId, secretAccessKey: secretAccessKey.reveal(), ...token }
}
