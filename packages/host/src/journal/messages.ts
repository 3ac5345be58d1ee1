import type { CellId } from "@quire/notebook"
import type { VersionInfo } from "@quire/protocol"
import type { Version } from "@quire/storage"

/** What the journal keeps of a notebook, saved or not. */
export interface JournalEntry {
  readonly session: string
  readonly storage: string
  readonly path: string
  /** Names this history: a page that holds another one never merges the two. */
  readonly epoch: string
  /** The file as last read or saved; a merge starts from it. */
  readonly base: BaseFile
  /** What was to be saved since, with no answer on disk: the file may be one of them, or come from one. In their order. */
  readonly attempts: readonly Attempt[]
  readonly snapshot: Uint8Array | undefined
  readonly updates: readonly Uint8Array[]
  /** What people gave to inputs, encoded. */
  readonly inputs: readonly { readonly cell: string; readonly input: string; readonly value: Uint8Array }[]
}

/** As many texts are kept that a storage which did not answer may or may not have taken. */
export const ATTEMPTS = 8

/** A text of the file. */
export interface FileText {
  readonly text: string
  /** What its cells are called in the document, where that is known: they are matched by it. */
  readonly ids: readonly (CellId | undefined)[] | undefined
}

export interface BaseFile extends Omit<FileText, "text"> {
  /** Undefined: never saved. */
  readonly text: string | undefined
  readonly version: Version | undefined
}

export interface Attempt extends FileText {
  readonly n: number
}

export type NotebookPlace = Pick<JournalEntry, "session" | "storage" | "path">

/** What is known of the file. */
export type KnownFile = Pick<JournalEntry, "base" | "attempts">

/** What a history starts with. */
export type NewEntry = Omit<JournalEntry, "updates" | "snapshot" | "inputs" | "attempts">

/** A version, with its text packed. */
export type NewVersion = Omit<VersionInfo, "n"> & { readonly text: Uint8Array }

export type JournalOrder =
  | { readonly type: "create"; readonly entry: NewEntry; readonly update: Uint8Array }
  | { readonly type: "append"; readonly session: string; readonly update: Uint8Array }
  | { readonly type: "compact"; readonly session: string; readonly update: Uint8Array }
  | { readonly type: "setSnapshot"; readonly session: string; readonly snapshot: Uint8Array }
  | {
      readonly type: "setInput"
      readonly session: string
      readonly cell: string
      readonly input: string
      readonly value: Uint8Array
    }
  | FileOrder
  | VersionOrder
  | { readonly type: "forget"; readonly session: string }
  | { readonly type: "sessions" }
  | { readonly type: "find"; readonly storage: string; readonly path: string }
  | { readonly type: "placeOf"; readonly epoch: string }
  | { readonly type: "close" }

export type FileOrder =
  | { readonly type: "setBase"; readonly session: string; readonly base: BaseFile; readonly settled: number }
  | { readonly type: "addAttempt"; readonly session: string; readonly attempt: Attempt }
  | { readonly type: "move"; readonly storage: string; readonly from: string; readonly to: string }
  | { readonly type: "unsettled" }
  | { readonly type: "settle"; readonly session: string; readonly updates: number | undefined }

export type VersionOrder =
  | { readonly type: "versions"; readonly session: string }
  | { readonly type: "version"; readonly session: string; readonly n: number }
  | { readonly type: "addVersion"; readonly session: string; readonly version: NewVersion }
  | { readonly type: "nameVersion"; readonly session: string; readonly n: number; readonly name: string }
  | { readonly type: "forgetVersions"; readonly session: string; readonly versions: readonly number[] }

/** Requests that are made in one turn come in one message, and are committed together or not at all. */
export interface JournalRequest {
  readonly id: number
  readonly order: JournalOrder
}

export type JournalReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly isFull: boolean; readonly message: string }
