import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { describeStorageError } from "../errors.ts"
import { keyHint, normalise } from "./credentials.ts"
import type { Credentials, CredentialsError, FoundCredentials } from "./credentials.ts"
import { failed } from "./sources/failed.ts"
import { containerSource } from "./sources/container.ts"
import { environmentSource } from "./sources/environment.ts"
import { instanceMetadataSource } from "./sources/instance-metadata.ts"
import { profileSources } from "./sources/profile.ts"
import { variable } from "./sources/source.ts"
import type { Environment, Source } from "./sources/source.ts"
import { webIdentitySource } from "./sources/web-identity.ts"

export type SourceOutcome = "answered" | "found" | "skipped" | "failed" | "not-asked"

/** Why a source did or did not give the credentials. */
export interface SourceExplanation {
  readonly source: string
  readonly outcome: SourceOutcome
  readonly reason: string
  readonly hint?: string | undefined
}

/** The outcome of asking every source in order, and the explanation. No secret is in it but inside `Secret`. */
export interface ResolvedCredentials {
  readonly result: Result<Credentials, CredentialsError>
  readonly sources: readonly SourceExplanation[]
  readonly notices: readonly string[]
}

/** Where a storage's credentials are to come from. */
export interface Identity {
  /** Typed in the form; each field may be absent or blank. */
  readonly form?: FoundCredentials | undefined
  /** A profile of `~/.aws` that a person chose: nothing else is asked then. */
  readonly profile?: string | undefined
}

export interface CredentialsOptions {
  /** The server's environment, as it was at the start. */
  readonly environment: Environment
  /** False when the server's own identity is not to be used (`QUIRE_AWS_CREDENTIALS=off`). */
  readonly mayUseServerIdentity: boolean
  readonly now: () => number
}

const NAMES = ["environment", "sso", "profile", "web-identity", "container", "instance-metadata"] as const

/** Asks each source of AWS's order, one by one, so that it can be explained which answered and why the others did not
 *  (DESIGN §6). One a server: it remembers that no metadata service answers. */
export class CredentialSources {
  private readonly options: CredentialsOptions
  private readonly environment: Source
  private readonly webIdentity: Source
  private readonly container: Source
  private readonly instanceMetadata: Source

  constructor(options: CredentialsOptions) {
    const { environment, now } = options
    this.options = options
    this.environment = environmentSource(environment)
    this.webIdentity = webIdentitySource(environment, () => variable(environment, "AWS_REGION") ?? "us-east-1")
    this.container = containerSource(environment)
    this.instanceMetadata = instanceMetadataSource(environment, now)
  }

  /** Never throws. A source that is set and fails stops the search: going on in silence would write as somebody else. */
  async resolve({ form, profile }: Identity): Promise<ResolvedCredentials> {
    const typed = form === undefined ? undefined : normalise(form, "form", this.options.now())
    if (typed !== undefined) return finish(typed, "form", [], notAsked(NAMES, "A key was typed."), [])
    if (!this.options.mayUseServerIdentity) {
      const sources = notAsked(NAMES, "Switched off: QUIRE_AWS_CREDENTIALS is off.")
      return { result: err({ code: "credentials-missing" }), sources, notices: [] }
    }
    return await this.search(this.inOrder(profile), profile)
  }

  /** The region that the chosen or active profile names. */
  async profileRegion(profile: string | undefined): Promise<string | undefined> {
    return this.options.mayUseServerIdentity ? await this.profiles(profile).region() : undefined
  }

  private inOrder(profile: string | undefined): readonly Source[] {
    const { sso, profile: files } = this.profiles(profile)
    if (profile !== undefined) return [sso, files]
    return [this.environment, sso, files, this.webIdentity, this.container, this.instanceMetadata]
  }

  private profiles(profile: string | undefined): ReturnType<typeof profileSources> {
    const others = {
      Environment: this.environment,
      EcsContainer: this.container,
      Ec2InstanceMetadata: this.instanceMetadata,
    }
    return profileSources({ ...this.options, profile, others })
  }

  private async search(order: readonly Source[], profile: string | undefined): Promise<ResolvedCredentials> {
    const before: SourceExplanation[] =
      profile === undefined ? [] : notAsked(["environment"], `Profile ${profile} was chosen.`)
    for (const [index, source] of order.entries()) {
      const looked = await source.look()
      if (!looked.isThere) {
        before.push({ source: source.name, outcome: "skipped", reason: looked.reason })
        continue
      }
      const answer = await ask(source)
      if ("skipped" in answer) {
        before.push({ source: source.name, outcome: "skipped", reason: answer.skipped })
        continue
      }
      const notices = answer.ok ? (answer.value.notices ?? []) : []
      const normalised = answer.ok
        ? (normalise(answer.value.found, source.name, this.options.now(), answer.value.fields) ?? EMPTY)
        : answer
      const rest = await later(order.slice(index + 1), normalised.ok)
      const unasked = profile === undefined ? [] : notAsked(NAMES.slice(3), `Profile ${profile} was chosen.`)
      return finish(normalised, source.name, before, [...rest, ...unasked], notices)
    }
    return { result: err({ code: "credentials-missing" }), sources: before, notices: [] }
  }
}

const EMPTY: Result<never, CredentialsError> = err(
  failed("It answered without a key.", "Check the role or the file it comes from."),
)

/** One source's answer within its time, whatever it does: the SDK's providers throw all sorts of things. */
async function ask(source: Source): ReturnType<Source["ask"]> {
  const signal = AbortSignal.timeout(source.limitMs)
  try {
    return await Promise.race([source.ask(signal), late(source, signal)])
  } catch {
    return err(failed(`${HOSTS[source.name] ?? source.name} failed in a way that is not known.`, "Type a key instead."))
  }
}

function notAsked(names: readonly string[], reason: string): SourceExplanation[] {
  return names.map((source) => ({ source, outcome: "not-asked", reason }))
}

async function late(source: Source, signal: AbortSignal): Promise<Result<never, CredentialsError>> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }))
  // What obeys the signal answers in its own words first.
  await new Promise((resolve) => setTimeout(resolve, 50))
  return err({ code: "timeout", host: HOSTS[source.name] ?? source.name, afterMs: source.limitMs })
}

const HOSTS: Readonly<Record<string, string>> = {
  sso: "AWS's sign-in",
  profile: "The profile's source",
  "web-identity": "STS",
  container: "The container's endpoint",
  "instance-metadata": "The instance's metadata",
}

/** What of the later sources can be said without asking anybody. */
async function later(sources: readonly Source[], hasAnswered: boolean): Promise<SourceExplanation[]> {
  const why = hasAnswered ? "An earlier source answered." : "An earlier source is set and failed."
  return await Promise.all(
    sources.map(async (source): Promise<SourceExplanation> => {
      const { name } = source
      if (name === "instance-metadata") return { source: name, outcome: "not-asked", reason: why }
      const { isThere, reason } = await source.look()
      return isThere
        ? { source: name, outcome: "found", reason: `${reason} ${why}` }
        : { source: name, outcome: "skipped", reason }
    }),
  )
}

function finish(
  found: Result<{ readonly credentials: Credentials; readonly notices: readonly string[] }, CredentialsError>,
  source: string,
  before: readonly SourceExplanation[],
  rest: readonly SourceExplanation[],
  notices: readonly string[],
): ResolvedCredentials {
  if (!found.ok) {
    const { message, hint } = describeStorageError(found.error)
    const entry = { source, outcome: "failed", reason: message, hint } as const
    return { result: found, sources: [...before, entry, ...rest], notices: [] }
  }
  const { credentials } = found.value
  const token = credentials.sessionToken === undefined ? "no session token" : "with a session token"
  const until = credentials.expiration === undefined ? "" : `, until ${credentials.expiration.toISOString()}`
  const reason = `${keyHint(credentials.accessKeyId)}, ${token}${until}`
  const sources = [...before, { source, outcome: "answered", reason } as const, ...rest]
  return { result: ok(credentials), sources, notices: [...notices, ...found.value.notices] }
}
