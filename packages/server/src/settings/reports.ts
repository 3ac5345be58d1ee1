import type { CredentialsReport, ProbeAnswer } from "@quire/protocol"
import { describeStorageError, keyHint } from "@quire/storage"
import type { ResolvedCredentials, StorageError } from "@quire/storage"
import type { ApiError } from "../problem.ts"
import type { Made } from "./make-storage.ts"

/** The explanation as it leaves the server: no secret, and of a key id its ends. */
export function toReport({ result, sources, notices }: ResolvedCredentials): CredentialsReport {
  if (!result.ok) return { source: null, error: describe(result.error), sources, notices }
  const { source, accessKeyId, sessionToken, expiration } = result.value
  const credentials = {
    accessKeyIdHint: keyHint(accessKeyId),
    hasSessionToken: sessionToken !== undefined,
    expiration: expiration?.toISOString() ?? null,
  }
  return { source, credentials, sources, notices }
}

/** A difference that is worth a word: signatures fail from fifteen minutes on. */
const CLOCK_MS = 60_000

/** Tries a storage and says what works, and what is wrong; its credentials first, since nothing works without. */
export async function probeAnswer({ storage, provider, whoAmI }: Made): Promise<ProbeAnswer> {
  const found = await provider?.get()
  const explained = provider?.explained()
  const credentials = explained === undefined ? undefined : toReport(explained)
  if (found?.ok === false) return refusedProbe(found.error, credentials)
  const report = await storage.probe()
  const { clockDifferenceMs: ahead = 0 } = report
  return {
    identity: await whoAmI?.(report.region ?? "us-east-1"),
    ...(Math.abs(ahead) < CLOCK_MS ? {} : { clockDifferenceSeconds: Math.round(ahead / 1000) }),
    ok: report.error === undefined,
    canReadOnly: report.canRead && !report.canWrite,
    address: storage.where,
    region: report.region,
    credentials,
    steps: report.steps.map(({ name, outcome, detail }) => ({ name, outcome, detail })),
    conditionalWrites: report.conditionalWrites === "strong",
    ...(report.error === undefined ? {} : { error: { ...describe(report.error), ...report.error } }),
  }
}

function describe(error: StorageError): { code: string; title: string; message: string; hint: string } {
  return { code: error.code, ...describeStorageError(error) }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function refusedProbe(error: ApiError, credentials?: CredentialsReport): ProbeAnswer {
  const words =
    error.code === "invalid-request" && error.field === "folder"
      ? {
          code: "invalid-folder",
          title: "This folder cannot be added",
          message: `${sentence(error.because)}.`,
          hint: "Check the path, or make the folder on the server first.",
        }
      : error.code === "invalid-request"
        ? {
            code: "invalid-address",
            title: "This is no address of a bucket",
            message: `${sentence(error.because)}.`,
            hint: "Any form works: s3://bucket/prefix, a bucket or endpoint URL.",
          }
        : describe(error as StorageError)
  return {
    ok: false,
    canReadOnly: false,
    address: "",
    region: undefined,
    credentials,
    steps: [],
    conditionalWrites: false,
    error: { ...words, ...("missing" in error ? { missing: error.missing, present: error.present } : {}) },
  }
}
