/** A file that is no notebook of its kind. Lines and columns from 1. */
export interface NotebookFileError {
  readonly code: "bad-notebook-file"
  readonly line: number
  readonly column: number
  readonly because: string
}
