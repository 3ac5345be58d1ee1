import type { Cell, Notebook } from "../model.ts"
import { parse } from "./parse.ts"
import { QUIRE } from "./dialect.ts"
import type { Dialect } from "./dialect.ts"
import { renderCell } from "./render.ts"

/** Writes a notebook as Markdown. A cell that is still what its `raw` says is written back as it was, so one changed
 *  cell is one changed hunk; a changed one keeps its fence, its heading style and the gap below it. */
export function serialise(notebook: Notebook, dialect: Dialect = QUIRE): string {
  const { newline } = notebook
  const bodies = notebook.cells.map((cell, index) => cellText(cell, index, notebook, dialect))
  let text = (notebook.bom ? "\uFEFF" : "") + frontMatterText(notebook) + notebook.lead
  for (const [index, cell] of notebook.cells.entries()) {
    const next = notebook.cells[index + 1]
    text += bodies[index] ?? ""
    if (next !== undefined) {
      const isKept = isUntouched(cell, dialect) && isUntouched(next, dialect)
      text += gapBetween({
        cell,
        next,
        above: bodies[index] ?? "",
        below: bodies[index + 1] ?? "",
        newline,
        isKept,
        dialect,
      })
    }
  }
  return text + (notebook.cells.length > 0 ? notebook.end || endFor(notebook) : "")
}

function cellText(cell: Cell, index: number, notebook: Notebook, dialect: Dialect): string {
  const previous = notebook.cells[index - 1]
  const isGuarded = previous === undefined && notebook.frontMatter === undefined && cell.source.startsWith("---")
  const needsMark =
    cell.kind === "markdown" && (previous?.kind === "markdown" || (isGuarded && !isUntouched(cell, dialect)))
  const hasMark = dialect.hasMark(cell.raw)
  // The end of the file may close a last fence; anywhere else it would swallow what follows.
  const isOpen = index < notebook.cells.length - 1 && !dialect.read(cell.kind, cell.raw).isClosed
  if (isUntouched(cell, dialect) && !isOpen && (!needsMark || hasMark)) return cell.raw
  const text = dialect.render(cell, needsMark || (cell.kind === "markdown" && cell.source === ""))
  return notebook.newline === "\n" ? text : text.replaceAll("\n", notebook.newline)
}

/** Whether the cell still says what its slice of the file says. */
function isUntouched(cell: Cell, dialect: Dialect): boolean {
  if (cell.raw === "") return false
  const was = dialect.read(cell.kind, cell.raw)
  return was.source === cell.source && was.words === cell.words && was.level === cell.level
}

interface Joint {
  readonly cell: Cell
  readonly next: Cell
  readonly above: string
  readonly below: string
  readonly newline: string
  readonly isKept: boolean
  readonly dialect: Dialect
}

/** What to write between two cells so that reading gives both back: the gap that was there if that serves, else a
 *  blank line, else an end for the fence or comment that the first one left open. */
function gapBetween({ cell: { kind, gap }, next, above, below, newline, isKept, dialect }: Joint): string {
  const blank = newline + newline
  // A fence of ours ends where it ends, whatever follows on a line of its own.
  if (gap !== undefined && (isKept || (kind === "code" && isStandard(above)))) return gap
  // Of a fence, the first line says all that matters to what stands above.
  const start = next.kind === "code" && isStandard(below) ? `\`\`\`ts${newline}\`\`\`` : below
  const candidates = [gap, blank, ...["```", "~~~", "-->"].map((close) => newline + close + blank)]
  const shape = cellShape(above, dialect) + cellShape(start, dialect)
  const fits = candidates.find(
    (candidate) => candidate !== undefined && cellShape(above + candidate + start, dialect) === shape,
  )
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

function cellShape(text: string, dialect: Dialect): string {
  return parse(text, dialect)
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
