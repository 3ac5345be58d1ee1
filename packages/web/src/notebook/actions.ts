import type { EditorView } from "@codemirror/view"
import { newCell, setFenceWord } from "@quire/notebook"
import type { Cell, CellId, CellKind } from "@quire/notebook"
import { insertCell, moveCell, removeCell, setCellField, sourceOf } from "@quire/session"
import { createRelativePositionFromTypeIndex, encodeRelativePosition } from "yjs"
import type { Connection } from "../session/connection.ts"
import { STRUCTURE } from "../session/structure-undo.ts"
import { goToLine } from "../editor/marks.ts"
import type { CellActions } from "./notebook-context.ts"

/** The notebook's commands, on one connection. */
export function makeActions(
  connection: Connection,
  selected: CellId | undefined,
  select: (id: CellId | undefined) => void,
  editors: Map<CellId, EditorView>,
  openers: Map<CellId, (line: number | undefined) => void>,
  onRemoved: () => void,
): CellActions {
  const { doc, cells } = connection
  const change = (act: () => void): void => doc.transact(act, STRUCTURE)
  const neighbour = (id: CellId, direction: -1 | 1): CellId | undefined => {
    const list = cells.get()
    return list[list.findIndex((cell) => cell.id === id) + direction]?.id
  }
  const focusCell = (id: CellId, where: "cell" | "editor"): void => {
    select(id)
    const focus = (): boolean => {
      const element = document.getElementById(`cell-${id}`)
      if (where === "cell") element?.focus()
      else openers.get(id)?.(undefined)
      return where === "cell" ? element !== null : openers.has(id)
    }
    // At once where it can be, or fast keys land in the text; a cell that was inserted just now is drawn in the next frame.
    if (!focus()) requestAnimationFrame(focus)
  }
  return {
    selected,
    select,
    editors,
    openers,
    neighbour,
    focusCell,
    goTo: (id, line) => {
      select(id)
      const view = editors.get(id)
      if (view === undefined) openers.get(id)?.(line)
      else goToLine(view, line)
    },
    run: (wanted) =>
      void connection.command({ type: "run", cells: wanted === "all" || wanted === "stale" ? wanted : [...wanted] }),
    interrupt: () => void connection.command({ type: "interrupt" }),
    insert: (after, kind) => {
      const id = randomId()
      change(() => insertCell(doc, after, id, freshCell(kind)))
      focusCell(id, "editor")
    },
    remove: (id) => {
      const next = neighbour(id, 1) ?? neighbour(id, -1)
      change(() => removeCell(doc, id, Date.now(), connection.person.name))
      if (next !== undefined) focusCell(next, "cell")
      onRemoved()
    },
    move: (id, direction) => {
      const list = cells.get()
      const index = list.findIndex((cell) => cell.id === id)
      const after = direction === 1 ? list[index + 1]?.id : list[index - 2]?.id
      if (direction === 1 ? index === list.length - 1 : index <= 0) return
      change(() => moveCell(doc, id, after))
      focusCell(id, "cell")
    },
    split: (id) => {
      const [text, view] = [sourceOf(doc, id), editors.get(id)]
      if (text === undefined || view === undefined) return
      const place = createRelativePositionFromTypeIndex(text, view.state.selection.main.head)
      const order = { type: "splitCell", cell: id, at: Uint8Array.from(encodeRelativePosition(place)) } as const
      void connection.command(order).then((answer) => {
        if (!answer.ok || typeof answer.value !== "string") return
        const next = answer.value as CellId
        connection.structureUndo.ordered({ type: "joinCells", cell: id, next })
        focusCell(next, "cell")
      })
    },
    join: (id) => {
      const next = neighbour(id, 1)
      const text = sourceOf(doc, id)
      if (next === undefined || text === undefined) return
      // Behind the last character, wherever that goes.
      const end = Uint8Array.from(encodeRelativePosition(createRelativePositionFromTypeIndex(text, text.length, -1)))
      const words = cells.get().find((cell) => cell.id === next)?.words
      void connection.command({ type: "joinCells", cell: id, next }).then((answer) => {
        if (answer.ok && answer.value === true)
          connection.structureUndo.ordered({ type: "splitCell", cell: id, at: end, words })
      })
    },
    setKind: (id, kind) => {
      change(() => {
        setCellField(doc, id, "kind", kind)
        setCellField(doc, id, "words", kind === "code" ? "ts" : "")
      })
    },
    setWord: (id, word, value) => {
      const words = cells.get().find((cell) => cell.id === id)?.words ?? ""
      change(() => setCellField(doc, id, "words", setFenceWord(words, word, value)))
    },
    undoStructure: () => {
      const order = connection.structureUndo.undo()
      if (order !== undefined) void connection.command(order)
      const list = cells.get()
      const there = list.find((cell) => cell.id === selected) ?? list[0]
      if (there !== undefined) focusCell(there.id, "cell")
    },
  }
}

function freshCell(kind: CellKind): Cell {
  if (kind === "code") return newCell("code", "", "ts")
  return kind === "heading" ? newCell("heading", "New section", "", 2) : newCell("markdown", "")
}

function randomId(): CellId {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 20) as CellId
}
