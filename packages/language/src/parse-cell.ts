import type { CodeLanguage, Diagnostic, Place } from "@quire/notebook"
import { parseSync } from "oxc-parser"
import { earlyErrors } from "./early-errors.ts"
import type { EarlyError } from "./early-errors.ts"
import type { ParseResult, Program } from "oxc-parser"

/** A cell's syntax tree, or what is wrong with its text. */
export type ParsedCell =
  | {
      readonly ok: true
      readonly program: Program
      /** Specifiers of what it imports when it runs, each once. */
      readonly imports: readonly string[]
      /** It has `import` or `export`, or cannot be a script. */
      readonly hasModuleSyntax: boolean
    }
  | { readonly ok: false; readonly errors: readonly Diagnostic[] }

/** Parses the text of one cell as an ES module. Offsets in the tree are UTF-16 units. */
export function parseCell(source: string, language: CodeLanguage): ParsedCell {
  const parsed = parseSync(`cell.${language}`, source, {
    lang: withJsx(language),
    sourceType: "module",
    // JavaScript, too, as the tree that the scope manager knows: it asks every parameter for its decorators.
    astType: "ts",
    range: true,
    showSemanticErrors: true,
  })
  const { program, errors } = parsed
  const placeAt = placesIn(source)
  if (errors.length === 0) {
    const early = earlyErrors(program)
    if (early.length === 0)
      return { ok: true, program, imports: importsOf(parsed, source), hasModuleSyntax: parsed.module.hasModuleSyntax }
    const toDiagnostic = ({ message, start, end }: EarlyError): Diagnostic => ({
      severity: "error",
      code: "syntax",
      message,
      hint: "",
      place: placeAt(start, end),
    })
    return { ok: false, errors: early.map(toDiagnostic) }
  }
  return {
    ok: false,
    errors: errors.map(({ message, labels, helpMessage }) => {
      const [label] = labels
      return {
        severity: "error",
        code: "syntax",
        message,
        hint: helpMessage ?? "",
        place: placeAt(label?.start ?? 0, label?.end ?? 0),
      }
    }),
  }
}

/** JavaScript may have JSX wherever it stands, as TypeScript and documents have it; nothing else reads differently. */
export function withJsx(language: CodeLanguage): CodeLanguage {
  return language === "js" ? "jsx" : language
}

function importsOf({ program, module }: ParseResult, source: string): string[] {
  const fixed = program.body.flatMap((node) => {
    if (!("source" in node) || !node.source) return []
    const isType =
      ("importKind" in node && node.importKind === "type") || ("exportKind" in node && node.exportKind === "type")
    return isType ? [] : [node.source.value]
  })
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const [, literal] = /^["'`]([^"'`\\$]*)["'`]$/.exec(source.slice(start, end)) ?? []
    return literal === undefined ? [] : [literal]
  })
  return [...new Set([...fixed, ...dynamic])]
}

/** Gives line and column of offsets, in time that does not grow with the text. */
export function placesIn(source: string): (start: number, end: number) => Place {
  const starts = [0]
  for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1)) starts.push(at + 1)
  return (start, end) => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= start) low = middle
      else high = middle
    }
    return { line: low + 1, column: start - (starts[low] ?? 0) + 1, start, end }
  }
}
