export { applyMerge, isChange, joinReports } from "./document/apply-merge.ts"
export type { MergeReport } from "./document/apply-merge.ts"
export {
  cellsOf,
  deletedCells,
  frontMatterOf,
  insertCell,
  joinCells,
  moveCell,
  noteWritten,
  readCell,
  readCells,
  readDocument,
  readFacts,
  removeCell,
  replaceWithCells,
  restoreCell,
  seedDocument,
  setCellField,
  setCellStyle,
  sourceOf,
  splitCell,
  thinBin,
} from "./document/document.ts"
export type { DeletedCell, DocumentCell } from "./document/document.ts"
export { LiveCells } from "./document/live-cells.ts"
export { REMOTE, Replica } from "./document/replica.ts"
export type { KeptReplica, LocalEdit, ReplicaOptions } from "./document/replica.ts"
export { editText } from "./document/text-edit.ts"
export type {
  DeathReason,
  Effect,
  ErrorFrame,
  ErrorValue,
  MimeBundle,
  Output,
  PackagesStatus,
  RunOutcome,
  SaveProblem,
  SessionEvent,
  StructureCell,
} from "./events.ts"
export { HEAD_CHARACTERS, TAIL_CHARACTERS } from "./limits.ts"
export { SessionStore } from "./store.ts"
export { fromSnapshot, reduce, toSnapshot } from "./reduce/reduce.ts"
export { afterRuntime, cellProblems, cellState, initialState } from "./state.ts"
export type {
  CellMark,
  CellRunState,
  CellStatus,
  LastRun,
  RuntimeState,
  SaveState,
  SessionSnapshot,
  SessionState,
} from "./state.ts"
export { structureOf } from "./structure.ts"
export { describeDeath } from "./words.ts"
export { outputsInFile, toJupyter } from "./outputs-in-file.ts"
