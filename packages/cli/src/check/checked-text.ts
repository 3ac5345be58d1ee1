import type { LiveSession } from "@quire/host"
import { filePlaces } from "@quire/notebook"
import type { Cell, FilePlace, Notebook } from "@quire/notebook"
import type { CheckedDocument } from "./document.ts"
import type { Finding } from "./finding.ts"

/** A file that is open in a session, with what its places are called. */
export interface CheckedText {
  /** As it was named. */
  readonly file: string
  readonly session: LiveSession
  /** What the session shows: a document's fences stand at the beginning of their lines. */
  readonly text: string
  readonly notebook: Notebook
  readonly document: CheckedDocument | undefined
  /** Where a place of a cell stands in the file. */
  readonly placeOf: (cell: Cell, line: number, column: number) => FilePlace
}

export function checkedText(
  file: string,
  session: LiveSession,
  text: string,
  notebook: Notebook,
  document: CheckedDocument | undefined,
): CheckedText {
  const inText = filePlaces(text, notebook)
  const placeOf: CheckedText["placeOf"] = (...at) => document?.inFile(inText(...at)) ?? inText(...at)
  return { file, session, text, notebook, document, placeOf }
}

/** Something about the whole file, or about a place of it. */
export function findingAt(
  file: string,
  { line, column }: FilePlace,
  rule: string,
  message: string,
  hint = "",
): Finding {
  return { file, line, column, endLine: line, endColumn: column, severity: "error", rule, message, hint }
}

export const TOP: FilePlace = { line: 1, column: 1 }
