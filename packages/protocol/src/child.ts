// What the cell process needs of this package, without the schemas: it starts often, and checks nothing of its parent.
export { CELL_PARAMETERS } from "./cell-module.ts"
export type { CellModule, FileModule, HoistedModule } from "./cell-module.ts"
export type { ChildCall, ToChild, ToParent } from "./cell-process.ts"
export { FRAME_INTERRUPT, FRAME_MESSAGE } from "./frame-kinds.ts"
export { decode, encode, frame, FRAME_LIMIT, FrameReader } from "./frames.ts"
export { LIST_TYPE, TABLE_TYPE, TREE_TYPE } from "./values.ts"
export type {
  HeldValue,
  Shape,
  ShapeField,
  TableCell,
  TableColumn,
  TableData,
  TablePage,
  TreeEntry,
  TreeNode,
} from "./values.ts"
export type { ErrorFrame, ErrorValue, MimeBundle, Output, RunOutcome } from "@quire/session"
