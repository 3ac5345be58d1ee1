import { parseFenceWords } from "../fence-words.ts"
import { outputsOf } from "../ipynb/outputs.ts"
import { livebookOutputsOf } from "../livemd/outputs.ts"
import { proseOf } from "../markdown/render.ts"
import { newCell } from "../model.ts"
import type { Cell, Notebook } from "../model.ts"
import type { Note } from "./note.ts"

const MARK = "// %%"

/** A notebook as one plain module: its code as it stands, all else as comments, each cell below a `// %%` line as many
 *  editors know them. */
export function notebookToModule(
  { cells, frontMatter }: Notebook,
  lineOf: (cell: Cell) => number,
): { readonly text: string; readonly notes: readonly Note[] } {
  const notes: Note[] = []
  const source = frontMatter?.source ?? ""
  const parts = source === "" ? [] : [`${MARK} [front matter]\n${commented(source)}`]
  for (const [index, cell] of cells.entries()) {
    const shown = outputsOf(cell.raw).length + livebookOutputsOf(cell.raw).length
    if (cell.kind === "code" && shown > 0)
      notes.push({ line: lineOf(cell), text: `cell ${index + 1}: what it showed is left out` })
    if (cell.kind !== "code") {
      const text = proseOf(cell)
      const words = cell.words === "" ? "" : ` ${cell.words}`
      parts.push(`${MARK} [markdown]${words}${text === "" ? "" : `\n${commented(text)}`}`)
      continue
    }
    const { isStatic } = parseFenceWords(cell.words)
    if (isStatic) notes.push({ line: lineOf(cell), text: `cell ${index + 1}: does not run, and becomes a comment` })
    const body = isStatic ? commented(cell.source) : cell.source
    parts.push(`${MARK}${cell.words === "ts" ? "" : ` ${cell.words}`}${body === "" ? "" : `\n${body}`}`)
  }
  return { text: parts.length === 0 ? "" : `${parts.join("\n\n")}\n`, notes }
}

function commented(text: string): string {
  // All that end a line of JavaScript, and so a comment.
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `// ${line}`.trimEnd())
    .join("\n")
}

/** Reads a module, with or without `// %%` lines, as a notebook of Markdown. */
export function moduleToNotebook(text: string, language: string): Notebook {
  const cells: Cell[] = []
  let frontMatter = ""
  const parts = text
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split(/^(?=\/\/ %%)/m)
  for (const part of parts) {
    const head = /^\/\/ %%[ \t]*([^\n]*)(?:\n|$)/.exec(part)
    const body = part.slice(head?.[0].length ?? 0).trimEnd()
    const [, kind, words = ""] = /^(?:\[([^\]]*)\])?\s*(.*)$/.exec(head?.[1]?.trim() ?? "") ?? []
    if (kind === "front matter") frontMatter = uncommented(body)
    else if (kind === "markdown" || kind === "md") cells.push(proseCell(uncommented(body), words, cells))
    else if (head !== null || body.trim() !== "") cells.push(codeCell(body, words, language))
  }
  return {
    format: "md",
    bom: false,
    newline: "\n",
    frontMatter: frontMatter === "" ? undefined : { source: frontMatter, raw: "" },
    lead: "",
    cells,
    end: "\n",
  }
}

function codeCell(body: string, words: string, language: string): Cell {
  const given = words === "" || /^[\w-]+=/.test(words) ? `${language} ${words}`.trim() : words
  return newCell("code", parseFenceWords(given).isStatic ? uncommented(body) : body, given)
}

function proseCell(text: string, words: string, above: readonly Cell[]): Cell {
  const heading = /^(#{1,2}) (\S[^\n]*)$/.exec(text)
  const level = heading?.[1]?.length === 1 ? 1 : 2
  const mayBe = level === 2 || above.every((cell) => cell.level !== 1)
  return heading !== null && mayBe
    ? newCell("heading", heading[2] ?? "", words, level)
    : newCell("markdown", text, words)
}

function uncommented(text: string): string {
  return text.replace(/^\/\/ ?/gm, "")
}
