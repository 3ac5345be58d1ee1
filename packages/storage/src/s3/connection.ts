import { randomUUID } from "node:crypto"
import type { S3Client } from "@aws-sdk/client-s3"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { Credentials } from "../credentials/credentials.ts"
import type { CredentialsProvider } from "../credentials/provider.ts"
import type { StorageError } from "../errors.ts"
import type { AnyPath } from "../storage.ts"
import type { BucketAddress } from "./address.ts"
import { makeAgents, refusedHost } from "./agents.ts"
import type { ListReader } from "./answers.ts"
import { endpointOf, loadSdk, makeClient, TIMEOUT_MS } from "./client.ts"
import { discoverConditional } from "./conditional.ts"
import type { ConditionalSupport } from "./conditional.ts"
import { regionIn, statusOf, translateS3Error } from "./errors.ts"
import type { S3Context } from "./errors.ts"

export interface ConnectionOptions {
  readonly address: BucketAddress
  /** As a person gave it; then a wrong one is an error. Undefined: inferred, then asked of the bucket. */
  readonly region?: string | undefined
  /** Where the region is looked for when neither form nor address gives one, and the proxy. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Asked last, once: the region of the profile that the credentials come from. */
  readonly findRegion?: (() => Promise<string | undefined>) | undefined
  /** `anonymous` sends requests unsigned. */
  readonly credentials: "anonymous" | CredentialsProvider
  /** How long to wait for an answer, or for more of a body; default 10 s. */
  readonly timeoutMs?: number | undefined
}

export type At = Pick<S3Context, "operation" | "path">

/** A client, and what it signs with; undefined: nothing. */
interface Connected {
  readonly client: S3Client
  readonly credentials: Credentials | undefined
}

/** The way to one bucket: a client for the credentials and the region that are good now, every failure in our words. */
export class S3Connection {
  readonly bucket: string
  readonly prefix: string
  readonly timeoutMs: number
  /** Who reads the answer to a listing, by the command's input. */
  readonly readers = new WeakMap<object, ListReader>()
  private readonly options: ConnectionOptions
  private readonly agents: ReturnType<typeof makeAgents>
  private currentRegion: string
  private isRegionKnown: boolean
  private connected: Connected | undefined
  private difference: number | undefined
  private discovery: Promise<ConditionalSupport> | undefined
  private found: ConditionalSupport | undefined

  constructor(options: ConnectionOptions) {
    const { address, environment } = options
    this.options = options
    this.bucket = address.bucket
    this.prefix = address.prefix
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS
    this.agents = makeAgents(environment)
    const fromEnvironment = environment["AWS_REGION"]?.trim() || environment["AWS_DEFAULT_REGION"]?.trim()
    const known = options.region ?? address.region ?? (fromEnvironment || undefined)
    this.currentRegion = known ?? "us-east-1"
    this.isRegionKnown = known !== undefined
  }

  get region(): string {
    return this.currentRegion
  }

  /** By how many ms the server's clock is ahead of ours, to the second; undefined before its first answer. */
  get clockDifferenceMs(): number | undefined {
    return this.difference
  }

  /** What conditions the server is known to keep; undefined before it was tried. */
  get support(): ConditionalSupport | undefined {
    return this.found
  }

  keyOf(path: AnyPath): string {
    return this.prefix + path.slice(1)
  }

  host(): string {
    return new URL(endpointOf(this.options.address, this.currentRegion)).host
  }

  context(at: At): S3Context {
    const { bucket, timeoutMs } = this
    return { ...at, bucket, host: this.host(), region: this.currentRegion, timeoutMs }
  }

  /** One request with everything caught. A region that the server names is used from then on, unless a person chose
   *  another; credentials that expired are asked for again, once. */
  async request<T>(at: At, act: (client: S3Client) => Promise<T>): Promise<Result<T, StorageError>> {
    for (let attempt = 1; ; attempt++) {
      const connected = await this.connect()
      if (!connected.ok) return connected
      const { client, credentials } = connected.value
      try {
        return ok(await act(client))
      } catch (error) {
        if (isAborted(error)) return err({ code: "timeout", host: this.host(), afterMs: this.timeoutMs })
        const found = await this.withCause(translateS3Error(error, this.context(at)), error, client, at)
        if (attempt > 1) return err(found)
        if (found.code === "wrong-region" && this.options.region === undefined) this.reconnect(found.actual)
        else if (found.code === "credentials-expired" && credentials !== undefined) this.refused(credentials)
        else return err(found)
      }
    }
  }

  /** What the server does with conditions, tried once and remembered; a failure is tried again next time. */
  conditional(): Promise<Result<ConditionalSupport, StorageError>> {
    return this.request({ operation: "write", path: "/" }, async (client) => {
      this.discovery ??= discoverConditional(client, this.bucket, `${this.prefix}.quire-probe-${randomUUID()}`)
      try {
        this.found = await this.discovery
        return this.found
      } catch (error) {
        this.discovery = undefined
        throw error
      }
    })
  }

  /** A refused HEAD has no body: a ranged GET of the same key tells why. */
  private async withCause(found: StorageError, error: unknown, client: S3Client, at: At): Promise<StorageError> {
    const isSilent = (error as { name?: unknown } | undefined)?.name === "Unknown" || regionIn(error) !== undefined
    const isHead = found.code === "access-denied" || found.code === "not-found" || found.code === "unexpected"
    if (!isHead || !isSilent || statusOf(error) === 404) return found
    try {
      const { GetObjectCommand } = await loadSdk()
      const Key = this.keyOf(at.path as AnyPath)
      const answer = await client.send(new GetObjectCommand({ Bucket: this.bucket, Key, Range: "bytes=0-0" }))
      await answer.Body?.transformToWebStream().cancel()
      return found
    } catch (cause) {
      return translateS3Error(cause, this.context(at))
    }
  }

  /** The client for the credentials that are good now; a new one when they have changed. */
  private async connect(): Promise<Result<Connected, StorageError>> {
    const { credentials: provider, address } = this.options
    let credentials: Credentials | undefined
    if (provider !== "anonymous") {
      const found = await provider.get()
      if (!found.ok) return found
      credentials = found.value
    }
    if (!this.isRegionKnown) {
      this.isRegionKnown = true
      this.currentRegion = (await this.options.findRegion?.())?.trim() || this.currentRegion
    }
    const refused = refusedHost(new URL(endpointOf(address, this.currentRegion)).hostname)
    if (refused !== undefined) return err(refused)
    if (this.connected === undefined || this.connected.credentials !== credentials) {
      const { agents, readers, timeoutMs } = this
      const onDate = (date: string | undefined): void => this.seeClock(date)
      const client = await makeClient(address, this.currentRegion, credentials, { agents, readers, timeoutMs, onDate })
      this.connected = { client, credentials }
    }
    return ok(this.connected)
  }

  private seeClock(date: string | undefined): void {
    const at = Date.parse(date ?? "")
    if (!Number.isNaN(at)) this.difference = at - Date.now()
  }

  private reconnect(region: string): void {
    this.currentRegion = region
    this.connected = undefined
  }

  private refused(credentials: Credentials): void {
    if (this.options.credentials !== "anonymous") this.options.credentials.refuse(credentials)
    this.connected = undefined
  }
}

export function abortable(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}

function isAborted(error: unknown): boolean {
  return (error as { name?: unknown } | undefined)?.name === "AbortError"
}

/** A 200 that is no S3 answer: a web page, a captive portal, a proxy. */
export function notS3(host: string, what: string): Error {
  const storageError: StorageError = {
    code: "unexpected",
    what: `${host} gave an answer that is no S3 ${what}. Is it the address of an S3 server?`,
    reference: "not-s3",
  }
  return Object.assign(new Error("no S3 answer"), { storageError })
}
