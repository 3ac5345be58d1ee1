import type { CellId } from "@quire/notebook"
import type { CellActions } from "./notebook-context.ts"

const PAIR_MS = 500
let lastKey = { key: "", at: 0 }

/** Keys of command mode (UI §5): they work while a cell, not a text field, has the focus. True when one was acted on. */
export function commandKey(event: KeyboardEvent, id: CellId, actions: CellActions, restart: () => void): boolean {
  if (event.isComposing) return false
  if (event.ctrlKey || event.metaKey) {
    if (event.key !== "z" || event.shiftKey) return false
    actions.undoStructure()
    return true
  }
  const go = (direction: -1 | 1): void => {
    const next = actions.neighbour(id, direction)
    if (next !== undefined) actions.focusCell(next, "cell")
  }
  if (event.altKey) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return false
    actions.move(id, event.key === "ArrowUp" ? -1 : 1)
    return true
  }
  const isSecond = lastKey.key === event.key && event.timeStamp - lastKey.at < PAIR_MS
  lastKey = { key: event.key, at: event.timeStamp }
  const commands: Record<string, () => void> = {
    Enter: () => actions.focusCell(id, "editor"),
    j: () => go(1),
    ArrowDown: () => go(1),
    k: () => go(-1),
    ArrowUp: () => go(-1),
    a: () => actions.insert(actions.neighbour(id, -1), "code"),
    b: () => actions.insert(id, "code"),
    s: () => actions.insert(id, "heading"),
    m: () => actions.setKind(id, "markdown"),
    y: () => actions.setKind(id, "code"),
    "-": () => actions.split(id),
    "+": () => actions.join(id),
    z: () => actions.undoStructure(),
    d: () => isSecond && actions.remove(id),
    i: () => isSecond && actions.interrupt(),
    0: () => isSecond && restart(),
  }
  // On many keyboards a plus needs Shift.
  const command = event.shiftKey && event.key !== "+" ? undefined : commands[event.key]
  if (command === undefined) return false
  command()
  return true
}

/** Runs by key, in both modes: Shift goes to the next cell, Ctrl stays, Alt inserts a cell below. */
export function runKey(event: KeyboardEvent, id: CellId, actions: CellActions): boolean {
  if (event.key !== "Enter" || event.isComposing) return false
  const isMod = event.ctrlKey || event.metaKey
  if (isMod && event.shiftKey) actions.run("stale")
  else if (isMod) actions.run([id])
  else if (event.shiftKey) runAndGoOn(id, actions)
  else if (event.altKey) {
    actions.run([id])
    actions.insert(id, "code")
  } else return false
  return true
}

function runAndGoOn(id: CellId, actions: CellActions): void {
  actions.run([id])
  const next = actions.neighbour(id, 1)
  if (next === undefined) actions.insert(id, "code")
  else actions.focusCell(next, "cell")
}
