import { isBuiltin } from "node:module"
import type {
  CompletionItem,
  Diagnostic,
  InlayHint,
  MarkedString,
  MarkupContent,
  Position,
  Range,
  TextEdit,
} from "vscode-languageserver-types"
import { CELL_FILE } from "./notebook-modules.ts"
import type { CellModule } from "./notebook-modules.ts"
import type { Action, CellHint } from "./answers.ts"
import { uriOf } from "./server-process.ts"

const CELL = `${CELL_FILE}[\\w-]+`
const CELL_TYPE = new RegExp(`\\bimport\\("[^"]*/${CELL}[^"]*"\\)\\.`, "g")
const CELL_PATH = new RegExp(`'?"[^"]*/${CELL}[^"]*"'?`, "g")
const CELL_IMPORT = new RegExp(`["'][^"']*/${CELL}`)
const CELL_SOURCE = new RegExp(`(?:^|/)${CELL}(?:\\.\\w+)?$`)

/** Words of the service without the files that stand for cells. */
export function readable(text: string): string {
  return text
    .replaceAll(CELL_TYPE, "")
    .replaceAll(/\bimport\("[^"]*\/node_modules\/((?:@[^/"]+\/)?[^/"]+)[^"]*"\)/g, 'import("$1")')
    .replaceAll(/\bimport\("\/[^"]*\/([^/"]+\/[^/"]+)"\)/g, 'import("…/$1")')
    .replaceAll(CELL_PATH, "another cell")
}

/** Edits of a module as edits of its cell. What would be written above the cell's first line, where the imports from other
 *  cells stand, is an import of its own when it is one, and stands at the cell's beginning; else it is nothing to the cell.
 *  `isBare`: the notebook ends no statement with a semicolon. */
export function cellEdits({ lineOffset, source }: CellModule, edits: readonly TextEdit[], isBare: boolean): TextEdit[] {
  return edits.flatMap(({ range: { start, end }, newText }) => {
    const text = isBare ? newText.replace(/^(\s*import\b.*);$/gm, "$1") : newText
    if (start.line >= lineOffset) {
      const [from, to] = [start, end].map(({ line, character }) => ({ line: line - lineOffset, character }))
      return from === undefined || to === undefined ? [] : [{ range: { start: from, end: to }, newText: text }]
    }
    const imports = text.split("\n").filter((line) => /^\s*import\b/.test(line) && !CELL_IMPORT.test(line))
    if (imports.length === 0) return []
    const top = { line: 0, character: 0 }
    // A cell that begins with code gets no blank line in between: it is short as a rule.
    const above = `${imports.join("\n").trim()}\n`
    return [{ range: { start: top, end: top }, newText: source === "" ? above.trimEnd() : above }]
  })
}

/** Whether these texts end no statement with a semicolon, though they have some. */
export function isBareStyle(texts: readonly string[]): boolean {
  const hasNone = texts.every((text) => !/;[ \t]*$/m.test(text))
  return hasNone && texts.some((text) => /^(?:const|let|var|import|export)\b.*[^\s;{([,]$/m.test(text))
}

export function placeIn(module: CellModule, { line, character }: Position): object {
  return { textDocument: { uri: uriOf(module.path) }, position: { line: line + module.lineOffset, character } }
}

export function shift({ start, end }: Range, lines: number): Range {
  return {
    start: { line: start.line + lines, character: start.character },
    end: { line: end.line + lines, character: end.character },
  }
}

export function overlaps(a: Range, b: Range): boolean {
  const isBefore = (one: Position, two: Position): boolean =>
    one.line < two.line || (one.line === two.line && one.character < two.character)
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start)
}

/** What a cell takes from another needs no import of its own. */
export function isOfCell({ data }: CompletionItem): boolean {
  const source = (data as { source?: unknown } | undefined)?.source
  return typeof source === "string" && CELL_SOURCE.test(source)
}

/** Of Node's modules only those with `node:`, as people write them. */
export function withoutTwins(items: readonly CompletionItem[]): CompletionItem[] {
  return items.filter(({ data }) => {
    const source = (data as { source?: unknown } | undefined)?.source
    return typeof source !== "string" || source.startsWith("node:") || !isBuiltin(source)
  })
}

export function entryOf(item: CompletionItem, module: CellModule): CompletionItem {
  const { label, labelDetails, kind, sortText, filterText, insertText, textEdit, tags, preselect } = item
  const edit =
    textEdit === undefined
      ? {}
      : {
          textEdit: {
            range: shift("range" in textEdit ? textEdit.range : textEdit.insert, -module.lineOffset),
            newText: textEdit.newText,
          },
        }
  return {
    label,
    ...(labelDetails === undefined ? {} : { labelDetails }),
    ...(kind === undefined ? {} : { kind }),
    ...(sortText === undefined ? {} : { sortText }),
    ...(filterText === undefined ? {} : { filterText }),
    ...(insertText === undefined ? {} : { insertText }),
    ...(tags === undefined ? {} : { tags }),
    ...(preselect === undefined ? {} : { preselect }),
    ...edit,
  }
}

export function hintOf({ position, label, paddingLeft, paddingRight }: InlayHint, module: CellModule): CellHint[] {
  if (position.line < module.lineOffset) return []
  const text = typeof label === "string" ? label : label.map(({ value }) => value).join("")
  const at = { line: position.line - module.lineOffset, character: position.character }
  return [
    { position: at, label: readable(text), paddingLeft: paddingLeft === true, paddingRight: paddingRight === true },
  ]
}

/** What is said, whether plainly or as Markdown. */
export function wordsOf(content: MarkupContent | MarkedString | MarkedString[]): string {
  if (typeof content === "string") return content
  return Array.isArray(content) ? content.map(wordsOf).join("\n\n") : content.value
}

/** Where a name stands in the lines above a cell. */
export function placeInHead({ path, text, lineOffset }: CellModule, name: string): object | undefined {
  const lines = text.split("\n").slice(0, lineOffset)
  for (const [line, words] of lines.entries()) {
    const found = [...words.matchAll(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)].find(
      ([word], index) => index > 0 && word === name,
    )
    if (found !== undefined) return { textDocument: { uri: uriOf(path) }, position: { line, character: found.index } }
  }
  return undefined
}

/** Whether a place is behind a dot, or in a name behind one. */
export function isMemberAt(source: string, { line, character }: Position): boolean {
  return /\.\s*[\p{ID_Continue}$#]*$/u.test((source.split("\n")[line] ?? "").slice(0, character))
}

/** The name that a place is in, or at the end of. */
export function wordAt(source: string, { line, character }: Position): string {
  const text = source.split("\n")[line] ?? ""
  const [before = ""] = /[\p{ID_Continue}$]*$/u.exec(text.slice(0, character)) ?? []
  const [after = ""] = /^[\p{ID_Continue}$]*/u.exec(text.slice(character)) ?? []
  return before + after
}

/** Fixes for what was spelt otherwise: TypeScript names the word that was meant. */
export function spellings(module: CellModule, diagnostics: readonly Diagnostic[]): Action[] {
  return diagnostics.flatMap(({ message, range }): Action[] => {
    const meant = /Did you mean '([^']+)'\?/.exec(wordsOf(message))?.[1]
    if (meant === undefined || !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(meant)) return []
    const edit = { range: shift(range, -module.lineOffset), newText: meant }
    const title = `Change spelling to "${meant}"`
    return [{ title, kind: "quickfix", isPreferred: true, edits: new Map([[module.cell, [edit]]]) }]
  })
}
