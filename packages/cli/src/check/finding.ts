/** Something that is wrong at a place of a file. Lines and columns from 1. */
export interface Finding {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly severity: "error" | "warning"
  /** `ts2322`, or one of Quire's own: `syntax`, `missing-name`, `run`, `output`. */
  readonly rule: string
  readonly message: string
  readonly hint: string
}

/** In the order of the file. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => a.line - b.line || a.column - b.column)
}
