import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import type { ListObjectsV2CommandOutput, S3Client } from "@aws-sdk/client-s3"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { Credentials } from "../credentials/credentials.ts"
import type { CredentialsProvider } from "../credentials/provider.ts"
import type { StorageError } from "../errors.ts"
import type { FilePath, FolderPath } from "../path.ts"
import type {
  Entry,
  FileBody,
  ListOptions,
  Page,
  ProbeReport,
  Storage,
  StorageId,
  Version,
  WriteOptions,
} from "../storage.ts"
import { addressText } from "./address.ts"
import type { BucketAddress } from "./address.ts"
import { endpointOf, loadSdk, makeClient, REQUEST_TIMEOUT_MS } from "./client.ts"
import { bareVersion, conditionFor, discoverConditional } from "./conditional.ts"
import type { ConditionalSupport } from "./conditional.ts"
import { regionIn, statusOf, translateS3Error } from "./errors.ts"
import type { S3Context } from "./errors.ts"
import { guardedBody } from "./body.ts"
import { probeS3 } from "./probe.ts"

export interface S3Options {
  readonly id: StorageId
  readonly name: string
  readonly address: BucketAddress
  /** As a person gave it; then a wrong one is an error. Undefined: inferred, then asked of the bucket. */
  readonly region?: string | undefined
  /** Where the region is looked for when neither form nor address gives one. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Asked last, once: the region of the profile that the credentials come from. */
  readonly findRegion?: (() => Promise<string | undefined>) | undefined
  /** `anonymous` sends requests unsigned. */
  readonly credentials: "anonymous" | CredentialsProvider
  readonly isReadOnly?: boolean | undefined
}

const WRITE_ID = "quire-write"
const ATTEMPTS = 4

/** A bucket, or what lies under a prefix of one, as a storage. */
export function s3Storage(options: S3Options): Storage {
  return new S3Storage(options)
}

/** A client, and what it signs with; undefined: nothing. */
interface Connection {
  readonly client: S3Client
  readonly credentials: Credentials | undefined
}

class S3Storage implements Storage {
  readonly kind = "s3"
  readonly id: StorageId
  readonly name: string
  readonly where: string
  private readonly options: S3Options
  private readonly isReadOnly: boolean
  private region: string
  private isRegionKnown: boolean
  private client: Connection | undefined
  private support: Promise<ConditionalSupport> | undefined
  private known: ConditionalSupport | undefined

  constructor(options: S3Options) {
    this.options = options
    this.id = options.id
    this.name = options.name
    this.where = addressText(options.address)
    this.isReadOnly = options.isReadOnly ?? false
    const fromEnvironment =
      options.environment["AWS_REGION"]?.trim() || options.environment["AWS_DEFAULT_REGION"]?.trim()
    const known = options.region ?? options.address.region ?? (fromEnvironment || undefined)
    this.region = known ?? "us-east-1"
    this.isRegionKnown = known !== undefined
  }

  get capabilities(): Storage["capabilities"] {
    const isStrong = this.known !== undefined && this.known.ifMatch !== "none" && this.known.ifNoneMatch
    return {
      isWritable: !this.isReadOnly,
      conditionalWrites: isStrong ? "strong" : "compare-then-write",
      canWatch: false,
    }
  }

  list(folder: FolderPath, { cursor, limit = 1000, signal }: ListOptions = {}): Promise<Result<Page, StorageError>> {
    const prefix = this.keyOf(folder)
    return this.request({ operation: "list", path: folder }, async (client, { bucket }) => {
      const { ListObjectsV2Command } = await loadSdk()
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: "/",
        MaxKeys: limit,
        ContinuationToken: cursor,
        // Without it Swift answers 500 to keys with control characters, and AWS sends broken XML.
        EncodingType: "url",
      })
      const answer = await client.send(command, abortable(signal))
      // A web page or a captive portal answers 200, too: it must not look like an empty folder.
      if (answer.Name === undefined || answer.IsTruncated === undefined) throw notS3(this.host(), "listing")
      return {
        entries: this.entriesOf(answer, prefix),
        cursor: answer.IsTruncated ? answer.NextContinuationToken : undefined,
      }
    })
  }

  stat(path: FilePath, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<Result<Entry, StorageError>> {
    return this.request({ operation: "read", path }, async (client, { bucket }) => {
      const { HeadObjectCommand } = await loadSdk()
      const head = await client.send(
        new HeadObjectCommand({ Bucket: bucket, Key: this.keyOf(path) }),
        abortable(signal),
      )
      if (head.ETag === undefined) throw notS3(this.host(), "file")
      const modifiedAt = head.LastModified?.getTime()
      return { path, type: "file", size: head.ContentLength, modifiedAt, version: bareVersion(head.ETag) }
    })
  }

  read(path: FilePath, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<Result<FileBody, StorageError>> {
    return this.request({ operation: "read", path }, async (client, { bucket }) => {
      const { GetObjectCommand } = await loadSdk()
      const answer = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: this.keyOf(path) }),
        abortable(signal),
      )
      if (answer.ETag === undefined || answer.ContentLength === undefined || answer.Body === undefined) {
        throw notS3(this.host(), "file")
      }
      const context = this.context({ operation: "read", path })
      const body = guardedBody(answer.Body.transformToWebStream(), (error) => translateS3Error(error, context))
      return { body, version: bareVersion(answer.ETag), size: answer.ContentLength }
    })
  }

  async write(
    path: FilePath,
    body: Uint8Array,
    { expect, signal }: WriteOptions = {},
  ): Promise<Result<Version, StorageError>> {
    if (this.isReadOnly) return err({ code: "read-only", path })
    const at = { operation: "write", path } as const
    if (expect === undefined)
      return await this.request(at, (client, address) => this.put(client, address, path, body, {}, signal))
    const support = await this.request(at, () => this.conditional())
    if (!support.ok) return support
    const condition = conditionFor(support.value, expect)
    if (condition === undefined) return await this.compareThenWrite(path, body, expect, signal)
    return await this.conditionalWrite(path, body, expect, condition, signal)
  }

  async remove(path: FilePath): Promise<Result<void, StorageError>> {
    if (this.isReadOnly) return err({ code: "read-only", path })
    const found = await this.stat(path)
    if (!found.ok) return found
    return await this.request({ operation: "remove", path }, async (client, { bucket }) => {
      const { DeleteObjectCommand } = await loadSdk()
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: this.keyOf(path) }))
    })
  }

  probe(signal?: AbortSignal): Promise<ProbeReport> {
    return probeS3(this, {
      isReadOnly: this.isReadOnly,
      region: () => this.region,
      discover: async () => {
        const found = await this.request({ operation: "write", path: "/" }, () => this.conditional())
        return found.ok ? ok(found.value) : found
      },
      signal,
    })
  }

  private keyOf(path: FilePath | FolderPath): string {
    return this.options.address.prefix + path.slice(1)
  }

  private host(): string {
    return new URL(endpointOf(this.options.address, this.region)).host
  }

  private context(at: Pick<S3Context, "operation" | "path">): S3Context {
    const { bucket } = this.options.address
    return { ...at, bucket, host: this.host(), region: this.region, timeoutMs: REQUEST_TIMEOUT_MS }
  }

  /** One request with everything caught. A region that the server names is used from then on, unless a person chose
   *  another; credentials that expired are asked for again, once. */
  private async request<T>(
    at: Pick<S3Context, "operation" | "path">,
    act: (client: S3Client, address: BucketAddress) => Promise<T>,
  ): Promise<Result<T, StorageError>> {
    for (let attempt = 1; ; attempt++) {
      const connected = await this.connect()
      if (!connected.ok) return connected
      const { client, credentials } = connected.value
      try {
        return ok(await act(client, this.options.address))
      } catch (error) {
        if (isAborted(error)) return err({ code: "timeout", host: this.host(), afterMs: REQUEST_TIMEOUT_MS })
        const found = await this.withCause(translateS3Error(error, this.context(at)), error, client, at)
        if (attempt > 1) return err(found)
        if (found.code === "wrong-region" && this.options.region === undefined) this.reconnect(found.actual)
        else if (found.code === "credentials-expired" && credentials !== undefined) this.refused(credentials)
        else return err(found)
      }
    }
  }

  /** A refused HEAD has no body: a ranged GET of the same key tells why. */
  private async withCause(
    found: StorageError,
    error: unknown,
    client: S3Client,
    at: Pick<S3Context, "operation" | "path">,
  ): Promise<StorageError> {
    const isSilent = (error as { name?: unknown } | undefined)?.name === "Unknown" || regionIn(error) !== undefined
    const isHead = found.code === "access-denied" || found.code === "not-found" || found.code === "unexpected"
    if (!isHead || !isSilent || statusOf(error) === 404) return found
    try {
      const { GetObjectCommand } = await loadSdk()
      const key = this.keyOf(at.path as FilePath)
      const answer = await client.send(
        new GetObjectCommand({ Bucket: this.options.address.bucket, Key: key, Range: "bytes=0-0" }),
      )
      await answer.Body?.transformToWebStream().cancel()
      return found
    } catch (cause) {
      return translateS3Error(cause, this.context(at))
    }
  }

  /** The client for the credentials that are good now; a new one when they have changed. */
  private async connect(): Promise<Result<Connection, StorageError>> {
    const { credentials: provider, address } = this.options
    let credentials: Credentials | undefined
    if (provider !== "anonymous") {
      const found = await provider.get()
      if (!found.ok) return found
      credentials = found.value
    }
    if (!this.isRegionKnown) {
      this.isRegionKnown = true
      this.region = (await this.options.findRegion?.())?.trim() || this.region
    }
    if (this.client === undefined || this.client.credentials !== credentials) {
      this.client = { client: await makeClient(address, this.region, credentials), credentials }
    }
    return ok(this.client)
  }

  private reconnect(region: string): void {
    this.region = region
    this.client = undefined
  }

  private refused(credentials: Credentials): void {
    if (this.options.credentials !== "anonymous") this.options.credentials.refuse(credentials)
    this.client = undefined
  }

  /** What the server does with conditions, tried once and remembered; a failure is tried again next time. */
  private async conditional(): Promise<ConditionalSupport> {
    const connected = await this.connect()
    if (!connected.ok) throw Object.assign(new Error("no credentials"), { storageError: connected.error })
    const { bucket, prefix } = this.options.address
    this.support ??= discoverConditional(connected.value.client, bucket, `${prefix}.quire-probe-${randomUUID()}`)
    try {
      this.known = await this.support
      return this.known
    } catch (error) {
      this.support = undefined
      throw error
    }
  }

  private async put(
    client: S3Client,
    { bucket }: BucketAddress,
    path: FilePath,
    body: Uint8Array,
    extra: { readonly IfMatch?: string; readonly IfNoneMatch?: string; readonly Metadata?: Record<string, string> },
    signal: AbortSignal | undefined,
  ): Promise<Version> {
    const { PutObjectCommand } = await loadSdk()
    const ContentType = path.endsWith(".md") ? "text/markdown; charset=utf-8" : undefined
    const command = new PutObjectCommand({ Bucket: bucket, Key: this.keyOf(path), Body: body, ContentType, ...extra })
    const answer = await client.send(command, abortable(signal))
    if (answer.ETag === undefined || answer.ETag === "") throw notS3(this.host(), "write")
    return bareVersion(answer.ETag)
  }

  /** A conditional write whose answer is lost meets its own success as a conflict when it is sent again. So every write
   *  carries an id, and a conflict is one only when what is there is not ours. */
  private async conditionalWrite(
    path: FilePath,
    body: Uint8Array,
    expect: Version | "absent",
    condition: { readonly IfMatch: string } | { readonly IfNoneMatch: "*" },
    signal: AbortSignal | undefined,
  ): Promise<Result<Version, StorageError>> {
    const id = randomUUID()
    const at = { operation: "write", path } as const
    for (let attempt = 1; ; attempt++) {
      const written = await this.request(at, (client, address) =>
        this.put(client, address, path, body, { ...condition, Metadata: { [WRITE_ID]: id } }, signal),
      )
      if (written.ok) return written
      const { code } = written.error
      // Ceph answers 500 to the losers of a race.
      const mayBeOurs =
        code === "conflict" ||
        code === "not-found" ||
        code === "unexpected" ||
        code === "unreachable" ||
        code === "timeout"
      if (!mayBeOurs) return written
      const there = await this.whatIsThere(path)
      if (!there.ok) return code === "conflict" ? err({ code: "conflict", path, found: undefined }) : written
      if (there.value.writeId === id && there.value.version !== undefined) return ok(there.value.version)
      if (there.value.version !== (expect === "absent" ? undefined : expect)) {
        return err({ code: "conflict", path, found: there.value.version })
      }
      if (attempt === ATTEMPTS) return written
      await sleep(50 * 2 ** attempt * (0.5 + Math.random()))
    }
  }

  private async whatIsThere(
    path: FilePath,
  ): Promise<Result<{ readonly version: Version | undefined; readonly writeId: string | undefined }, StorageError>> {
    const found = await this.request({ operation: "read", path }, async (client, { bucket }) => {
      const { HeadObjectCommand } = await loadSdk()
      const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: this.keyOf(path) }))
      return { version: bareVersion(head.ETag ?? ""), writeId: head.Metadata?.[WRITE_ID] }
    })
    if (!found.ok && found.error.code === "not-found") return ok({ version: undefined, writeId: undefined })
    return found
  }

  /** For servers without conditions: look, then write. A writer in between is not noticed; `capabilities` says so. */
  private async compareThenWrite(
    path: FilePath,
    body: Uint8Array,
    expect: Version | "absent",
    signal: AbortSignal | undefined,
  ): Promise<Result<Version, StorageError>> {
    const there = await this.whatIsThere(path)
    if (!there.ok) return there
    if (there.value.version !== (expect === "absent" ? undefined : expect)) {
      return err({ code: "conflict", path, found: there.value.version })
    }
    return await this.request({ operation: "write", path }, (client, address) =>
      this.put(client, address, path, body, {}, signal),
    )
  }

  private entriesOf(answer: ListObjectsV2CommandOutput, prefix: string): Entry[] {
    const decode = (key: string): string =>
      answer.EncodingType === "url" ? decodeURIComponent(key.replaceAll("+", " ")) : key
    const toPath = (key: string): string => `/${key.slice(this.options.address.prefix.length)}`
    const folders = (answer.CommonPrefixes ?? []).flatMap(({ Prefix }): Entry[] => {
      const path = toPath(decode(Prefix ?? "")) as FolderPath
      return [{ path, type: "folder", size: undefined, modifiedAt: undefined, version: undefined }]
    })
    const files = (answer.Contents ?? []).flatMap(({ Key, Size, LastModified, ETag }): Entry[] => {
      const key = decode(Key ?? "")
      // The folder's own marker object.
      if (key === prefix) return []
      const modifiedAt = LastModified?.getTime()
      return [
        {
          path: toPath(key) as FilePath,
          type: "file",
          size: Size,
          modifiedAt,
          version: ETag === undefined ? undefined : bareVersion(ETag),
        },
      ]
    })
    return [...folders, ...files]
  }
}

function abortable(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}

function isAborted(error: unknown): boolean {
  return (error as { name?: unknown } | undefined)?.name === "AbortError"
}

/** A 200 that is no S3 answer: a web page, a captive portal, a proxy. */
function notS3(host: string, what: string): Error {
  const storageError: StorageError = {
    code: "unexpected",
    what: `${host} gave an answer that is no S3 ${what}. Is it the address of an S3 server?`,
    reference: "not-s3",
  }
  return Object.assign(new Error("no S3 answer"), { storageError })
}
