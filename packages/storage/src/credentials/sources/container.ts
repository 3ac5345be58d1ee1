import { readFile } from "node:fs/promises"
import { err, ok } from "@quire/base"
import { askHttp, readCredentialsJson } from "./ask-http.ts"
import { failed } from "./failed.ts"
import { variable } from "./source.ts"
import type { Environment, Source } from "./source.ts"

const RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
const FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
const ECS = "http://169.254.170.2"
const RETRY_MS = 100

/** Amazon ECS and EKS Pod Identity: an endpoint beside the container. Asked by ourselves: the SDK's provider never
 *  returns when it hangs, and chokes on a line break at the end of the token's file (S3.md §3). */
export function containerSource(environment: Environment): Source {
  const relative = variable(environment, RELATIVE)
  const full = variable(environment, FULL)
  const name = relative === undefined ? FULL : RELATIVE
  return {
    name: "container",
    limitMs: 2000,
    look: () =>
      Promise.resolve(
        relative === undefined && full === undefined
          ? { isThere: false, reason: `${RELATIVE} and ${FULL} are not set.` }
          : { isThere: true, reason: `${name} is set.` },
      ),
    ask: async (signal) => {
      const url = URL.parse(relative === undefined ? (full ?? "") : `${ECS}${relative}`)
      if (url === null || !/^https?:$/.test(url.protocol)) return err(failed(`${name} is no URL.`, "Correct it."))
      const token = await authorization(environment)
      if (!token.ok) return token
      const headers = { accept: "application/json", ...(token.value === "" ? {} : { authorization: token.value }) }
      let answer = await askHttp(url, { headers, signal })
      for (let n = 0; n < 2 && !signal.aborted && (!answer.ok || answer.value.status >= 500); n++) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 2 ** n))
        answer = await askHttp(url, { headers, signal })
      }
      if (!answer.ok) return answer
      const { status, body } = answer.value
      if (status === 401 || status === 403)
        return err(
          failed(`${url.host} refused the container's token (${status}).`, "Check the pod's identity or role."),
        )
      if (status !== 200)
        return err(failed(`${url.host} answered ${status}.`, "Check the task's role or the pod's identity."))
      const found = readCredentialsJson(body)
      if (found === undefined) return err(failed(`${url.host} answered no credentials.`, `Check ${name}.`))
      return ok({ found })
    },
  }
}

const TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

/** Read anew each time: the file is rotated. */
async function authorization(
  environment: Environment,
): Promise<{ ok: true; value: string } | { ok: false; error: ReturnType<typeof failed> }> {
  const file = variable(environment, TOKEN_FILE)
  if (file === undefined) return ok(variable(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN") ?? "")
  try {
    const token = (await readFile(file, "utf8")).trim()
    if (/^[\x20-\x7e]+$/.test(token)) return ok(token)
    return err(failed(`${file} holds no token.`, `${TOKEN_FILE} names it.`))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "it cannot be read"
    return err(failed(`${file} cannot be read (${code}).`, `${TOKEN_FILE} names it.`))
  }
}
