import type { CellResult } from "@quire/host"
import { withOutputs } from "@quire/host"
import { cellRanges, writeNotebook } from "@quire/notebook"
import type { Notebook } from "@quire/notebook"
import { fenceFor, plainText } from "../report.ts"
import type { Finding } from "./finding.ts"

/** What stands in the place of a range of a text. Offsets in UTF-16 units. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface Held {
  /** What the text says that cells do not show. */
  readonly findings: readonly Finding[]
  /** What makes the text say what they show, in its order. */
  readonly edits: readonly TextEdit[]
}

/** A `text output` fence. */
interface Expected {
  readonly start: number
  readonly end: number
  readonly info: string
  readonly mark: string
  /** Where its lines stand, with the end of the last one. */
  readonly content: { readonly start: number; readonly end: number }
}

const NOTHING: Held = { findings: [], edits: [] }
const OPENING =
  /(?:[ \t]*(?:\r\n|\n|\r))+ {0,3}(?<mark>`{3,}|~{3,})(?<info>text[ \t]+output(?:[ \t][^\r\n]*)?)(?:\r\n|\n|\r)/y

/** Holds what cells showed against what the file says of it. In Markdown that is a `text output` fence below a cell; a file
 *  that has none gets one below each cell that shows something. Other formats have places of their own. `isHeld`: what the
 *  file says of a cell is held against it; all else stays as it is. */
export function holdOutputs(
  file: string,
  text: string,
  notebook: Notebook,
  results: readonly CellResult[],
  isHeld: (result: CellResult) => boolean,
  lineAt: (offset: number) => number,
): Held {
  if (notebook.format === "livemd") return NOTHING
  if (notebook.format === "ipynb") {
    const kept = results.map((result) => (isHeld(result) ? result : { ...result, outputs: [] }))
    const written = writeNotebook(withOutputs(notebook, kept))
    return written === text ? NOTHING : { findings: [], edits: [{ start: 0, end: text.length, text: written }] }
  }
  const ranges = cellRanges(text, notebook)
  const newline = notebook.newline
  const below = results.filter(isHeld).flatMap(({ index, outputs }) => {
    const cell = notebook.cells[index]
    const range = cell && ranges.get(cell)
    if (cell === undefined || range === undefined || !isClosed(cell.raw)) return []
    return [{ end: range.end, shown: textOf(outputs), expected: expectedAt(text, range.end) }]
  })
  const hasAny = notebook.cells.some((cell) => {
    const range = ranges.get(cell)
    return cell.kind === "code" && range !== undefined && expectedAt(text, range.end) !== undefined
  })
  const findings: Finding[] = []
  const edits: TextEdit[] = []
  for (const { end, shown, expected } of below) {
    if (expected === undefined) {
      if (hasAny || shown === "") continue
      const fence = fenceFor(shown, "text output").replaceAll("\n", newline)
      edits.push({ start: end, end, text: `${newline}${newline}${fence}` })
      continue
    }
    const said = text
      .slice(expected.content.start, expected.content.end)
      .replaceAll(/\r\n|\r/g, "\n")
      .replace(/\n$/, "")
    if (shown === said) continue
    const line = lineAt(expected.content.start)
    findings.push({
      file,
      line,
      column: 1,
      endLine: line,
      endColumn: 1,
      severity: "error",
      rule: "output",
      message: `The cell above shows ${JSON.stringify(short(shown))}, not ${JSON.stringify(short(said))}.`,
      hint: "quire check --run --update writes what it shows.",
    })
    edits.push(editFor(expected, shown, newline))
  }
  return { findings, edits }
}

function isClosed(raw: string): boolean {
  const [, mark = ""] = /(?:^|[\r\n]) {0,3}(`{3,}|~{3,})/.exec(raw) ?? []
  return mark !== "" && new RegExp(`[\\r\\n]${closingOf(mark)}$`).test(raw)
}

/** A line that ends a fence of this mark. */
function closingOf(mark: string): string {
  return ` {0,3}${mark.charAt(0)}{${mark.length},}[ \\t]*`
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .reduce((now, { start, end, text: next }) => now.slice(0, start) + next + now.slice(end), text)
}

/** The output fence that follows an offset, behind blank lines alone. */
function expectedAt(text: string, offset: number): Expected | undefined {
  OPENING.lastIndex = offset
  const found = OPENING.exec(text)
  const { mark = "", info = "" } = found?.groups ?? {}
  if (found === null || (mark.startsWith("`") && info.includes("`"))) return undefined
  const opened = OPENING.lastIndex
  // Other separators of lines, which `m` counts as well, are text to Markdown.
  const closing = new RegExp(`(?<=[\\r\\n])${closingOf(mark)}(?=[\\r\\n]|$)`, "g")
  closing.lastIndex = opened
  const closed = closing.exec(text)
  if (closed === null) return undefined
  const start = opened - (/(?:\r\n|\n|\r)$/.exec(found[0])?.[0].length ?? 0) - info.length - mark.length
  return { start, end: closed.index + closed[0].length, info, mark, content: { start: opened, end: closed.index } }
}

/** The fence stays as it is, unless something in the text would end it. */
function editFor({ start, end, info, mark, content }: Expected, shown: string, newline: string): TextEdit {
  const lines = shown === "" ? "" : `${shown}\n`
  const ends = new RegExp(`(?:^|\\n)${closingOf(mark)}(?:\\n|$)`)
  return ends.test(shown)
    ? { start, end, text: fenceFor(shown, info).replaceAll("\n", newline) }
    : { ...content, text: lines.replaceAll("\n", newline) }
}

function textOf(outputs: CellResult["outputs"]): string {
  return outputs
    .map((output) =>
      output.type === "stream"
        ? output.text
        : output.type === "error"
          ? `${output.stack}\n`
          : `${plainText(output.data)}\n`,
    )
    .join("")
    .replaceAll(/\r\n|\r/g, "\n")
    .replaceAll("\0", "␀")
    .replace(/\n+$/, "")
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
