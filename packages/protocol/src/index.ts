export { CHANNEL, PROTOCOL_VERSION } from "./channels.ts"
export { CELL_PARAMETERS } from "./cell-module.ts"
export type { CellModule, FileModule, HoistedModule } from "./cell-module.ts"
export { toParent } from "./cell-process.ts"
export { FRAME_INTERRUPT, FRAME_MESSAGE } from "./frame-kinds.ts"
export type { ChildCall, ToChild, ToParent } from "./cell-process.ts"
export { decode, encode, frame, FRAME_LIMIT, FrameReader } from "./frames.ts"
export { newFolder, newStorage, openSession, runCells, signIn, transferFiles } from "./http.ts"
export type {
  CheckStep,
  CredentialsReport,
  FileEntry,
  NewStorage,
  ProbeAnswer,
  Problem,
  RecentNotebook,
  RecoveredNotebook,
  SessionSummary,
  SourceReport,
  StorageSummary,
} from "./http.ts"
export { CHART_TYPE, INPUT_TYPE, LIST_TYPE, TABLE_TYPE, TREE_TYPE } from "./values.ts"
export type {
  ChartData,
  HeldValue,
  InputData,
  Shape,
  ShapeField,
  TableCell,
  TableColumn,
  TableData,
  TablePage,
  TreeData,
  TreeEntry,
  TreeNode,
} from "./values.ts"
export { command, documentUpdate, hello } from "./wire.ts"
export type {
  Command,
  CommandAnswer,
  DocumentMessage,
  DocumentUpdate,
  EventsMessage,
  Hello,
  VersionInfo,
  Welcome,
} from "./wire.ts"
export type { DeathReason, ErrorFrame, ErrorValue, MimeBundle, Output, RunOutcome } from "@quire/session"
