import type { EditorView } from "@codemirror/view"
import { createContext, useContext } from "react"
import type { CellId, CellKind } from "@quire/notebook"

/** What cells ask of the page they stand in. */
export interface NotebookActions {
  /** The cell that the keys of command mode act on. */
  readonly selected: CellId | undefined
  select(id: CellId | undefined): void
  /** Gives a cell the focus: its editor, or itself. */
  focusCell(id: CellId, where: "cell" | "editor"): void
  /** Goes to a line of a cell, as error frames do. */
  goTo(id: CellId, line: number): void
  run(cells: readonly CellId[] | "stale" | "all"): void
  interrupt(): void
  /** Inserts a cell below `after` (undefined: at the top) and gives it the focus. */
  insert(after: CellId | undefined, kind: CellKind): void
  remove(id: CellId): void
  move(id: CellId, direction: -1 | 1): void
  setKind(id: CellId, kind: "markdown" | "code"): void
  setWord(id: CellId, word: string, value: string | undefined): void
  undoStructure(): void
  /** Goes to the next or previous cell; undefined at the ends. */
  neighbour(id: CellId, direction: -1 | 1): CellId | undefined
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
