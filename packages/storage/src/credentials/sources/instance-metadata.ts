import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CredentialsError } from "../credentials.ts"
import { askHttp, readCredentialsJson } from "./ask-http.ts"
import type { HttpAnswer } from "./ask-http.ts"
import { failed } from "./failed.ts"
import { variable } from "./source.ts"
import type { Answer, Environment, Skipped, Source } from "./source.ts"

const ENDPOINT = "http://169.254.169.254"
const ROLES = "/latest/meta-data/iam/security-credentials/"
const TOKEN_MS = 500
/** How long "nothing answers there" is believed: no request waits for it twice. */
const ABSENT_FOR_MS = 5 * 60_000
const HOP_LIMIT = "Raise the instance's metadata hop limit to 2: a container is one hop further away."

/** EC2's instance metadata, version 2, or 1 where 2 is not known. Nothing there is no failure: most machines have none. */
export function instanceMetadataSource(environment: Environment, now: () => number): Source {
  const isDisabled = /^true$/i.test(variable(environment, "AWS_EC2_METADATA_DISABLED") ?? "")
  const given = variable(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT")
  const isV1Disabled = /^true$/i.test(variable(environment, "AWS_EC2_METADATA_V1_DISABLED") ?? "")
  const base = given ?? ENDPOINT
  let absentUntil = 0
  return {
    name: "instance-metadata",
    limitMs: 1000,
    look: () =>
      Promise.resolve(
        isDisabled
          ? { isThere: false, reason: "Switched off: AWS_EC2_METADATA_DISABLED is true." }
          : now() < absentUntil
            ? { isThere: false, reason: "Nothing answered there a moment ago." }
            : { isThere: true, reason: given === undefined ? "" : "AWS_EC2_METADATA_SERVICE_ENDPOINT is set." },
      ),
    ask: async (signal) => {
      if (URL.parse(base) === null)
        return err(failed("AWS_EC2_METADATA_SERVICE_ENDPOINT is no URL.", "Correct it, or take it away."))
      const answer = await askMetadata(base, isV1Disabled, signal)
      if ("ok" in answer && !answer.ok && given === undefined && ABSENT.has(answer.error.code)) {
        absentUntil = now() + ABSENT_FOR_MS
        return { skipped: "Nothing answers at 169.254.169.254: this is no EC2 instance, or it may not be asked." }
      }
      return answer
    },
  }
}

const ABSENT: ReadonlySet<string> = new Set(["unreachable", "timeout"])

async function askMetadata(
  base: string,
  isV1Disabled: boolean,
  signal: AbortSignal,
): Promise<Result<Answer, CredentialsError> | Skipped> {
  const get = async (
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Result<HttpAnswer, CredentialsError>> => await askHttp(new URL(path, base), { headers, signal })
  const token = await askHttp(new URL("/latest/api/token", base), {
    method: "PUT",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "300" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TOKEN_MS)]),
  })
  if (token.ok && token.value.status === 403) return { skipped: "The instance's metadata is switched off." }
  const isToken = token.ok && token.value.status === 200 && /^[\x21-\x7e]+$/.test(token.value.body.trim())
  if (token.ok && token.value.status === 200 && !isToken)
    return err(failed("Something else than EC2's metadata answered (a captive portal?).", "Check the network."))
  if (!isToken && isV1Disabled)
    return { skipped: "It knows version 1 only, which AWS_EC2_METADATA_V1_DISABLED forbids." }
  const headers: Record<string, string> = isToken ? { "x-aws-ec2-metadata-token": token.value.body.trim() } : {}
  const roles = await get(ROLES, headers)
  if (!roles.ok) return token.ok ? roles : err(token.error)
  if (roles.value.status === 401 && !token.ok)
    return err(failed("The instance's metadata gave no token in time, and wants one.", HOP_LIMIT))
  const [role = ""] = roles.value.body.split(/\r?\n/)
  if (roles.value.status === 404 || (roles.value.status === 200 && role.trim() === ""))
    return { skipped: "This instance has no role." }
  if (roles.value.status !== 200)
    return err(failed(`The instance's metadata answered ${roles.value.status}.`, "Try again, or type a key."))
  if (!/^[\w+=,.@-]+$/.test(role.trim()))
    return err(failed("Something else than EC2's metadata answered (a captive portal?).", "Check the network."))
  const answer = await get(ROLES + role.trim(), headers)
  if (!answer.ok) return answer
  return read(answer.value, !isToken)
}

function read({ status, body }: HttpAnswer, isV1: boolean): Result<Answer, CredentialsError> {
  if (status !== 200)
    return err(failed(`The instance's metadata answered ${status} for its role.`, "Check the instance's role."))
  const found = readCredentialsJson(body)
  if (found === undefined)
    return err(failed("The instance's metadata answered no credentials.", "Check the instance's role."))
  if (found.accessKeyId === undefined)
    return err(failed("The instance's role gives no credentials.", "Check the role's trust in ec2.amazonaws.com."))
  const notices = isV1 ? ["The instance's metadata knows version 1 only, which is less safe."] : []
  return ok({ found, notices })
}
