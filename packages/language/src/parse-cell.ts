import type { CodeLanguage, Diagnostic, Place } from "@quire/notebook"
import { parseSync } from "oxc-parser"
import type { Program } from "oxc-parser"

/** A cell's syntax tree, or what is wrong with its text. */
export type ParsedCell =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly errors: readonly Diagnostic[] }

/** Parses the text of one cell as an ES module. Offsets in the tree are UTF-16 units. */
export function parseCell(source: string, language: CodeLanguage): ParsedCell {
  const { program, errors } = parseSync(`cell.${language}`, source, {
    lang: language,
    sourceType: "module",
    // JavaScript, too, as the tree that the scope manager knows: it asks every parameter for its decorators.
    astType: "ts",
    range: true,
    showSemanticErrors: true,
  })
  if (errors.length === 0) return { ok: true, program }
  return {
    ok: false,
    errors: errors.map(({ message, labels, helpMessage }) => {
      const [label] = labels
      return {
        severity: "error",
        code: "syntax",
        message,
        hint: helpMessage ?? "",
        place: placeAt(source, label?.start ?? 0, label?.end ?? 0),
      }
    }),
  }
}

/** Line and column of an offset. */
export function placeAt(source: string, start: number, end: number): Place {
  const before = source.slice(0, start)
  const lineStart = before.lastIndexOf("\n") + 1
  return { line: before.split("\n").length, column: start - lineStart + 1, start, end }
}
