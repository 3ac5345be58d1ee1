import type { Text } from "@codemirror/state"

/** A place as the Language Server Protocol has it: from 0, in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly character: number
}

export interface Range {
  readonly start: Position
  readonly end: Position
}

export interface TextEdit {
  readonly range: Range
  readonly newText: string
}

export interface WorkspaceEdit {
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>> | undefined
  /** What the texts are that it changes. */
  readonly texts?: Readonly<Record<string, string>> | undefined
}

/** Whether a text is the one that edits were made for. */
export function isFor({ texts }: WorkspaceEdit, uri: string, text: string): boolean {
  return texts?.[uri] === text
}

export function toOffset(doc: Text, { line, character }: Position): number {
  if (line >= doc.lines) return doc.length
  const { from, length } = doc.line(line + 1)
  return from + Math.min(character, length)
}

export function toPosition(doc: Text, offset: number): Position {
  const { number, from } = doc.lineAt(offset)
  return { line: number - 1, character: offset - from }
}

/** Edits as changes of an editor's text. */
export function toChanges(doc: Text, edits: readonly TextEdit[]): { from: number; to: number; insert: string }[] {
  return edits.map(({ range, newText }) => ({
    from: toOffset(doc, range.start),
    to: toOffset(doc, range.end),
    insert: newText,
  }))
}
