import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { normalise } from "../credentials.ts"
import type { Credentials, CredentialsError } from "../credentials.ts"
import { failed } from "./failed.ts"
import type { Profile, ProfileFiles } from "./profile-files.ts"
import { readProfileFiles } from "./profile-files.ts"
import { runCredentialProcess } from "./run-process.ts"
import { askSso } from "./sso.ts"
import { askProvider, assumeRole, SILENT } from "./sts.ts"
import { variable } from "./source.ts"
import type { Answer, Environment, Looked, Source } from "./source.ts"
import { askWebIdentity } from "./web-identity.ts"

export interface ProfileOptions {
  readonly environment: Environment
  /** A profile that a person chose for a storage; else `AWS_PROFILE`, else `default`. */
  readonly profile?: string | undefined
  /** For `credential_source`: the sources that it may name. */
  readonly others: Readonly<Record<"Environment" | "EcsContainer" | "Ec2InstanceMetadata", Source>>
  readonly now: () => number
}

/** How a profile gives credentials, in the order in which AWS's tools look. */
type Way = "role" | "web-identity" | "static" | "process" | "sso" | "login" | "incomplete-role" | "nothing"

/** The active profile of `~/.aws`, as two sources: its sign-in (SSO), and all other ways. */
export function profileSources(options: ProfileOptions): {
  readonly sso: Source
  readonly profile: Source
  region(): Promise<string | undefined>
} {
  const { environment } = options
  const chosen = options.profile ?? variable(environment, "AWS_PROFILE")
  const name = chosen ?? "default"
  const by = options.profile === undefined ? "AWS_PROFILE" : "The storage's profile"
  // Read anew for each question: files change, and are small.
  const read = (): Promise<ProfileFiles> => readProfileFiles(environment)

  async function look(wantsSso: boolean): Promise<Looked> {
    const files = await read()
    const profile = files.profiles.get(name)
    if (profile === undefined) return missing(files, wantsSso)
    const way = wayOf(profile)
    if ((way === "sso") !== wantsSso) {
      const reason = wantsSso ? `Profile ${name} names no sign-in.` : `Profile ${name} signs in by SSO.`
      return { isThere: false, reason }
    }
    if (way === "nothing" && chosen === undefined && files.problems.length === 0)
      return { isThere: false, reason: `Profile ${name} holds no credentials.` }
    return { isThere: true, reason: `Profile ${name}: ${WAYS[way]}.` }
  }

  /** A profile that somebody asked for and that is not there is a failure; `default` may be absent. */
  function missing(files: ProfileFiles, wantsSso: boolean): Looked {
    const where = files.isNothing ? `There is no ${files.configFile}.` : `There is no profile ${name}.`
    const isFailure = !wantsSso && (chosen !== undefined || files.problems.length > 0)
    return isFailure ? { isThere: true, reason: `${by} is ${name}.` } : { isThere: false, reason: where }
  }

  async function ask(signal: AbortSignal): Promise<Result<Answer, CredentialsError>> {
    const files = await read()
    const profile = files.profiles.get(name)
    const [problem] = files.problems
    if (profile === undefined || (wayOf(profile) === "nothing" && problem !== undefined)) {
      if (problem !== undefined) return err(failed(problem, "Mend that file, or name another one."))
      const where = files.isNothing ? `there is no ${files.configFile}` : "there is no such profile"
      return err(failed(`${by} is ${name}, and ${where}.`, "Name a profile that is there, or add this one."))
    }
    const answer = await new ProfileReader(options, files, signal).resolve(name, [])
    if (!answer.ok || files.problems.length === 0) return answer
    return ok({ ...answer.value, notices: [...(answer.value.notices ?? []), ...files.problems] })
  }

  return {
    sso: { name: "sso", limitMs: 8000, look: () => look(true), ask },
    profile: { name: "profile", limitMs: processLimit(environment), look: () => look(false), ask },
    region: async () => (await read()).profiles.get(name)?.get("region"),
  }
}

const WAYS: Readonly<Record<Way, string>> = {
  role: "assumes a role",
  "web-identity": "assumes a role by a token in a file",
  static: "holds keys",
  process: "runs a credential_process",
  sso: "signs in by SSO",
  login: "signs in by aws login",
  "incomplete-role": "names a role",
  nothing: "holds no credentials",
}

/** A `credential_process` may ask a person's key chain: 10 s, or what `QUIRE_CREDENTIAL_PROCESS_SECONDS` says. */
function processLimit(environment: Environment): number {
  const seconds = Number(variable(environment, "QUIRE_CREDENTIAL_PROCESS_SECONDS"))
  return (seconds > 0 && seconds <= 600 ? seconds : 10) * 1000
}

function wayOf(profile: Profile, isSource = false): Way {
  const has = (key: string): boolean => (profile.get(key) ?? "").trim() !== ""
  const hasKeys = has("aws_access_key_id") || has("aws_secret_access_key")
  // As somebody's source, a profile's own keys come before its role: it may name itself.
  if (isSource && hasKeys) return "static"
  if (has("role_arn") && (has("source_profile") || has("credential_source"))) return "role"
  if (has("role_arn") && has("web_identity_token_file")) return "web-identity"
  if (hasKeys) return "static"
  if (has("credential_process")) return "process"
  if (has("sso_session") || has("sso_start_url") || has("sso_account_id")) return "sso"
  if (has("login_session")) return "login"
  return has("role_arn") ? "incomplete-role" : "nothing"
}

/** Follows a profile to its credentials, through its source profiles. */
class ProfileReader {
  private readonly options: ProfileOptions
  private readonly files: ProfileFiles
  private readonly signal: AbortSignal

  constructor(options: ProfileOptions, files: ProfileFiles, signal: AbortSignal) {
    this.options = options
    this.files = files
    this.signal = signal
  }

  async resolve(name: string, trail: readonly string[]): Promise<Result<Answer, CredentialsError>> {
    const profile = this.files.profiles.get(name)
    const incomplete = (missing: string): Result<never, CredentialsError> =>
      err({ code: "credentials-incomplete", present: `Profile ${name}`, missing, source: "profile" })
    if (profile === undefined) return incomplete(`[profile ${name}], which ${trail.at(-1) ?? "it"} names as its source`)
    const { environment } = this.options
    const way = wayOf(profile, trail.length > 0)
    switch (way) {
      case "static":
        return ok(staticAnswer(name, profile))
      case "role":
        return trail.includes(name)
          ? err(failed(`Profiles name each other as their source: ${[...trail, name].join(" → ")}.`, "End the circle."))
          : await this.assume(name, profile, trail)
      case "web-identity": {
        const file = profile.get("web_identity_token_file") ?? ""
        const sessionName = profile.get("role_session_name")
        const asked = { file, role: profile.get("role_arn") ?? "", sessionName, region: this.region(profile) }
        return found(await askWebIdentity(asked, environment, this.signal))
      }
      case "process":
        return found(
          await runCredentialProcess(profile.get("credential_process") ?? "", name, environment, this.signal),
        )
      case "sso":
        return found(await askSso(name, profile, this.files, this.options, this.signal))
      case "login":
        return found(
          await askProvider(
            `AWS's sign-in of profile ${name}`,
            ({ fromLoginCredentials }) =>
              fromLoginCredentials({ profile: name, ignoreCache: true, logger: SILENT }) as never,
            this.signal,
          ),
        )
      case "incomplete-role":
        return incomplete("source_profile or credential_source")
      case "nothing":
        return incomplete("aws_access_key_id")
    }
  }

  private async assume(
    name: string,
    profile: Profile,
    trail: readonly string[],
  ): Promise<Result<Answer, CredentialsError>> {
    if (profile.has("mfa_serial"))
      return err(failed(`Profile ${name} wants a code of a second factor (mfa_serial).`, "Sign in by other means."))
    const base = await this.base(name, profile, trail)
    if (!base.ok) return base
    const seconds = Number(profile.get("duration_seconds"))
    const role = {
      arn: profile.get("role_arn") ?? "",
      sessionName: profile.get("role_session_name"),
      externalId: profile.get("external_id"),
      durationSeconds: seconds > 0 ? seconds : undefined,
    }
    return found(await assumeRole(base.value, role, this.region(profile), this.options.environment, this.signal))
  }

  /** Who assumes the role: another profile, or a source of the machine. */
  private async base(
    name: string,
    profile: Profile,
    trail: readonly string[],
  ): Promise<Result<Credentials, CredentialsError>> {
    const { others, now } = this.options
    const source = profile.get("source_profile")
    const named = profile.get("credential_source") ?? ""
    if (source === undefined && !Object.hasOwn(others, named))
      return err(
        failed(
          `Profile ${name} names the credential_source "${named}".`,
          "It must be Environment, EcsContainer or Ec2InstanceMetadata.",
        ),
      )
    const other = others[named as keyof typeof others]
    const answer = source === undefined ? await other.ask(this.signal) : await this.resolve(source, [...trail, name])
    if ("skipped" in answer) return err(failed(`Profile ${name} asks ${named}. ${answer.skipped}`, "Choose another."))
    if (!answer.ok) return answer
    const normalised = normalise(answer.value.found, "profile", now(), answer.value.fields)
    if (normalised === undefined)
      return err({
        code: "credentials-incomplete",
        present: `Profile ${name}`,
        missing: `keys from ${source ?? named}`,
        source: "profile",
      })
    return normalised.ok ? ok(normalised.value.credentials) : normalised
  }

  private region(profile: Profile): string {
    const { environment } = this.options
    return (
      profile.get("region") ??
      variable(environment, "AWS_REGION") ??
      variable(environment, "AWS_DEFAULT_REGION") ??
      "us-east-1"
    )
  }
}

function staticAnswer(name: string, profile: Profile): Answer {
  const fields = {
    accessKeyId: `aws_access_key_id of profile ${name}`,
    secretAccessKey: `aws_secret_access_key of profile ${name}`,
  }
  const found = {
    accessKeyId: profile.get("aws_access_key_id"),
    secretAccessKey: profile.get("aws_secret_access_key"),
    sessionToken: profile.get("aws_session_token"),
    expiration: profile.get("x_security_token_expires") ?? profile.get("aws_expiration"),
  }
  return { found, fields }
}

function found(result: Result<Answer["found"], CredentialsError>): Result<Answer, CredentialsError> {
  return result.ok ? ok({ found: result.value }) : result
}
