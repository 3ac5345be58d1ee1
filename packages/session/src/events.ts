import type { Analysis, CellId, CellKind, Diagnostic } from "@quire/notebook"
import type { MergeReport } from "./document/apply-merge.ts"

/** What the server knows of a cell from the document alone; sent when any of it changes, not for each key. */
export interface StructureCell {
  readonly id: CellId
  readonly kind: CellKind
  readonly level: 0 | 1 | 2
  /** Headings: what they say. Code: the name in its fence, else empty. */
  readonly title: string
  readonly branchFrom: string | undefined
  readonly isStatic: boolean
  readonly isReactive: boolean
  /** What uses it runs even when it fails. */
  readonly continuesOnError: boolean
}

/** A MIME bundle: the richest known type wins, the others stay for export. Binary values are base64. */
export type MimeBundle = Readonly<Record<string, unknown>>

export interface ErrorFrame {
  /** The cell, or undefined for package and Node frames. */
  readonly cell: CellId | undefined
  readonly name: string
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface ErrorValue {
  readonly name: string
  readonly message: string
  /** As JavaScript prints it, with cells by name and lines as typed. */
  readonly stack: string
  readonly frames: readonly ErrorFrame[]
  readonly causes: readonly ErrorValue[]
  /** A package that is not installed, by the name that it can be added under. */
  readonly missingPackage?: string | undefined
  readonly hint?: string | undefined
}

/** What a cell showed. `isLate`: after its run had ended. */
export type Output =
  | {
      readonly type: "stream"
      readonly name: "stdout" | "stderr"
      readonly text: string
      /** Characters that were cut out of the middle of a flood before it was sent on. */
      readonly omitted?: number
      readonly isLate?: boolean
    }
  | { readonly type: "display"; readonly data: MimeBundle; readonly isLate?: boolean }
  | { readonly type: "value"; readonly data: MimeBundle }
  | ({ readonly type: "error"; readonly isLate?: boolean } & ErrorValue)

export type RunOutcome = "done" | "error" | "interrupted"

/** Why a runtime is no more. */
export type DeathReason =
  | { readonly type: "exit"; readonly code: number }
  | { readonly type: "signal"; readonly signal: string }
  | { readonly type: "out-of-memory"; readonly limitMb: number }
  | { readonly type: "no-answer" }
  | { readonly type: "idle"; readonly minutes: number }
  | { readonly type: "restart" }
  | { readonly type: "start-failed"; readonly message: string }

export type PackagesStatus =
  | { readonly status: "none" }
  | { readonly status: "installing"; readonly text: string }
  /** `heldScripts`: `name@version` of packages whose install scripts wait for a yes. */
  | { readonly status: "ready"; readonly heldScripts: readonly string[] }
  | { readonly status: "failed"; readonly message: string; readonly log: string }

/** A storage's refusal, as the page shows it. */
export interface SaveProblem {
  readonly code: string
  readonly message: string
  readonly hint: string
  /** The path that the file has now, where it was renamed. */
  readonly movedTo?: string | undefined
}

/** What happened to a session. Events are past; each says all that the reducer may not ask for: time and place. */
export type SessionEvent =
  | {
      readonly type: "structureChanged"
      readonly cells: readonly StructureCell[]
      readonly isReactive: boolean
      /** A cell with a type error does not run. */
      readonly typeErrorsStop: boolean
    }
  | { readonly type: "documentChanged"; readonly at: number }
  /** Several cells at once: the graph is made anew for each event. */
  | { readonly type: "analysed"; readonly analyses: Readonly<Record<CellId, Analysis>> }
  /** What the type checker says of cells by now. */
  | { readonly type: "typed"; readonly problems: Readonly<Record<CellId, readonly Diagnostic[]>> }
  /** Versions of the project's own files that cells import, by cell and specifier. */
  | { readonly type: "filesChanged"; readonly files: Readonly<Record<CellId, Readonly<Record<string, string>>>> }
  | { readonly type: "runRequested"; readonly cells: readonly CellId[] | "stale" | "all" }
  | { readonly type: "runCancelled"; readonly cells: readonly CellId[] }
  | {
      readonly type: "cellStarted"
      readonly cell: CellId
      readonly run: number
      readonly at: number
      readonly codeHash: string
    }
  | {
      readonly type: "outputAdded"
      readonly cell: CellId
      readonly run: number
      readonly n: number
      readonly output: Output
    }
  | {
      readonly type: "cellEnded"
      readonly cell: CellId
      readonly run: number
      readonly outcome: RunOutcome
      readonly ms: number
    }
  | { readonly type: "inputChanged"; readonly cell: CellId; readonly input: string; readonly value: unknown }
  | { readonly type: "interruptRequested" }
  | { readonly type: "restartRequested" }
  | { readonly type: "runtimeStarted"; readonly pid: number; readonly at: number }
  | { readonly type: "runtimeDied"; readonly reason: DeathReason }
  | { readonly type: "runtimeMeasured"; readonly memoryMb: number }
  | { readonly type: "packagesChanged"; readonly packages: PackagesStatus }
  | { readonly type: "saveRequested" }
  | { readonly type: "saveDue"; readonly at: number }
  | { readonly type: "saveSucceeded"; readonly at: number; readonly version: string }
  | { readonly type: "saveFailed"; readonly at: number; readonly problem: SaveProblem; readonly isLasting: boolean }
  /** What keeps edits from the server's disk; undefined: nothing any more. */
  | { readonly type: "journalChanged"; readonly problem: SaveProblem | undefined }
  /** The session ends, and the notebook is to be opened at its new place. */
  | { readonly type: "fileMoved"; readonly path: string }
  | { readonly type: "merged"; readonly at: number; readonly report: MergeReport }
  | { readonly type: "peopleChanged"; readonly here: number }

/** What the shell has to do. Effects are orders; each is answered by an event. */
export type Effect =
  | {
      readonly type: "startCell"
      readonly cell: CellId
      readonly run: number
    }
  | { readonly type: "interruptRuntime" }
  | { readonly type: "restartRuntime" }
  | { readonly type: "setInput"; readonly cell: CellId; readonly input: string; readonly value: unknown }
  | { readonly type: "scheduleSave"; readonly afterMs: number }
  | { readonly type: "save" }
