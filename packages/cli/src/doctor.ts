import { systemClock } from "@quire/host"
import type { CredentialsReport, NewStorage, ProbeAnswer } from "@quire/protocol"
import { makeStorage, probeAnswer, PROBE_TIMEOUT_MS, refusedProbe, toReport } from "@quire/server"
import { CredentialSources } from "@quire/storage"
import type { Settings } from "./settings.ts"

export interface DoctorFlags {
  readonly url: string | undefined
  readonly region: string | undefined
  readonly profile: string | undefined
  readonly isJson: boolean
}

/** `quire doctor [URL]`: which credentials this server would use and why, and what works of a bucket or a folder: what
 *  the add-storage page says, in the terminal. Exit status: 0 all good, 1 something is wrong. */
export async function doctor({ url, region, profile, isJson }: DoctorFlags, settings: Settings): Promise<number> {
  const environment = { ...process.env }
  const { mayUseServerIdentity, dataFolder } = settings
  const sources = new CredentialSources({ environment, mayUseServerIdentity, now: () => systemClock.now() })
  const tools = { sources, environment, clock: systemClock, dataFolder, timeoutMs: PROBE_TIMEOUT_MS }
  let probe: ProbeAnswer | undefined
  if (url !== undefined) {
    const made = makeStorage("doctor", askedFor(url, region, profile), tools)
    probe = made.ok ? await probeAnswer(made.value) : refusedProbe(made.error)
  }
  const isFolder = url !== undefined && isPath(url)
  const credentials = probe?.credentials ?? (isFolder ? undefined : toReport(await sources.resolve({ profile })))
  const text = isJson
    ? JSON.stringify({ credentials: credentials ?? null, storage: probe ?? null }, undefined, 2)
    : [...credentialLines(credentials), ...(probe === undefined ? [] : probeLines(url ?? "", probe))].join("\n")
  process.stdout.write(`${text}\n`)
  return (probe?.ok ?? credentials?.error === undefined) ? 0 : 1
}

function isPath(url: string): boolean {
  return /^(?:\/|\.\.?(?:\/|$)|~)/.test(url)
}

function askedFor(url: string, region: string | undefined, profile: string | undefined): NewStorage {
  if (isPath(url)) return { kind: "local", folder: url, name: undefined }
  const none = { name: undefined, accessKeyId: undefined, secretAccessKey: undefined, sessionToken: undefined }
  return { kind: "s3", bucketUrl: url, region, profile, ...none }
}

const NAMES: Readonly<Record<string, string>> = {
  environment: "environment",
  sso: "SSO",
  profile: "profile files",
  "web-identity": "web identity",
  container: "container",
  "instance-metadata": "instance metadata",
}
const OUTCOMES = {
  answered: "found",
  found: "there, not needed",
  skipped: "skipped",
  failed: "FAILED",
  "not-asked": "not asked",
}

function credentialLines(report: CredentialsReport | undefined): string[] {
  if (report === undefined) return []
  const lines = report.sources.flatMap(({ source, outcome, reason, hint }) => [
    `  ${(NAMES[source] ?? source).padEnd(18)} ${OUTCOMES[outcome].padEnd(18)} ${reason}`.trimEnd(),
    ...(hint === undefined ? [] : [`${" ".repeat(40)}${hint}`]),
  ])
  const { error } = report
  const end = error === undefined ? [] : [`${error.message} ${error.hint}`]
  return ["AWS credentials", ...lines, ...report.notices.map((notice) => `  note: ${notice}`), ...end]
}

function probeLines(
  url: string,
  { ok, address, region, steps, error, conditionalWrites, ...more }: ProbeAnswer,
): string[] {
  const where = `${address || url}${region === undefined ? "" : `, ${region}`}`
  const lines = steps.map(({ name, outcome, detail }) =>
    `  ${name.padEnd(18)} ${outcome.padEnd(18)} ${detail}`.trimEnd(),
  )
  const how = conditionalWrites
    ? "Works. Two servers can save here without overwriting each other."
    : "Works. This place has no conditional writes: Quire compares before it writes."
  const end = ok || error === undefined ? [how] : [`${error.title}. ${error.message}`, `What to do: ${error.hint}`]
  const as = more.identity === undefined ? [] : [`  as                 ${more.identity}`]
  const clock =
    more.clockDifferenceSeconds === undefined
      ? []
      : [
          `  note: the storage's clock is ${more.clockDifferenceSeconds} s ahead of this machine's. Set this machine's clock.`,
        ]
  return ["", where, ...as, ...lines, ...clock, ...end]
}
