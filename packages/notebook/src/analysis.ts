import type { CellId } from "./model.ts"

/** A place in a cell's source. Lines from 1, columns from 1, in UTF-16 units, as editors count. */
export interface Place {
  readonly line: number
  readonly column: number
  /** Offsets into the source. */
  readonly start: number
  readonly end: number
}

export interface Diagnostic {
  /** An error stops the cell from running; a warning says what the run will find; an info tells two readings apart. */
  readonly severity: "error" | "warning" | "info"
  readonly code:
    | "syntax"
    | "foreign-assignment"
    | "missing-name"
    | "redefinition"
    | "cycle"
    | "branch"
    | "resolve"
    | "type"
    | "lint"
  readonly message: string
  readonly hint: string
  readonly place: Place
  /** Who says so, and by which rule: `ts2322`. */
  readonly rule?: string | undefined
  /** Nothing uses what stands there: it is dimmed, not underlined. */
  readonly isUnused?: boolean | undefined
}

export interface NameUse {
  readonly name: string
  readonly place: Place
  /** Only a call can reach it (it stands in a function): it may mean a name that is defined further down. */
  readonly isDeferred: boolean
  /** It is called, or a member of it is read, at some place: it is no number that may change. */
  readonly isObject?: boolean
}

/** `export`: a name that other cells see and the cell itself does not (`export { a as b }`). */
export type DefinitionKind = "function" | "var" | "let" | "const" | "class" | "enum" | "namespace" | "import" | "export"

export interface Definition {
  readonly name: string
  readonly kind: DefinitionKind
  /** Of the name, where it is defined first. */
  readonly place: Place
  /** Nothing assigns to it after its definition. */
  readonly isConstant: boolean
}

/** What one code cell says, found by `language` from its text alone, before anything runs. */
export interface Analysis {
  /** Names the text it was made from. */
  readonly textHash: string
  /** Hash of the lowered code: a comment or white space does not change it. */
  readonly codeHash: string
  /** Top-level declarations that exist at run time. */
  readonly defines: readonly Definition[]
  /** Top-level declarations that only types see. */
  readonly definesTypes: readonly string[]
  /** Those of either that its text exports under their own name. */
  readonly exports: readonly string[]
  /** Free names read at run time, each with its first place. */
  readonly uses: readonly NameUse[]
  /** Free names assigned to. */
  readonly assigns: readonly NameUse[]
  /** Names used under `typeof` or of a known global only: no warning when nothing defines them. */
  readonly optional: readonly string[]
  /** Those of them that are no globals: a cell further down may define them. */
  readonly guarded: readonly string[]
  /** Module specifiers of imports, of `export … from` and of `import("…")`; types left out. */
  readonly imports: readonly string[]
  readonly errors: readonly Diagnostic[]
}

/** Of a text that says nothing. */
export const EMPTY_ANALYSIS: Analysis = {
  defines: [],
  definesTypes: [],
  exports: [],
  uses: [],
  assigns: [],
  optional: [],
  guarded: [],
  imports: [],
  textHash: "",
  codeHash: "",
  errors: [],
}

/** A cell as the graph sees it, in document order. */
export interface GraphCell {
  readonly id: CellId
  readonly kind: "heading" | "markdown" | "code"
  /** Headings: what it says, to be named by branches. */
  readonly title: string
  readonly level: 0 | 1 | 2
  /** Headings: the section this one continues from, or undefined. */
  readonly branchFrom: string | undefined
  /** Code that runs: its analysis; undefined for prose, samples, and before the analysis is there. */
  readonly analysis: Analysis | undefined
}

/** What one cell needs and gives. */
export interface GraphNode {
  readonly id: CellId
  /** Name → the cell whose definition it means: the nearest above that defines it. */
  readonly inputs: ReadonlyMap<string, CellId>
  /** Name → the cell below that defines it, where none above does: its functions are hoisted, all else is in its
   *  temporal dead zone until that cell has run. */
  readonly late: ReadonlyMap<string, CellId>
  /** Cells above that functions of the inputs reach by late names → such a name. */
  readonly through: ReadonlyMap<CellId, string>
  /** Cells below that a run of this one can reach by late names → such a name: none of them has run, as far as it can see. */
  readonly below: ReadonlyMap<CellId, string>
  /** Cells that use a name of this one, directly or through a late name. */
  readonly usedBy: readonly CellId[]
  /** Found before running. An error stops the cell from running. */
  readonly diagnostics: readonly Diagnostic[]
}

export type Graph = ReadonlyMap<CellId, GraphNode>
