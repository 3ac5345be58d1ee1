import type { Credentials } from "./credentials.ts"
import { variable } from "./sources/source.ts"
import type { Environment } from "./sources/source.ts"
import { clientConfig } from "./sources/sts.ts"

const WITHIN_MS = 2000

/** As whom AWS knows these credentials (an ARN); undefined where nobody says: other servers have no STS, and a refusal
 *  there says nothing of the bucket. */
export async function callerIdentity(
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  region: string,
  environment: Environment,
): Promise<string | undefined> {
  try {
    const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts")
    const token = sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }
    const credentials = { accessKeyId, secretAccessKey: secretAccessKey.reveal(), ...token }
    const client = new STSClient({ ...clientConfig(environment, "STS", region), credentials, maxAttempts: 1 })
    const abortSignal = AbortSignal.timeout(WITHIN_MS)
    const { Arn } = await client.send(new GetCallerIdentityCommand(), { abortSignal })
    client.destroy()
    return Arn
  } catch {
    return undefined
  }
}

/** Whether there is an STS to ask: AWS's own buckets have one, or the environment names one. */
export function hasIdentityService(endpoint: string | undefined, environment: Environment): boolean {
  return endpoint === undefined || variable(environment, "AWS_ENDPOINT_URL_STS") !== undefined
}
