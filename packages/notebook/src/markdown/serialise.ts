import type { Cell, Notebook } from "../model.ts"
import { parse } from "./parse.ts"
import { readRaw } from "./raw.ts"

/** Writes a notebook as Markdown. A cell that is still what its `raw` says is written back as it was, so one changed
 *  cell is one changed hunk; a changed one keeps its fence, its heading style and the gap below it. */
export function serialise(notebook: Notebook): string {
  const { newline } = notebook
  const bodies = notebook.cells.map((cell, index) => cellText(cell, index, notebook))
  let text = (notebook.bom ? "\uFEFF" : "") + frontMatterText(notebook) + notebook.lead
  for (const [index, cell] of notebook.cells.entries()) {
    const next = notebook.cells[index + 1]
    text += bodies[index] ?? ""
    if (next !== undefined) {
      const isKept = isUntouched(cell) && isUntouched(next)
      text += gapBetween(cell, next, bodies[index] ?? "", bodies[index + 1] ?? "", newline, isKept)
    }
  }
  return text + (notebook.cells.length > 0 ? notebook.end || endFor(notebook) : "")
}

/** The Markdown of one cell, in the style of its `raw` where it has one. */
export function renderCell(cell: Cell, needsMark: boolean): string {
  switch (cell.kind) {
    case "markdown": {
      const hasMark = needsMark || cell.words !== "" || /^<!--\s*quire:cell/.test(cell.raw)
      const mark = `<!-- quire:cell${cell.words === "" ? "" : ` ${cell.words}`} -->`
      return hasMark ? `${mark}${cell.source === "" ? "" : "\n\n"}${cell.source}` : cell.source
    }
    case "heading": {
      const words = cell.words === "" ? "" : `\n\n<!-- quire:${cell.words} -->`
      const underline = /^.+(?:\r\n|\n|\r)( {0,3}(?:=+|-+))[ \t]*(?=$|[\r\n])/.exec(cell.raw)?.[1]
      const text = cell.source.replaceAll("\n", " ").trim()
      const isSetext = underline !== undefined && text !== "" && !/^[\s#>[*+-]|\||^\d+[.)]/.test(text)
      return `${isSetext ? `${text}\n${underline}` : `${"#".repeat(cell.level || 2)} ${text}`.trimEnd()}${words}`
    }
    case "code": {
      // Words with a backtick cannot stand after a fence of backticks.
      const standard = cell.words.includes("`") ? "~~~" : "```"
      const kept = /^(?:`{3,}|~{3,})/.exec(cell.raw)?.[0] ?? standard
      const fence = fenceFor(cell.source, standard === "~~~" && kept.startsWith("`") ? standard : kept)
      return `${fence}${cell.words}\n${cell.source}${cell.source === "" ? "" : "\n"}${fence}`
    }
  }
}

function cellText(cell: Cell, index: number, notebook: Notebook): string {
  const previous = notebook.cells[index - 1]
  const isGuarded = previous === undefined && notebook.frontMatter === undefined && cell.source.startsWith("---")
  const needsMark = cell.kind === "markdown" && (previous?.kind === "markdown" || (isGuarded && !isUntouched(cell)))
  const hasMark = /^<!--\s*quire:cell/.test(cell.raw)
  // The end of the file may close a last fence; anywhere else it would swallow what follows.
  const isOpen = index < notebook.cells.length - 1 && !readRaw(cell.kind, cell.raw).isClosed
  if (isUntouched(cell) && !isOpen && (!needsMark || hasMark)) return cell.raw
  const text = renderCell(cell, needsMark || (cell.kind === "markdown" && cell.source === ""))
  return notebook.newline === "\n" ? text : text.replaceAll("\n", notebook.newline)
}

/** Whether the cell still says what its slice of the file says. */
function isUntouched(cell: Cell): boolean {
  if (cell.raw === "") return false
  const was = readRaw(cell.kind, cell.raw)
  return was.source === cell.source && was.words === cell.words && was.level === cell.level
}

/** What to write between two cells so that reading gives both back: the gap that was there if that serves, else a
 *  blank line, else an end for the fence or comment that the first one left open. */
function gapBetween(
  { kind, gap }: Cell,
  next: Cell,
  above: string,
  below: string,
  newline: string,
  isKept: boolean,
): string {
  const blank = newline + newline
  // A fence of ours ends where it ends, whatever follows on a line of its own.
  if (gap !== undefined && (isKept || (kind === "code" && isStandard(above)))) return gap
  // Of a fence, the first line says all that matters to what stands above.
  const start = next.kind === "code" && isStandard(below) ? `\`\`\`ts${newline}\`\`\`` : below
  const candidates = [gap, blank, ...["```", "~~~", "-->"].map((close) => newline + close + blank)]
  const shape = cellShape(above) + cellShape(start)
  const fits = candidates.find((candidate) => candidate !== undefined && cellShape(above + candidate + start) === shape)
  return fits ?? blank
}

/** Whether a code cell's text stands in a fence as Quire writes it, and no more. */
function isStandard(text: string): boolean {
  return text.startsWith("```") && text.endsWith("\n```") && !text.startsWith("````")
}

/** The cell without its `raw` where that is what Quire would write anyway: a text need not be kept twice. */
export function withoutRaw(cell: Cell, newline: string): Cell {
  if (cell.kind !== "code" || newline !== "\n" || cell.raw === "") return cell
  const bare = { ...cell, raw: "" }
  return renderCell(bare, false) === cell.raw ? bare : cell
}

function cellShape(text: string): string {
  return parse(text)
    .cells.map((cell) => `${cell.kind}:${cell.source.replace(/\n(?:```|~~~|-->)$/, "")}\0`)
    .join("")
}

function frontMatterText({ frontMatter, newline }: Notebook): string {
  if (frontMatter === undefined) return ""
  const was = parse(frontMatter.raw).frontMatter
  if (was?.source === frontMatter.source) return frontMatter.raw
  const body = frontMatter.source === "" ? "" : `${frontMatter.source.replaceAll("\n", newline)}${newline}`
  const gap = /---[ \t]*((?:\r\n|\n|\r)\s*)$/.exec(frontMatter.raw)?.[1] ?? newline + newline
  return `---${newline}${body}---${gap}`
}

/** A file that ended in an open fence, or was empty, ends in a line ending once something is written after. */
function endFor(notebook: Notebook): string {
  const last = notebook.cells.at(-1)
  return last === undefined || last.raw !== "" ? "" : notebook.newline
}

/** A fence longer than any in the code, so that the code cannot end it. */
function fenceFor(source: string, fence: string): string {
  const mark = fence.charAt(0)
  const runs = source.match(new RegExp(`^ {0,3}${mark}{3,}`, "gm")) ?? []
  const longest = Math.max(0, ...runs.map((run) => run.trim().length))
  return mark.repeat(Math.max(fence.length, longest + 1, 3))
}
