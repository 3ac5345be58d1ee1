import type { CellId } from "@quire/notebook"
import type { CompletionItem, Position, Range, TextEdit } from "vscode-languageserver-types"

// What is answered about cells, in their own lines: lines and columns count from 0, as editors' protocols do.

/** A place in a cell, or in a file of the project or of a package. */
export type Found = { readonly cell: CellId; readonly range: Range } | { readonly file: string; readonly range: Range }

/** Edits of cells, each cell's in its own lines. */
export type CellEdits = ReadonlyMap<CellId, readonly TextEdit[]>

/** What is wrong, in words of TypeScript's. */
export interface CellDiagnostic {
  readonly range: Range
  /** 1 an error, 2 a warning, else a hint. */
  readonly severity: number
  readonly code: number
  readonly message: string
  /** Nothing uses it: it is dimmed. */
  readonly isUnused: boolean
}

/** An entry that could stand at a place, in the cell's terms; `whole` is TypeScript's own. */
export interface Offered extends CompletionItem {
  readonly whole: CompletionItem
}

export interface Completions {
  readonly isIncomplete: boolean
  readonly items: readonly Offered[]
}

export interface CellHover {
  readonly markdown: string
  readonly range?: Range
}

export interface CellHint {
  readonly position: Position
  readonly label: string
  readonly paddingLeft: boolean
  readonly paddingRight: boolean
}

/** Edits that mend something. */
export interface Action {
  readonly title: string
  readonly kind: string
  readonly isPreferred: boolean
  readonly edits: CellEdits
}

/** What a notebook is to those that import it. */
export interface ProvidedModule {
  readonly text: string
  readonly language: "ts" | "tsx"
  /** Why it is none. */
  readonly problem?: string | undefined
}
