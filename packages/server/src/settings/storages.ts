import { existsSync, statSync } from "node:fs"
import { basename, resolve } from "node:path"
import { err, ok } from "@quire/base"
import type { Clock, Ids, Result } from "@quire/base"
import type { CredentialsReport, NewStorage, ProbeAnswer, StorageSummary } from "@quire/protocol"
import {
  describeStorageError,
  keyHint,
  localStorage,
  parseBucketAddress,
  credentialsProvider,
  CredentialSources,
  s3Storage,
} from "@quire/storage"
import type {
  BucketAddress,
  CredentialsProvider,
  FolderPath,
  Identity,
  ResolvedCredentials,
  Storage,
  StorageError,
  StorageId,
} from "@quire/storage"
import type { ApiError } from "../problem.ts"
import type { KeptStorage, SettingsDatabase } from "./database.ts"

export interface StoragesOptions {
  readonly database: SettingsDatabase
  readonly home: string
  readonly dataFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly mayUseServerIdentity: boolean
  readonly clock: Clock
  readonly ids: Ids
  readonly onBadRow: (id: string) => void
}

export const HOME_ID = "home" as StorageId

type Health = StorageSummary["health"]

/** The storages of a server: its home folder and what people added. Each alone: a broken one touches no other. */
export class Storages {
  private readonly options: StoragesOptions
  private readonly open = new Map<string, Storage>()
  private readonly health = new Map<string, Health>()
  private readonly sources: CredentialSources

  constructor(options: StoragesOptions) {
    this.options = options
    this.sources = new CredentialSources({ ...options, now: () => options.clock.now() })
    const { home, dataFolder } = options
    this.open.set(
      HOME_ID,
      localStorage({ id: HOME_ID, name: basename(home) || home, folder: home, hidden: dataFolder }),
    )
    for (const kept of options.database.storages(options.onBadRow)) this.restore(kept)
    for (const id of this.open.keys()) void this.check(id)
  }

  get(id: string): Storage | undefined {
    return this.open.get(id)
  }

  list(): StorageSummary[] {
    return [...this.open.values()].map((storage) => ({
      id: storage.id,
      name: storage.name,
      kind: storage.kind,
      where: storage.where,
      isReadOnly: !storage.capabilities.isWritable,
      health: this.health.get(storage.id) ?? { status: "unknown" },
    }))
  }

  /** Looks whether a storage answers, and remembers it. */
  async check(id: string): Promise<void> {
    const storage = this.open.get(id)
    if (storage === undefined) return
    const listed = await storage.list("/" as FolderPath, { limit: 1 })
    this.report(id, listed.ok || listed.error.code === "access-denied" ? undefined : listed.error)
  }

  /** What the last use of a storage said of its health. */
  report(id: string, error: StorageError | undefined): void {
    if (error === undefined) return void this.health.set(id, { status: "ok" })
    const { title, message, hint } = describeStorageError(error)
    this.health.set(id, { status: "failing", code: error.code, message: title || message, hint })
  }

  /** Tries a storage without keeping it. Never throws; the report says what works, and what is wrong. */
  async probe(asked: NewStorage): Promise<ProbeAnswer> {
    const made = this.make("probe", asked)
    if (!made.ok) return refusedProbe(made.error)
    const { storage, provider } = made.value
    const found = await provider?.get()
    const explained = provider?.explained()
    const credentials = explained === undefined ? undefined : toReport(explained)
    if (found?.ok === false) return refusedProbe(found.error, credentials)
    const report = await storage.probe()
    return {
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

  /** Probes a storage and keeps it. Typed keys are sealed. */
  async add(asked: NewStorage): Promise<Result<StorageSummary, ApiError>> {
    const id = this.options.ids.next()
    const made = this.make(id, asked)
    if (!made.ok) return made
    const { storage } = made.value
    const report = await storage.probe()
    const isEnough = report.error === undefined || (asked.isReadOnly === true && report.canRead)
    if (!isEnough && report.error !== undefined) return err(report.error)
    const kept = this.options.database.addStorage({ id, ...rowFor(asked, storage) })
    if (!kept.ok) return kept
    this.open.set(id, storage)
    this.report(id, undefined)
    const summary = this.list().find((added) => added.id === id)
    return summary === undefined ? err({ code: "session-closed" }) : ok(summary)
  }

  remove(id: string): Result<void, ApiError> {
    if (id === HOME_ID || !this.open.has(id)) return err({ code: "not-found", path: id })
    const removed = this.options.database.removeStorage(id)
    if (removed.ok) this.open.delete(id)
    return removed
  }

  /** Which source of credentials the server itself would use, and why. */
  async explain(identity: Identity = {}): Promise<CredentialsReport> {
    return toReport(await this.sources.resolve(identity))
  }

  private make(id: string, asked: NewStorage): Result<Made, ApiError> {
    if (asked.kind === "local") return this.makeLocal(id, asked)
    const address = parseBucketAddress(asked.bucketUrl)
    if (!address.ok) return err({ code: "invalid-request", field: "bucketUrl", because: address.error.because })
    const { accessKeyId, secretAccessKey, sessionToken, profile, anonymous = false, isReadOnly = false } = asked
    const hasKeys = [accessKeyId, secretAccessKey, sessionToken].some((value) => value !== undefined)
    const form = hasKeys ? { accessKeyId, secretAccessKey, sessionToken } : undefined
    const { name = address.value.bucket, region } = asked
    return ok(
      this.makeS3(id, { name, address: address.value, region, isReadOnly }, anonymous ? undefined : { form, profile }),
    )
  }

  private makeLocal(id: string, asked: Extract<NewStorage, { kind: "local" }>): Result<Made, ApiError> {
    const folder = resolve(asked.folder)
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      return err({ code: "invalid-request", field: "folder", because: `there is no folder ${folder} on this server` })
    }
    const same = [...this.open.values()].find(({ kind, where }) => kind === "local" && resolve(where) === folder)
    if (same !== undefined)
      return err({ code: "invalid-request", field: "folder", because: `it is a storage already: ${same.name}` })
    const { name = basename(folder) || folder, isReadOnly } = asked
    return ok({
      storage: localStorage({ id: id as StorageId, name, folder, isReadOnly, hidden: this.options.dataFolder }),
    })
  }

  /** `identity` undefined: anonymous, by explicit choice. */
  private makeS3(id: string, place: S3Place, identity: Identity | undefined): Made {
    const { environment, clock } = this.options
    const common = { ...place, id: id as StorageId, environment }
    if (identity === undefined) return { storage: s3Storage({ ...common, credentials: "anonymous" }) }
    const provider = credentialsProvider(
      () => this.sources.resolve(identity),
      () => clock.now(),
    )
    const findRegion = (): Promise<string | undefined> => this.sources.profileRegion(identity.profile)
    return { storage: s3Storage({ ...common, credentials: provider, findRegion }), provider }
  }

  private restore({ id, row, keys, isLocked }: KeptStorage): void {
    if (row.kind === "local") {
      const storage = localStorage({ ...row, id: id as StorageId, hidden: this.options.dataFolder })
      this.open.set(id, storage)
      return
    }
    const address = parseBucketAddress(row.bucketUrl)
    if (!address.ok) return this.options.onBadRow(id)
    const { name, region, isReadOnly, profile } = row
    const form = keys ?? (isLocked ? { accessKeyId: "needs-its-secret-again", secretAccessKey: undefined } : undefined)
    const identity = row.identity === "anonymous" ? undefined : { form, profile }
    this.open.set(id, this.makeS3(id, { name, address: address.value, region, isReadOnly }, identity).storage)
  }
}

interface Made {
  readonly storage: Storage
  readonly provider?: CredentialsProvider
}

interface S3Place {
  readonly name: string
  readonly address: BucketAddress
  readonly region: string | undefined
  readonly isReadOnly: boolean
}

function rowFor(asked: NewStorage, storage: Storage): Omit<KeptStorage, "id" | "isLocked"> {
  const isReadOnly = asked.isReadOnly ?? false
  if (asked.kind === "local")
    return { row: { kind: "local", name: storage.name, folder: storage.where, isReadOnly }, keys: undefined }
  const { accessKeyId, secretAccessKey, sessionToken } = asked
  const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined
  const keys = hasKeys
    ? { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
    : undefined
  const identity = asked.anonymous === true ? "anonymous" : hasKeys ? "typed" : "server"
  const region = asked.region === undefined ? {} : { region: asked.region }
  const profile = asked.profile === undefined || identity !== "server" ? {} : { profile: asked.profile }
  return {
    row: {
      kind: "s3",
      name: storage.name,
      bucketUrl: asked.bucketUrl.trim(),
      ...region,
      ...profile,
      identity,
      isReadOnly,
    },
    keys,
  }
}

/** The explanation as it leaves the server: no secret, and of a key id its ends. */
function toReport({ result, sources, notices }: ResolvedCredentials): CredentialsReport {
  if (!result.ok) return { source: null, error: describe(result.error), sources, notices }
  const { source, accessKeyId, sessionToken, expiration } = result.value
  const credentials = {
    accessKeyIdHint: keyHint(accessKeyId),
    hasSessionToken: sessionToken !== undefined,
    expiration: expiration?.toISOString() ?? null,
  }
  return { source, credentials, sources, notices }
}

function describe(error: StorageError): { code: string; title: string; message: string; hint: string } {
  return { code: error.code, ...describeStorageError(error) }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function refusedProbe(error: ApiError, credentials?: CredentialsReport): ProbeAnswer {
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
