/** What a cell takes from elsewhere. What can no longer change is a constant of the body under its own name, so that
 *  errors, printed functions and `eval` know it by that; all else is read anew at each use. */
export interface Links {
  /** Names of other cells whose values may change. */
  readonly live: readonly string[]
  /** Names of other cells whose values cannot. */
  readonly fixed: readonly string[]
  /** Specifiers of files of the project, whose exports may change. */
  readonly files: readonly string[]
}

export const NO_LINKS: Links = { live: [], fixed: [], files: [] }
