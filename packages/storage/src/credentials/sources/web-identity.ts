import { readFile } from "node:fs/promises"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CredentialsError, FoundCredentials } from "../credentials.ts"
import { failed } from "./failed.ts"
import { askProvider, clientConfig, SILENT } from "./sts.ts"
import { variable } from "./source.ts"
import type { Environment, Source } from "./source.ts"

const FILE = "AWS_WEB_IDENTITY_TOKEN_FILE"
const ROLE = "AWS_ROLE_ARN"

/** A token in a file that STS takes for a role: Amazon EKS, and CI services. */
export function webIdentitySource(environment: Environment, region: () => string): Source {
  const file = variable(environment, FILE)
  const role = variable(environment, ROLE)
  return {
    name: "web-identity",
    limitMs: 5000,
    look: () =>
      Promise.resolve(
        file === undefined
          ? { isThere: false, reason: `${FILE} is not set.` }
          : { isThere: true, reason: `${FILE} is set.` },
      ),
    ask: async (signal) => {
      if (file === undefined || role === undefined)
        return err({ code: "credentials-incomplete", present: FILE, missing: ROLE, source: "web-identity" })
      const sessionName = variable(environment, "AWS_ROLE_SESSION_NAME")
      const found = await askWebIdentity({ file, role, sessionName, region: region() }, environment, signal)
      return found.ok ? ok({ found: found.value }) : found
    },
  }
}

interface WebIdentity {
  readonly file: string
  readonly role: string
  readonly sessionName: string | undefined
  readonly region: string
}

/** The file is read by us, anew each time, and trimmed: a line break at its end is sent on by the SDK. */
export async function askWebIdentity(
  { file, role, sessionName, region }: WebIdentity,
  environment: Environment,
  signal: AbortSignal,
): Promise<Result<FoundCredentials, CredentialsError>> {
  let token: string
  try {
    token = (await readFile(file, "utf8")).trim()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "it cannot be read"
    return err(failed(`The web identity token ${file} cannot be read (${code}).`, `Check ${FILE}.`))
  }
  if (token === "") return err(failed(`The web identity token ${file} is empty.`, `Check ${FILE}.`))
  return await askProvider(
    `STS, asked for role ${role} with a web identity,`,
    ({ fromWebToken }) =>
      fromWebToken({
        webIdentityToken: token,
        roleArn: role,
        roleSessionName: sessionName ?? `quire-${Date.now()}`,
        clientConfig: clientConfig(environment, "STS", region),
        logger: SILENT,
      }) as never,
    signal,
  )
}
