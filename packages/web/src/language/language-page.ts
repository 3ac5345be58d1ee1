import type { EditorView } from "@codemirror/view"
import type { CellId } from "@quire/notebook"
import type { Connection } from "../session/connection.ts"

/** What an editor can be told to do. */
export type LanguageCommand = "rename" | "definition" | "references" | "menu" | "format" | "organise"

/** What the language client needs of the page around it. */
export interface LanguagePage {
  readonly connection: Connection
  readonly editors: ReadonlyMap<CellId, EditorView>
  /** Brings a cell onto the screen and gives its editor, once there is one. */
  readonly show: (id: CellId) => Promise<EditorView | undefined>
  /** Shows a text that is no cell, to be read. */
  readonly showFile: (file: ShownFile) => void
  /** Shows where a name is used. */
  readonly showReferences: (references: References | undefined) => void
  /** Says something in passing; `undo`: takes back what was done. */
  readonly say: (text: string, undo?: () => void) => void
}

export interface ShownFile {
  readonly path: string
  readonly text: string
  readonly isWhole: boolean
  /** Lines and columns from 0. */
  readonly line: number
  readonly character: number
}

export interface References {
  readonly name: string
  readonly places: readonly ReferencePlace[]
}

export interface ReferencePlace {
  readonly label: string
  readonly line: number
  readonly text: string
  readonly go: () => void
}
