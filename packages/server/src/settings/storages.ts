import { createHash } from "node:crypto"
import { basename, resolve } from "node:path"
import { err, ok } from "@quire/base"
import type { Clock, Ids, Result } from "@quire/base"
import type { CredentialsReport, NewStorage, ProbeAnswer, StorageSummary } from "@quire/protocol"
import { CredentialSources, describeStorageError, localStorage, parseBucketAddress } from "@quire/storage"
import type { FolderPath, Identity, Storage, StorageError, StorageId } from "@quire/storage"
import { describeApiError } from "../problem.ts"
import type { ApiError } from "../problem.ts"
import type { KeptStorage, SettingsDatabase } from "./database.ts"
import { makeS3, makeStorage, PROBE_TIMEOUT_MS } from "./make-storage.ts"
import type { Made, StorageTools } from "./make-storage.ts"
import { replaceable } from "./replaceable.ts"
import type { Replaceable } from "./replaceable.ts"
import { probeAnswer, refusedProbe, toReport } from "./reports.ts"

export interface StoragesOptions {
  readonly database: SettingsDatabase
  readonly home: string
  readonly dataFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly mayUseServerIdentity: boolean
  /** From `QUIRE_STORAGES`: added at each start, not kept in the settings. */
  readonly configured: readonly NewStorage[]
  readonly clock: Clock
  readonly ids: Ids
  readonly onBadRow: (id: string) => void
}

export const HOME_ID = "home" as StorageId

type Health = StorageSummary["health"]

/** The storages of a server: its home folder, what its settings name, and what people added. Each alone: a broken one
 *  touches no other. */
export class Storages {
  private readonly options: StoragesOptions
  private readonly tools: StorageTools
  private readonly open = new Map<string, Replaceable>()
  private readonly health = new Map<string, Health>()
  /** What `QUIRE_STORAGES` names and cannot be: shown with its reason. */
  private readonly broken: StorageSummary[] = []
  private readonly configured = new Set<string>()

  constructor(options: StoragesOptions) {
    this.options = options
    const { environment, clock, dataFolder, home } = options
    const sources = new CredentialSources({ ...options, now: () => clock.now() })
    this.tools = { sources, environment, clock, dataFolder }
    this.put(HOME_ID, localStorage({ id: HOME_ID, name: basename(home) || home, folder: home, hidden: dataFolder }))
    for (const asked of options.configured) this.configure(asked)
    for (const kept of options.database.storages(options.onBadRow)) this.restore(kept)
    for (const id of this.open.keys()) void this.check(id)
  }

  get(id: string): Storage | undefined {
    return this.open.get(id)?.storage
  }

  list(): StorageSummary[] {
    const open = [...this.open.values()].map(({ storage }) => ({
      id: storage.id,
      name: storage.name,
      kind: storage.kind,
      where: storage.where,
      isReadOnly: !storage.capabilities.isWritable,
      isFixed: storage.id === HOME_ID || this.configured.has(storage.id),
      health: this.health.get(storage.id) ?? { status: "unknown" as const },
    }))
    return [...open, ...this.broken]
  }

  /** Looks whether a storage answers, and remembers it. */
  async check(id: string): Promise<void> {
    const storage = this.get(id)
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
    const made = this.make("probe", asked, { ...this.tools, timeoutMs: PROBE_TIMEOUT_MS })
    return made.ok ? await probeAnswer(made.value) : refusedProbe(made.error)
  }

  /** Probes a storage and keeps it. Typed keys are sealed. */
  async add(asked: NewStorage): Promise<Result<StorageSummary, ApiError>> {
    const id = this.options.ids.next()
    const made = await this.makeTried(id, asked)
    if (!made.ok) return made
    const kept = this.options.database.addStorage({ id, ...rowFor(asked, made.value) })
    if (!kept.ok) return kept
    this.put(id, made.value)
    return this.healthy(id)
  }

  /** Probes a storage as it is to be from now on, and takes it over: open notebooks go on with it. */
  async change(id: string, asked: NewStorage): Promise<Result<StorageSummary, ApiError>> {
    const there = this.open.get(id)
    if (there === undefined) return err({ code: "not-found", path: id })
    if (this.isFixed(id)) return err(FIXED)
    const made = await this.makeTried(id, asked)
    if (!made.ok) return made
    const kept = this.options.database.changeStorage({ id, ...rowFor(asked, made.value) })
    if (!kept.ok) return kept
    there.replace(made.value)
    return this.healthy(id)
  }

  remove(id: string): Result<void, ApiError> {
    if (!this.open.has(id)) return err({ code: "not-found", path: id })
    if (this.isFixed(id)) return err(FIXED)
    const removed = this.options.database.removeStorage(id)
    if (removed.ok) this.open.delete(id)
    return removed
  }

  /** What a person typed of a storage, to change it; no secret. */
  asked(id: string): Result<StoredForm, ApiError> {
    const kept = this.options.database.storages(this.options.onBadRow).find((row) => row.id === id)
    if (kept === undefined) return err(this.open.has(id) ? FIXED : { code: "not-found", path: id })
    const { row, keys } = kept
    return ok(row.kind === "local" ? row : { ...row, accessKeyId: keys?.accessKeyId })
  }

  /** Which source of credentials the server itself would use, and why. */
  async explain(identity: Identity = {}): Promise<CredentialsReport> {
    return toReport(await this.tools.sources.resolve(identity))
  }

  private put(id: string, storage: Storage): void {
    this.open.set(id, replaceable(storage))
  }

  private isFixed(id: string): boolean {
    return id === HOME_ID || this.configured.has(id)
  }

  private healthy(id: string): Result<StorageSummary, ApiError> {
    this.report(id, undefined)
    const summary = this.list().find((storage) => storage.id === id)
    return summary === undefined ? err({ code: "session-closed" }) : ok(summary)
  }

  private async makeTried(id: string, asked: NewStorage): Promise<Result<Storage, ApiError>> {
    const made = this.make(id, asked)
    if (!made.ok) return made
    const { storage } = made.value
    const report = await storage.probe()
    const isEnough = report.error === undefined || (asked.isReadOnly === true && report.canRead)
    return isEnough || report.error === undefined ? ok(storage) : err(report.error)
  }

  private make(id: string, asked: NewStorage, tools = this.tools): Result<Made, ApiError> {
    if (asked.kind === "local") {
      const folder = resolve(asked.folder)
      const others = [...this.open.values()].map(({ storage }) => storage).filter((storage) => storage.id !== id)
      const same = others.find(({ kind, where }) => kind === "local" && resolve(where) === folder)
      if (same !== undefined)
        return err({ code: "invalid-request", field: "folder", because: `it is a storage already: ${same.name}` })
    }
    return makeStorage(id, asked, tools)
  }

  /** The same entry has the same id after each start: recent notebooks and the journal know it by that. */
  private configure(asked: NewStorage): void {
    const where = asked.kind === "s3" ? asked.bucketUrl.trim() : resolve(asked.folder)
    const id = `set-${createHash("sha256").update(`${asked.kind} ${where}`).digest("hex").slice(0, 16)}`
    const made = this.make(id, asked)
    if (made.ok) {
      this.configured.add(id)
      return this.put(id, made.value.storage)
    }
    const { message, hint } = describeApiError(made.error)
    const health = { status: "failing", code: made.error.code, message, hint } as const
    const { kind, name = where } = asked
    this.broken.push({ id, name, kind, where, isReadOnly: asked.isReadOnly ?? false, isFixed: true, health })
  }

  private restore({ id, row, keys, isLocked }: KeptStorage): void {
    if (row.kind === "local")
      return this.put(id, localStorage({ ...row, id: id as StorageId, hidden: this.options.dataFolder }))
    const address = parseBucketAddress(row.bucketUrl)
    if (!address.ok) return this.options.onBadRow(id)
    const { name, region, isReadOnly, profile } = row
    const place = { name, address: address.value, region, isReadOnly }
    const identity = row.identity === "anonymous" ? undefined : { form: keys, profile, isLocked }
    this.put(id, makeS3(id, place, identity, this.tools).storage)
  }
}

/** What the form is filled with when a storage is changed. */
export type StoredForm = KeptStorage["row"] & { readonly accessKeyId?: string | undefined }

const FIXED: ApiError = {
  code: "forbidden",
  because: "This storage comes from how the server was started (QUIRE_STORAGES, --home), and is changed there.",
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
