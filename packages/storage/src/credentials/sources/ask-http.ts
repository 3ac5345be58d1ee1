import { request as plainRequest } from "node:http"
import { request as tlsRequest } from "node:https"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CredentialsError } from "../credentials.ts"

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

const BODY_LIMIT = 64 * 1024

/** One request to an endpoint of credentials: no proxy, no redirects, a small body, ended by the signal. */
export async function askHttp(
  url: URL,
  { method = "GET", headers, signal }: { method?: string; headers?: Record<string, string>; signal: AbortSignal },
): Promise<Result<HttpAnswer, CredentialsError>> {
  const request = url.protocol === "https:" ? tlsRequest : plainRequest
  const start = performance.now()
  return await new Promise((resolve) => {
    const fail = (because: string): void => {
      const afterMs = Math.round((performance.now() - start) / 100) * 100
      const { host } = url
      resolve(err(signal.aborted ? { code: "timeout", host, afterMs } : { code: "unreachable", host, because }))
    }
    try {
      const sent = request(url, { method, headers, signal }, (response) => {
        let body = ""
        response.setEncoding("utf8")
        response.on("data", (text: string) => {
          body += text
          if (body.length > BODY_LIMIT) response.destroy(new Error("too much"))
        })
        response.once("error", () => fail("its answer broke off"))
        response.once("close", () => {
          if (response.complete) resolve(ok({ status: response.statusCode ?? 0, body }))
          else fail("its answer broke off")
        })
      })
      sent.once("error", (error: NodeJS.ErrnoException) => fail(REASONS[error.code ?? ""] ?? "it does not answer"))
      sent.end()
    } catch {
      // A header that cannot be sent.
      fail("what to send there cannot be sent")
    }
  })
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ECONNRESET: "it broke the connection off",
}

/** An answer that holds credentials as JSON; undefined when it does not. Names in any of the forms that are met. */
export function readCredentialsJson(
  text: string,
): { accessKeyId: unknown; secretAccessKey: unknown; sessionToken: unknown; expiration: unknown } | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined
  const fields = parsed as Readonly<Record<string, unknown>>
  return {
    accessKeyId: fields["AccessKeyId"] ?? fields["access_key_id"],
    secretAccessKey: fields["SecretAccessKey"] ?? fields["secret_access_key"],
    sessionToken: fields["Token"] ?? fields["SessionToken"] ?? fields["session_token"],
    expiration: fields["Expiration"] ?? fields["expiration"],
  }
}
