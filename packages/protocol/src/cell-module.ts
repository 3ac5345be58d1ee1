import type { CellId } from "@quire/notebook"

// What `language` makes of a cell and the cell process evaluates: the body of an async function.

/** What the compiled body takes, in this order: names of rolldown's module-runner form, the value's receiver, the names
 *  that other cells define as the form's first import, what gives the exports of another module on, what defines an
 *  export, and those names again: a body whose first import is another module hides them. */
export const CELL_PARAMETERS = [
  "__vite_ssr_exports__",
  "__vite_ssr_import__",
  "__vite_ssr_dynamic_import__",
  "__vite_ssr_import_meta__",
  "__quire_value__",
  "__vite_ssr_import_0__",
  "__vite_ssr_exportAll__",
  "__quire_define__",
  "__quire_names__",
] as const

/** A compiled cell and what its free names mean. */
export interface CellModule {
  readonly cell: CellId
  /** What people call it, where an error is printed: its title, or its position among the code cells. */
  readonly name: string
  readonly code: string
  /** Hash of what it says, however it is compiled, and of the project's files that it imports. */
  readonly version: string
  /** JSON of a source map from `code` to the text that a person typed. */
  readonly map: string
  /** Name → the cell above that defines it. */
  readonly inputs: Readonly<Record<string, CellId>>
  /** Name → the cell below that defines it, where none above does. */
  readonly late: Readonly<Record<string, CellId>>
  /** Specifier → path of a file of the project. */
  readonly files: Readonly<Record<string, string>>
}

/** A file of the project that cells import, compiled. */
export interface FileModule {
  /** Absolute. */
  readonly path: string
  readonly code: string
  readonly map: string
  /** Hash of its code and that of all the files it imports. */
  readonly version: string
  /** Specifier → path of another file of the project. */
  readonly imports: Readonly<Record<string, string>>
  /** Why it cannot be evaluated: its text has errors. */
  readonly problem?: string | undefined
}

/** A cell below that a run can reach, as far as a module is there before it is evaluated. */
export interface HoistedModule extends CellModule {
  /** What can be read of it: its functions, and what it imports. */
  readonly early: readonly string[]
  /** Its `var`s read as undefined, all else is in its temporal dead zone. */
  readonly vars: readonly string[]
}
