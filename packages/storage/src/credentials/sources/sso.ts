import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { homedir } from "node:os"
import { join } from "node:path"
import { err } from "@quire/base"
import type { Result } from "@quire/base"
import type { CredentialsError, FoundCredentials } from "../credentials.ts"
import { parseExpiry } from "../expiry.ts"
import { failed } from "./failed.ts"
import type { Profile, ProfileFiles } from "./profile-files.ts"
import { askProvider, clientConfig, SILENT } from "./sts.ts"
import { variable } from "./source.ts"
import type { Environment } from "./source.ts"

/** The credentials of a profile that signs in by SSO. Nobody is asked to sign in here: the sign-in that `aws sso login`
 *  left in its cache is used, and renewed where it can be. */
export async function askSso(
  name: string,
  profile: Profile,
  files: ProfileFiles,
  { environment, now }: { readonly environment: Environment; readonly now: () => number },
  signal: AbortSignal,
): Promise<Result<FoundCredentials, CredentialsError>> {
  const sessionName = profile.get("sso_session")
  const session = sessionName === undefined ? profile : files.ssoSessions.get(sessionName)
  const incomplete = (missing: string): Result<never, CredentialsError> =>
    err({ code: "credentials-incomplete", present: `Profile ${name}`, missing, source: "sso" })
  if (session === undefined) return incomplete(`[sso-session ${sessionName}] in ${files.configFile}`)
  for (const key of ["sso_start_url", "sso_region"]) if (!session.get(key)) return incomplete(key)
  for (const key of ["sso_account_id", "sso_role_name"]) if (!profile.get(key)) return incomplete(key)
  const login = `Run aws sso login --profile ${name} where this server runs.`
  const cached = await readCache(environment, sessionName ?? session.get("sso_start_url") ?? "")
  if (cached === undefined) return err(failed(`Nobody has signed in for profile ${name}.`, login))
  const expiry = parseExpiry(cached["expiresAt"])
  const isExpired = expiry instanceof Date && expiry.getTime() <= now()
  if (isExpired && typeof cached["refreshToken"] !== "string")
    return err(failed(`The sign-in of profile ${name} has expired.`, login))
  return await askProvider(
    `AWS's sign-in of profile ${name}`,
    ({ fromSSO }) =>
      fromSSO({
        profile: name,
        ignoreCache: true,
        configFilepath: files.configFile,
        filepath: files.credentialsFile,
        clientConfig: clientConfig(environment, "SSO", session.get("sso_region") ?? ""),
        logger: SILENT,
      }) as never,
    signal,
  )
}

/** AWS's tools keep a sign-in in a file that is named by the hash of its session, or of its start address. */
async function readCache(
  environment: Environment,
  key: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const home = variable(environment, "HOME") ?? homedir()
  const file = join(home, ".aws/sso/cache", `${createHash("sha1").update(key).digest("hex")}.json`)
  try {
    const parsed: unknown = JSON.parse(await readFile(file, "utf8"))
    return typeof parsed === "object" && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
