import type { Cell, CellKind, FormatName } from "../model.ts"
import { readRaw } from "./raw.ts"
import type { RawParts } from "./raw.ts"
import { renderCell } from "./render.ts"
import { splitPieces } from "./split.ts"
import type { Piece } from "./split.ts"

/** A way to write notebooks as Markdown. */
export interface Dialect {
  readonly format: FormatName
  /** Cuts a text into cells, from an offset on. */
  readonly split: (text: string, from: number) => Piece[]
  /** Takes a cell's slice apart. The inverse of `render`, up to style. */
  readonly read: (kind: CellKind, raw: string) => RawParts
  /** The Markdown of a cell, in the style of its `raw` where it has one. `needsMark`: it is a Markdown cell, and would be
   *  one with the cell above. */
  readonly render: (cell: Cell, needsMark: boolean) => string
  /** Whether a Markdown cell's slice says that a new one begins. */
  readonly hasMark: (raw: string) => boolean
}

export const QUIRE: Dialect = {
  format: "md",
  split: splitPieces,
  read: readRaw,
  render: renderCell,
  hasMark: (raw) => /^<!--\s*quire:(?:cell|ipynb)/.test(raw),
}
