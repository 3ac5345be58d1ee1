import type { CellId, Diagnostic } from "@quire/notebook"
import { withAncestors, withDependants } from "@quire/notebook"
import type { Effect, Output, SessionEvent } from "../events.ts"
import { cellProblems, cellState } from "../state.ts"
import type { SessionState } from "../state.ts"
import { continuesOnError, isSettled, markCells, sourcesOf } from "./staleness.ts"

type Step = { readonly state: SessionState; readonly effects: readonly Effect[] }
type RunEvent = Extract<
  SessionEvent,
  { type: "runRequested" | "runCancelled" | "cellStarted" | "cellEnded" | "inputChanged" | "interruptRequested" }
>

/** Which cells run next. A run of one cell first runs what it needs; an error stops what depends on it, nothing else. */
export function reduceRunQueue(state: SessionState, event: RunEvent): Step {
  switch (event.type) {
    case "runRequested":
      return startNext(enqueue(state, wanted(state, event.cells)))
    case "runCancelled":
      return { state: { ...state, queue: state.queue.filter((id) => !event.cells.includes(id)) }, effects: [] }
    case "cellStarted":
      return { state: started(state, event), effects: [] }
    case "cellEnded":
      return ended(state, event)
    case "inputChanged":
      return inputChanged(state, event)
    case "interruptRequested":
      return interrupted(state)
  }
}

/** A run that has not reached the runtime yet is taken back: nobody there could end it. */
function interrupted(state: SessionState): Step {
  const { running } = state
  if (running?.hasStarted === false) return { state: { ...state, queue: [], running: undefined }, effects: [] }
  const stopped = { ...state, queue: [], isStopping: running !== undefined }
  return { state: stopped, effects: [{ type: "interruptRuntime" }] }
}

function wanted(state: SessionState, cells: readonly CellId[] | "stale" | "all"): CellId[] {
  const runnable = Object.keys(state.marks) as CellId[]
  if (cells === "all") return runnable
  // Two people who ask at once get one run: what runs or waits already is not asked for again.
  const isDue = (id: CellId): boolean => !["fresh", "queued", "running"].includes(state.marks[id]?.status ?? "fresh")
  if (cells === "stale") return runnable.filter(isDue)
  return cells.filter((id) => Object.hasOwn(state.marks, id))
}

/** Adds the cells and all they need that is not fresh, in document order. */
function enqueue(state: SessionState, asked: readonly CellId[]): SessionState {
  const needed = new Set([...state.queue, ...asked])
  for (const id of withAncestors(state.graph, asked)) {
    const isReady = isSettled(state, id, state.marks[id]) || state.running?.cell === id
    if (!isReady && state.marks[id] !== undefined) needed.add(id)
  }
  const isRunning = (id: CellId): boolean => state.running?.cell === id && !asked.includes(id)
  const queue = state.structure.map((cell) => cell.id).filter((id) => needed.has(id) && !isRunning(id))
  const blocked = Object.fromEntries(Object.entries(state.blocked).filter(([id]) => !needed.has(id as CellId)))
  return { ...state, queue, blocked }
}

/** Starts the first cell of the queue. Cells with an error that was found before running end at once. */
export function startNext(from: SessionState): Step {
  let state = from
  while (state.running === undefined && state.queue.length > 0) {
    const [cell, ...queue] = state.queue as [CellId, ...CellId[]]
    state = { ...state, queue }
    const node = state.graph.get(cell)
    if (node === undefined || state.analyses[cell] === undefined) continue
    const run = state.nextRun
    const found = state.typeErrorsStop ? cellProblems(state, cell) : node.diagnostics
    const problem = found.find(({ severity }) => severity === "error")
    if (problem !== undefined) {
      state = failBeforeRunning({ ...state, nextRun: run + 1 }, cell, run, problem)
      continue
    }
    const running = { cell, run, hasStarted: false }
    return { state: { ...state, running, nextRun: run + 1 }, effects: [{ type: "startCell", cell, run }] }
  }
  return { state, effects: [] }
}

function failBeforeRunning(state: SessionState, cell: CellId, run: number, problem: Diagnostic): SessionState {
  const output: Output = { type: "error", ...problemAsError(cell, problem) }
  const codeHash = state.analyses[cell]?.codeHash ?? ""
  const last = { run, codeHash, inputs: inputVersions(state, cell), outcome: "error", startedAt: 0, ms: 0 } as const
  const failed = withCell(state, cell, {
    last,
    outputs: [output],
    outputCount: 1,
    omittedBytes: 0,
    before: undefined,
  })
  return continuesOnError(failed, cell) ? failed : dropDependants(failed, cell)
}

function problemAsError(
  cell: CellId,
  { code, message, hint, place }: Diagnostic,
): Omit<Extract<Output, { type: "error" }>, "type"> {
  const name =
    code === "syntax"
      ? "SyntaxError"
      : code === "foreign-assignment" || code === "type"
        ? "TypeError"
        : "ReferenceError"
  const frames = [{ cell, name: "", file: "", line: place.line, column: place.column }]
  return { name, message, stack: `${name}: ${message}`, frames, causes: [], hint }
}

function started(state: SessionState, event: Extract<RunEvent, { type: "cellStarted" }>): SessionState {
  if (state.running?.run !== event.run) return state
  const last = {
    run: event.run,
    codeHash: event.codeHash,
    inputs: inputVersions(state, event.cell),
    outcome: undefined,
    startedAt: event.at,
    ms: 0,
  }
  const running = { ...state.running, hasStarted: true }
  return withCell({ ...state, running }, event.cell, {
    last,
    outputs: [],
    outputCount: 0,
    omittedBytes: 0,
    before: undefined,
  })
}

function inputVersions(state: SessionState, cell: CellId): Record<string, string> {
  return Object.fromEntries(sourcesOf(state, cell).map(({ key, version }) => [key, version]))
}

function ended(state: SessionState, event: Extract<RunEvent, { type: "cellEnded" }>): Step {
  const { last } = cellState(state, event.cell)
  if (state.running?.run !== event.run) return { state, effects: [] }
  let next: SessionState = { ...state, running: undefined, isStopping: false }
  if (last?.run === event.run) {
    next = withCell(next, event.cell, { last: { ...last, outcome: event.outcome, ms: event.ms } })
  }
  const isUsable = event.outcome === "done" || (event.outcome === "error" && continuesOnError(next, event.cell))
  return startNext(isUsable ? enqueueReactive(next) : dropDependants(next, event.cell))
}

/** What depends on a failed cell leaves the queue and says whom it waits for. */
function dropDependants(state: SessionState, failed: CellId): SessionState {
  const dependants = new Set(withDependants(state.graph, [failed]))
  const dropped = state.queue.filter((id) => id !== failed && dependants.has(id))
  const blocked = { ...state.blocked }
  for (const id of dropped) blocked[id] = failed
  return { ...state, queue: state.queue.filter((id) => !dropped.includes(id)), blocked }
}

function inputChanged(state: SessionState, event: Extract<RunEvent, { type: "inputChanged" }>): Step {
  const { cell, input, value } = event
  const before = cellState(state, cell)
  const changed = withCell(state, cell, {
    inputs: { ...before.inputs, [input]: value },
    inputVersion: before.inputVersion + 1,
  })
  const { state: next, effects } = startNext(enqueueReactive(changed))
  return { state: next, effects: [{ type: "setInput", cell, input, value }, ...effects] }
}

/** A file was saved that these cells import: those that run by themselves do. Nothing runs because a notebook was opened:
 *  only what has run here. */
export function runReactive(state: SessionState, cells: readonly CellId[]): Step {
  const ran = cells.filter((id) => state.cells[id]?.last !== undefined)
  return startNext(enqueueReactive(state, ran))
}

/** Cells that run by themselves and whose inputs changed join the queue; never one that did not run yet. */
function enqueueReactive(state: SessionState, among?: readonly CellId[]): SessionState {
  if (!state.isReactive && !state.structure.some(({ isReactive }) => isReactive)) return state
  const marks = markCells(state)
  const due = state.structure.filter(({ id, isReactive }) => {
    const mark = marks[id]
    const isChanged = mark?.status === "stale" && mark.why.some((name) => name !== "")
    if (among?.includes(id) === false) return false
    return isChanged && (isReactive || state.isReactive) && state.blocked[id] === undefined
  })
  return due.length === 0
    ? state
    : enqueue(
        { ...state, marks },
        due.map(({ id }) => id),
      )
}

function withCell(state: SessionState, id: CellId, change: Partial<SessionState["cells"][CellId]>): SessionState {
  return { ...state, cells: { ...state.cells, [id]: { ...cellState(state, id), ...change } } }
}
