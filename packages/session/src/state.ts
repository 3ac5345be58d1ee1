import type { Analysis, CellId, Diagnostic, Graph } from "@quire/notebook"
import { buildGraph, problemsOf } from "@quire/notebook"
import type { MergeReport } from "./document/apply-merge.ts"
import type { DeathReason, Output, PackagesStatus, RunOutcome, SaveProblem, StructureCell } from "./events.ts"

/** The last run of a cell. Inputs are hashed as the version of the cell that defines them (DESIGN §13). */
export interface LastRun {
  readonly run: number
  readonly codeHash: string
  readonly inputs: Readonly<Record<string, string>>
  /** Undefined while it runs. */
  readonly outcome: RunOutcome | undefined
  readonly startedAt: number
  readonly ms: number
}

export interface CellRunState {
  readonly last: LastRun | undefined
  readonly outputs: readonly Output[]
  /** How many `outputAdded` there were in this run, kept or not. */
  readonly outputCount: number
  /** Bytes of streams left out between head and tail. */
  readonly omittedBytes: number
  /** Its last run in a runtime that is no more: the values are gone, and what it showed is from then. */
  readonly before: LastRun | undefined
  /** Raised when a person changes an input of this cell: its users become stale. */
  readonly inputVersion: number
  readonly inputs: Readonly<Record<string, unknown>>
}

export type CellStatus = "never" | "fresh" | "stale" | "queued" | "running" | "error" | "interrupted"

/** The state of a cell, and why: names that changed, or `""` for its own code. */
export interface CellMark {
  readonly status: CellStatus
  readonly why: readonly string[]
  /** The cell whose failure kept this one from running. */
  readonly waitsFor: CellId | undefined
}

export type RuntimeState =
  | { readonly status: "none" }
  | { readonly status: "ready"; readonly pid: number; readonly since: number; readonly memoryMb: number }
  | { readonly status: "dead"; readonly reason: DeathReason }

export type SaveState =
  | { readonly status: "saved"; readonly at: number }
  | { readonly status: "waiting"; readonly since: number; readonly changedAt: number }
  | { readonly status: "saving"; readonly since: number; readonly changedAt: number | undefined }
  | {
      readonly status: "failed"
      readonly since: number
      readonly problem: SaveProblem
      readonly attempts: number
      /** Undefined: it is not tried again until the next edit or an order. */
      readonly retryAt: number | undefined
    }

export interface SessionState {
  readonly structure: readonly StructureCell[]
  readonly isReactive: boolean
  readonly typeErrorsStop: boolean
  readonly analyses: Readonly<Record<CellId, Analysis>>
  /** What the type checker says of them; it looks at cells once somebody edits one. */
  readonly types: Readonly<Record<CellId, readonly Diagnostic[]>>
  /** Versions of files that the cells import, by specifier. */
  readonly files: Readonly<Record<CellId, Readonly<Record<string, string>>>>
  readonly cells: Readonly<Record<CellId, CellRunState>>
  readonly queue: readonly CellId[]
  readonly running: { readonly cell: CellId; readonly run: number; readonly hasStarted: boolean } | undefined
  readonly blocked: Readonly<Record<CellId, CellId>>
  readonly nextRun: number
  readonly isStopping: boolean
  readonly runtime: RuntimeState
  readonly packages: PackagesStatus
  readonly save: SaveState
  readonly saveAttempts: number
  /** Why edits are in memory alone, when they are. */
  readonly journalProblem: SaveProblem | undefined
  readonly merge: { readonly at: number; readonly report: MergeReport } | undefined
  /** Where the notebook is to be opened from now on: its file goes by another path. */
  readonly movedTo: string | undefined
  readonly peopleHere: number
  /** Derived from the above by `derive`; never sent. */
  readonly graph: Graph
  readonly marks: Readonly<Record<CellId, CellMark>>
}

/** What crosses the wire and the journal: the state without what is derived. */
export type SessionSnapshot = Omit<SessionState, "graph" | "marks">

export const NEVER_RUN: CellRunState = {
  last: undefined,
  outputs: [],
  outputCount: 0,
  omittedBytes: 0,
  before: undefined,
  inputVersion: 0,
  inputs: {},
}

/** A cell once its runtime has ended. */
export function afterRuntime(cell: CellRunState): CellRunState {
  const { last } = cell
  const before = last === undefined ? cell.before : { ...last, outcome: last.outcome ?? ("interrupted" as const) }
  return { ...cell, last: undefined, before }
}

/** A session that has just been opened. */
export function initialState(savedAt: number): SessionState {
  return {
    structure: [],
    isReactive: false,
    typeErrorsStop: false,
    analyses: {},
    types: {},
    files: {},
    cells: {},
    queue: [],
    running: undefined,
    blocked: {},
    nextRun: 1,
    isStopping: false,
    runtime: { status: "none" },
    packages: { status: "none" },
    save: { status: "saved", at: savedAt },
    journalProblem: undefined,
    saveAttempts: 0,
    movedTo: undefined,
    merge: undefined,
    peopleHere: 0,
    graph: new Map(),
    marks: {},
  }
}

export function cellState(state: SessionState | SessionSnapshot, id: CellId): CellRunState {
  return (Object.hasOwn(state.cells, id) ? state.cells[id] : undefined) ?? NEVER_RUN
}

/** All that is said of a cell before it runs. */
export function cellProblems(
  { graph, types }: Pick<SessionState, "graph" | "types">,
  id: CellId,
): readonly Diagnostic[] {
  return problemsOf(graph.get(id)?.diagnostics ?? [], types[id] ?? [])
}

/** The graph of what the structure and the analyses say. */
export function graphOf(state: Pick<SessionState, "structure" | "analyses">): Graph {
  return buildGraph(
    state.structure.map(({ id, kind, title, level, branchFrom, isStatic }) => ({
      id,
      kind,
      title,
      level,
      branchFrom,
      analysis: kind === "code" && !isStatic ? state.analyses[id] : undefined,
    })),
  )
}
