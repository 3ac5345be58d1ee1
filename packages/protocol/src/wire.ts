import type { CellId } from "@quire/notebook"
import type { SessionEvent, SessionSnapshot } from "@quire/session"
import { z } from "zod"
import type { ChildCall } from "./cell-process.ts"

// The messages between a page and the server over one WebSocket. Every message is binary: one channel byte, then
// msgpack. The page speaks first: `hello`. The server answers `welcome`, then both speak as they like.

/** The page's first words. `epoch` and `stateVector` name the history it holds, if any. */
export const hello = z.object({
  protocol: z.number(),
  epoch: z.string().optional(),
  stateVector: z.instanceof(Uint8Array).optional(),
})
export type Hello = z.infer<typeof hello>

/** The server's answer: its history (what the page lacks of it, or all when the epochs differ) and the state. */
export interface Welcome {
  readonly protocol: number
  readonly epoch: string
  readonly sessionId: string
  readonly update: Uint8Array
  /** What the server holds, so that the page can send what the server lacks. */
  readonly stateVector: Uint8Array
  readonly snapshot: SessionSnapshot
  readonly seq: number
  readonly place: {
    readonly storage: string
    readonly storageName: string
    readonly path: string
    readonly where: string
  }
  readonly isReadOnly: boolean
}

/** An edit of the page. It is acknowledged once it is on disk, and relayed to others only then. */
export const documentUpdate = z.object({
  n: z.number(),
  update: z.instanceof(Uint8Array),
  /** Who writes, by the name that they go by. */
  by: z.string().max(100).optional(),
})
export type DocumentUpdate = z.infer<typeof documentUpdate>

/** The server's word on an edit, or somebody else's edit. */
export type DocumentMessage =
  | { readonly type: "ack"; readonly n: number }
  | { readonly type: "refused"; readonly n: number; readonly message: string }
  | { readonly type: "update"; readonly update: Uint8Array }

/** A version of a notebook, without its text. */
export interface VersionInfo {
  readonly n: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** Who wrote since the version before, by the names that they went by. */
  readonly by: string
  readonly reason: "opened" | "auto" | "before-merge" | "before-restore" | "named"
  /** Empty: none. */
  readonly name: string
}

export interface EventsMessage {
  /** Sequence number of the first event; the others follow. */
  readonly seq: number
  readonly events: readonly SessionEvent[]
}

const cellId = z
  .string()
  .max(64)
  .transform((text) => text as CellId)
const call: z.ZodType<ChildCall> = z.union([
  z.object({ ask: z.literal("expand"), handle: z.number(), path: z.array(z.number()).max(64), offset: z.number() }),
  z.object({
    ask: z.literal("rows"),
    handle: z.number(),
    offset: z.number().min(0),
    limit: z.number().min(1).max(1000),
    sort: z.object({ column: z.string(), isDescending: z.boolean() }).optional(),
  }),
])

/** Orders of the page. Each is answered by a `CommandAnswer` with its `n`. */
export const command = z.object({
  n: z.number(),
  command: z.discriminatedUnion("type", [
    z.object({
      type: z.literal("run"),
      cells: z.union([z.array(cellId).max(10_000), z.literal("stale"), z.literal("all")]),
    }),
    z.object({ type: z.literal("cancel"), cells: z.array(cellId).max(10_000) }),
    z.object({ type: z.literal("interrupt") }),
    z.object({ type: z.literal("restart") }),
    z.object({ type: z.literal("save") }),
    z.object({ type: z.literal("settleCell"), cell: cellId }),
    // A place in a text that stands where it is when others write (Yjs's relative position, encoded).
    z.object({
      type: z.literal("splitCell"),
      cell: cellId,
      at: z.instanceof(Uint8Array),
      /** The new cell's; without them it gets the first one's, but for its name. */
      words: z.string().max(500).optional(),
    }),
    z.object({ type: z.literal("joinCells"), cell: cellId, next: cellId }),
    z.object({ type: z.literal("setInput"), cell: cellId, input: z.string().max(200), value: z.unknown() }),
    z.object({ type: z.literal("call"), call }),
    z.object({ type: z.literal("warmUp") }),
    z.object({ type: z.literal("cancelInstall") }),
    z.object({ type: z.literal("allowScripts"), packages: z.array(z.string().max(300)).max(100) }),
    /** Answered with the newest version. */
    z.object({ type: z.literal("latestVersion"), name: z.string().max(214) }),
    z.object({ type: z.literal("moveToFile"), cell: cellId, path: z.string().max(1000) }),
    /** Answered with `VersionInfo[]`, the newest first. */
    z.object({ type: z.literal("versions") }),
    /** Answered with the text that the file had, or would have had. */
    z.object({ type: z.literal("readVersion"), n: z.number() }),
    /** Without `n`: keeps what is there now under the name. */
    z.object({ type: z.literal("nameVersion"), n: z.number().optional(), name: z.string().trim().min(1).max(100) }),
    z.object({ type: z.literal("restoreVersion"), n: z.number() }),
  ]),
})
export type Command = z.infer<typeof command>["command"]

export type CommandAnswer =
  | { readonly n: number; readonly ok: true; readonly value?: unknown }
  | { readonly n: number; readonly ok: false; readonly code: string; readonly message: string }
