import { existsSync, statSync } from "node:fs"
import { basename, resolve } from "node:path"
import { err, ok } from "@quire/base"
import type { Clock, Result } from "@quire/base"
import type { NewStorage } from "@quire/protocol"
import {
  callerIdentity,
  credentialsProvider,
  hasIdentityService,
  localStorage,
  parseBucketAddress,
  s3Storage,
} from "@quire/storage"
import type {
  BucketAddress,
  CredentialSources,
  CredentialsProvider,
  Identity,
  Storage,
  StorageId,
} from "@quire/storage"
import type { ApiError } from "../problem.ts"

/** What storages are made with. */
export interface StorageTools {
  readonly sources: CredentialSources
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** A folder that no local storage shows: the server's own data. */
  readonly dataFolder: string
  /** How long a bucket may take for an answer; shorter where a person waits for it. */
  readonly timeoutMs?: number | undefined
}

/** For somebody who fills in a form or waits at a terminal. */
export const PROBE_TIMEOUT_MS = 3000

export interface Made {
  readonly storage: Storage
  /** Undefined for a folder, and for a bucket without credentials. */
  readonly provider?: CredentialsProvider
  /** As whom AWS knows the credentials; absent where there is nobody to ask. */
  readonly whoAmI?: (region: string) => Promise<string | undefined>
}

export interface S3Place {
  readonly name: string
  readonly address: BucketAddress
  readonly region: string | undefined
  readonly isReadOnly: boolean
}

/** A storage as somebody asks for it, not tried yet. Errors name the field that is wrong. */
export function makeStorage(id: string, asked: NewStorage, tools: StorageTools): Result<Made, ApiError> {
  if (asked.kind === "local") return makeLocal(id, asked, tools)
  const address = parseBucketAddress(asked.bucketUrl)
  if (!address.ok) return err({ code: "invalid-request", field: "bucketUrl", because: address.error.because })
  const { accessKeyId, secretAccessKey, sessionToken, profile, anonymous = false, isReadOnly = false } = asked
  const hasKeys = [accessKeyId, secretAccessKey, sessionToken].some((value) => value !== undefined)
  const form = hasKeys ? { accessKeyId, secretAccessKey, sessionToken } : undefined
  const { name = address.value.bucket, region } = asked
  const place = { name, address: address.value, region, isReadOnly }
  return ok(makeS3(id, place, anonymous ? undefined : { form, profile }, tools))
}

function makeLocal(
  id: string,
  asked: Extract<NewStorage, { kind: "local" }>,
  { dataFolder }: StorageTools,
): Result<Made, ApiError> {
  const folder = resolve(asked.folder)
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    return err({ code: "invalid-request", field: "folder", because: `there is no folder ${folder} on this server` })
  const { name = basename(folder) || folder, isReadOnly } = asked
  return ok({ storage: localStorage({ id: id as StorageId, name, folder, isReadOnly, hidden: dataFolder }) })
}

/** A storage whose key cannot be opened is not lost: it says what it needs. */
const LOCKED: CredentialsProvider = {
  get: () =>
    Promise.resolve(
      err({
        code: "credentials-invalid",
        because: "source",
        detail: "Its typed key cannot be opened: the server's secret key has changed.",
        hint: "Change the storage and type its key again.",
      } as const),
    ),
  refuse: () => undefined,
  explained: () => undefined,
}

interface KeptIdentity extends Identity {
  /** The typed key is sealed, and the server's key does not open it any more. */
  readonly isLocked?: boolean
}

/** A bucket. `identity` undefined: anonymous, by explicit choice. */
export function makeS3(id: string, place: S3Place, identity: KeptIdentity | undefined, tools: StorageTools): Made {
  const { environment, clock, sources, timeoutMs } = tools
  const common = { ...place, id: id as StorageId, environment, timeoutMs }
  if (identity === undefined) return { storage: s3Storage({ ...common, credentials: "anonymous" }) }
  if (identity.isLocked === true) return { storage: s3Storage({ ...common, credentials: LOCKED }), provider: LOCKED }
  const provider = credentialsProvider(
    () => sources.resolve(identity),
    () => clock.now(),
  )
  const findRegion = (): Promise<string | undefined> => sources.profileRegion(identity.profile)
  const whoAmI = async (region: string): Promise<string | undefined> => {
    const found = await provider.get()
    return found.ok ? await callerIdentity(found.value, region, environment) : undefined
  }
  const storage = s3Storage({ ...common, credentials: provider, findRegion })
  return { storage, provider, ...(hasIdentityService(place.address.endpoint, environment) ? { whoAmI } : {}) }
}
