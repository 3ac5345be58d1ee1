// How values travel from the cell process to the page: trees that open level by level, and tables by pages.

export const TREE_TYPE = "application/vnd.quire.tree+json"
export const TABLE_TYPE = "application/vnd.quire.table+json"
export const INPUT_TYPE = "application/vnd.quire.input+json"
export const CHART_TYPE = "application/vnd.quire.chart+json"
export const LIST_TYPE = "application/vnd.quire.list+json"

/** A value in one line, and its entries where it has been opened. */
export interface TreeNode {
  readonly kind:
    | "string"
    | "number"
    | "bigint"
    | "boolean"
    | "null"
    | "undefined"
    | "symbol"
    | "function"
    | "date"
    | "error"
    | "object"
  /** One line, at most about 100 characters. */
  readonly text: string
  /** Entries there are; 0 for a leaf. */
  readonly size: number
  /** Entries sent so far, from the first; undefined: not opened. */
  readonly entries?: readonly TreeEntry[] | undefined
}

export interface TreeEntry {
  readonly key: string
  readonly value: TreeNode
}

export interface TreeData {
  readonly handle: number
  readonly root: TreeNode
}

/** A table's cell: what JSON can say is said plainly, the rest is tagged. */
export type TableCell = string | number | boolean | null | { readonly kind: string; readonly text: string }

export interface TableColumn {
  readonly name: string
  readonly type: "number" | "string" | "boolean" | "date" | "other"
}

export interface TablePage {
  readonly offset: number
  readonly rows: readonly (readonly TableCell[])[]
}

export interface TableData {
  readonly handle: number
  readonly rowCount: number
  readonly columns: readonly TableColumn[]
  readonly page: TablePage
}

/** An input that a cell shows. `name` is unique within its cell. */
export interface InputData {
  readonly cell: string
  readonly name: string
  readonly kind: "range" | "number" | "text" | "select" | "checkbox"
  readonly label: string
  readonly value: unknown
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly step?: number | undefined
  readonly options?: readonly (string | number)[] | undefined
}

export interface ChartData {
  readonly mark: "line" | "bar" | "dot"
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  /** Categories, or numbers (times in milliseconds when `isTime`), one a point of every series. */
  readonly x: readonly (string | number)[]
  readonly isTime: boolean
  readonly series: readonly { readonly name: string; readonly y: readonly (number | null)[] }[]
}

/** What a value is made of, as far as it was looked at. */
export type Shape =
  | { readonly kind: "string" | "number" | "bigint" | "boolean" | "null" | "undefined" | "date" | "unknown" }
  | { readonly kind: "array"; readonly of: Shape }
  | { readonly kind: "object"; readonly fields: readonly ShapeField[] }
  | { readonly kind: "union"; readonly of: readonly Shape[] }

export interface ShapeField {
  readonly key: string
  /** Some of the objects do not have it. */
  readonly isOptional: boolean
  readonly shape: Shape
}

/** A value that a name holds by now, in one line, and the names of its properties. */
export interface HeldValue {
  readonly text: string
  readonly keys: readonly string[]
}
