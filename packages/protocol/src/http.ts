import { z } from "zod"

/** Body of `POST /storages` and `POST /storages/probe`. An empty field means absent: forms send empties. */
const text = (max: number): z.ZodType<string | undefined> =>
  z
    .string()
    .max(max)
    .optional()
    .transform((value) => (value === undefined || value.trim() === "" ? undefined : value.trim()))

export const newStorage = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("s3"),
    name: text(200),
    bucketUrl: z.string().max(2000),
    region: text(100),
    accessKeyId: text(500),
    secretAccessKey: text(500),
    sessionToken: text(10_000),
    /** A profile of the server's `~/.aws`, instead of keys. */
    profile: text(200),
    anonymous: z.boolean().optional(),
    isReadOnly: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal("local"),
    name: text(200),
    folder: z.string().max(4000),
    isReadOnly: z.boolean().optional(),
  }),
])
export type NewStorage = z.infer<typeof newStorage>

/** Bodies of `POST /storages/ID/files/copy` and `/move`, and of `POST /storages/ID/folders`. */
export const transferFiles = z.object({ from: z.string().max(2000), to: z.string().max(2000) })
export const newFolder = z.object({ path: z.string().max(2000) })

export const openSession = z.object({
  storage: z.string().max(100),
  path: z.string().max(2000),
  create: z.boolean().optional(),
  /** The history that the caller holds: where there is no such file any more, the answer is `moved` if it goes on elsewhere. */
  epoch: z.string().max(64).optional(),
})

export const runCells = z.object({ cells: z.array(z.string().max(64)).optional(), wait: z.boolean().optional() })

export const signIn = z.object({ token: z.string().max(500) })

/** RFC 9457 with a code, a hint and the facts. */
export interface Problem {
  readonly type: "about:blank"
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly hint?: string | undefined
  readonly [fact: string]: unknown
}

export interface CheckStep {
  readonly name: "list" | "read" | "write" | "conditional"
  readonly outcome: "ok" | "failed" | "skipped"
  readonly detail: string
}

export interface SourceReport {
  readonly source: string
  readonly outcome: "answered" | "found" | "skipped" | "failed" | "not-asked"
  readonly reason: string
  readonly hint?: string | undefined
}

/** Which source of credentials answered and why the others did not; no secret. */
export interface CredentialsReport {
  readonly source: string | null
  readonly credentials?: {
    readonly accessKeyIdHint: string
    readonly hasSessionToken: boolean
    readonly expiration: string | null
  }
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string }
  readonly notices: readonly string[]
  readonly sources: readonly SourceReport[]
}

export interface ProbeAnswer {
  readonly ok: boolean
  /** Reading works though writing does not: it can be kept read only. */
  readonly canReadOnly: boolean
  readonly address: string
  readonly region: string | undefined
  readonly credentials: CredentialsReport | undefined
  readonly steps: readonly CheckStep[]
  readonly conditionalWrites: boolean
  /** As whom AWS knows the credentials (an ARN). */
  readonly identity?: string | undefined
  /** By how many seconds the storage's clock is ahead of the server's. */
  readonly clockDifferenceSeconds?: number | undefined
  readonly error?: {
    readonly code: string
    readonly title: string
    readonly message: string
    readonly hint: string
    readonly [fact: string]: unknown
  }
}

export interface StorageSummary {
  readonly id: string
  readonly name: string
  readonly kind: "local" | "s3"
  /** Where it is: a folder, or `s3://bucket/prefix`. */
  readonly where: string
  readonly isReadOnly: boolean
  /** It comes from how the server was started, and is not changed or removed here. */
  readonly isFixed: boolean
  readonly health: {
    readonly status: "ok" | "unknown" | "failing"
    readonly code?: string
    readonly message?: string
    readonly hint?: string
  }
}

export interface FileEntry {
  readonly name: string
  readonly path: string
  readonly type: "file" | "folder"
  readonly size: number | undefined
  readonly modifiedAt: number | undefined
}

export interface SessionSummary {
  readonly id: string
  readonly storage: string
  readonly storageName: string
  readonly path: string
  readonly title: string
  readonly people: number
  readonly status: "running" | "idle" | "error"
  readonly running: number
  readonly queued: number
  readonly memoryMb: number
  readonly openedAt: number
}

/** A notebook with text that no file has. */
export interface RecoveredNotebook {
  readonly session: string
  readonly storage: string
  /** Undefined: the storage is gone, and only the text can be had. */
  readonly storageName: string | undefined
  readonly path: string
  readonly title: string
}

export interface RecentNotebook {
  readonly storage: string
  readonly storageName: string
  readonly path: string
  readonly title: string
  readonly openedAt: number
}
