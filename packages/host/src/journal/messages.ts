import type { VersionInfo } from "@quire/protocol"

/** What the journal keeps of a notebook, saved or not. */
export interface JournalEntry {
  readonly session: string
  readonly storage: string
  readonly path: string
  /** Names this history: a page that holds another one never merges the two. */
  readonly epoch: string
  /** The file as last read or saved, and its version; a merge starts from it. Undefined: never saved. */
  readonly baseText: string | undefined
  readonly baseVersion: string | undefined
  /** Hashes of texts that were to be saved since, with no answer on disk: if the file is one of them, it is ours. */
  readonly attempts: readonly string[]
  readonly snapshot: Uint8Array | undefined
  readonly updates: readonly Uint8Array[]
  /** What people gave to inputs, encoded. */
  readonly inputs: readonly { readonly cell: string; readonly input: string; readonly value: Uint8Array }[]
}

/** What a history starts with. */
export type NewEntry = Omit<JournalEntry, "updates" | "snapshot" | "inputs" | "attempts">

/** The file as last read or saved, and the hashes of what was to be saved since. */
export interface NewBase {
  readonly text: string | undefined
  readonly version: string | undefined
  readonly attempts: readonly string[]
}

/** A version, with its text packed. */
export type NewVersion = Omit<VersionInfo, "n"> & { readonly text: Uint8Array }

export type JournalOrder =
  | { readonly type: "create"; readonly entry: NewEntry; readonly update: Uint8Array }
  | { readonly type: "append"; readonly session: string; readonly update: Uint8Array }
  | { readonly type: "compact"; readonly session: string; readonly update: Uint8Array }
  | ({ readonly type: "setBase"; readonly session: string } & NewBase)
  | { readonly type: "addAttempt"; readonly session: string; readonly hash: string }
  | { readonly type: "setSnapshot"; readonly session: string; readonly snapshot: Uint8Array }
  | {
      readonly type: "setInput"
      readonly session: string
      readonly cell: string
      readonly input: string
      readonly value: Uint8Array
    }
  | VersionOrder
  | { readonly type: "forget"; readonly session: string }
  | { readonly type: "sessions" }
  | { readonly type: "find"; readonly storage: string; readonly path: string }
  | { readonly type: "close" }

export type VersionOrder =
  | { readonly type: "versions"; readonly session: string }
  | { readonly type: "version"; readonly session: string; readonly n: number }
  | { readonly type: "addVersion"; readonly session: string; readonly version: NewVersion }
  | { readonly type: "nameVersion"; readonly session: string; readonly n: number; readonly name: string }
  | { readonly type: "forgetVersions"; readonly session: string; readonly versions: readonly number[] }

export interface JournalRequest {
  readonly id: number
  readonly order: JournalOrder
}

export type JournalReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly isFull: boolean; readonly message: string }
