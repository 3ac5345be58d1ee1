import type { EditorView } from "@codemirror/view"
import { createContext, useContext } from "react"
import type { CellId, CellKind } from "@quire/notebook"
import type { EditorLanguage } from "../language/editor-language.ts"

/** What cells ask of the page they stand in. */
export interface NotebookActions extends CellActions {
  /** The id of the person whose cell is kept in view. */
  readonly following: string | undefined
  readonly follow: (person: string | undefined) => void
  readonly language: EditorLanguage
}

/** The commands, of keys and buttons. */
export interface CellActions {
  /** The cell that the keys of command mode act on. */
  readonly selected: CellId | undefined
  readonly select: (id: CellId | undefined) => void
  /** Gives a cell the focus: its editor, or itself. */
  readonly focusCell: (id: CellId, where: "cell" | "editor") => void
  /** Goes to a line of a cell, as error frames do. */
  readonly goTo: (id: CellId, line: number) => void
  readonly run: (cells: readonly CellId[] | "stale" | "all") => void
  readonly interrupt: () => void
  /** Inserts a cell below `after` (undefined: at the top) and gives it the focus. */
  readonly insert: (after: CellId | undefined, kind: CellKind) => void
  readonly remove: (id: CellId) => void
  readonly move: (id: CellId, direction: -1 | 1) => void
  /** Splits a cell where its caret is, or was last; joins it with the one below. */
  readonly split: (id: CellId) => void
  readonly join: (id: CellId) => void
  readonly setKind: (id: CellId, kind: "markdown" | "code") => void
  readonly setWord: (id: CellId, word: string, value: string | undefined) => void
  readonly undoStructure: () => void
  /** Goes to the next or previous cell; undefined at the ends. */
  readonly neighbour: (id: CellId, direction: -1 | 1) => CellId | undefined
  /** Editors on the page, by cell; a cell far from the screen has none. */
  readonly editors: Map<CellId, EditorView>
  /** Asks a cell to open its editor, wherever it is. */
  readonly openers: Map<CellId, (line: number | undefined) => void>
}

export const NotebookContext = createContext<NotebookActions | undefined>(undefined)

export function useNotebook(): NotebookActions {
  const actions = useContext(NotebookContext)
  if (actions === undefined) throw new Error("used outside a notebook page")
  return actions
}
