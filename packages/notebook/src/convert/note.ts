/** Something that a kind of file cannot hold as it was, and what has become of it. */
export interface Note {
  /** Of the file that is converted, from 1. */
  readonly line: number
  readonly text: string
}
