import type { Brand } from "@quire/base"

/** Names a cell as long as its notebook is open. Made by whoever inserts the cell; never written to the file. */
export type CellId = Brand<string, "CellId">

/** What a notebook is made of. A `heading` is the title (level 1, once) or the start of a section (level 2). */
export type CellKind = "heading" | "markdown" | "code"

/** The languages that Quire runs, as written after a fence (DESIGN §3), long names folded to short ones. */
export type CodeLanguage = "ts" | "tsx" | "js" | "jsx"

/** One cell as the file has it. Line endings in `source` are `\n`. */
export interface Cell {
  readonly kind: CellKind
  /** The text a person edits: prose, code between the fences, or the words of a heading. */
  readonly source: string
  /** Code: the fence's info string (`ts name=load hide-code`). Heading: what its `quire:` comment says
   *  (`branch from="Data"`), else empty. Markdown: the words of its `quire:cell` comment, else empty. */
  readonly words: string
  /** 1 for the title, 2 for a section, 0 for what is no heading. */
  readonly level: 0 | 1 | 2
  /** The exact slice of the file this cell was read from, so that a cell nobody touched is written back as it was;
   *  empty for a cell that never was in a file. */
  readonly raw: string
  /** What stood between this cell and the next one; undefined where nothing did: a new cell, or the last one. */
  readonly gap: string | undefined
}

/** The YAML at the top of a file, without its `---` lines; `raw` with them and the blank lines after. */
export interface FrontMatterText {
  readonly source: string
  readonly raw: string
}

/** The kinds of files that hold notebooks. */
export type FormatName = "md" | "ipynb" | "livemd"

/** A whole notebook: everything that is needed to give back the file, byte for byte. */
export interface Notebook {
  readonly format: FormatName
  /** The older format of Jupyter's that the file had: it is written anew. */
  readonly upgradedFrom?: number | undefined
  readonly bom: boolean
  /** The file's commoner line ending, for lines that Quire writes. */
  readonly newline: "\n" | "\r\n"
  readonly frontMatter: FrontMatterText | undefined
  /** What is before the first cell: blank lines, or the beginning of a JSON text. */
  readonly lead: string
  readonly cells: readonly Cell[]
  /** What follows the last cell: usually one line ending, or the end of a JSON text. */
  readonly end: string
}

/** A cell that comes from no file yet. */
export function newCell(kind: CellKind, source: string, words = "", level: 0 | 1 | 2 = 0): Cell {
  return { kind, source, words, level, raw: "", gap: undefined }
}
