import { ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { NotebookFileError } from "../file-error.ts"
import { formatOf, readNotebook, writeNotebook } from "../formats.ts"
import type { Cell, FormatName, Notebook } from "../model.ts"
import { jupyterToMarkdown, markdownToJupyter } from "./jupyter-markdown.ts"
import { livebookToJupyter } from "./livebook-jupyter.ts"
import { livebookToMarkdown, markdownToLivebook } from "./livebook-markdown.ts"
import { notebookFromJson, notebookToJson } from "./model-json.ts"
import { moduleToNotebook, notebookToModule } from "./module.ts"
import type { Note } from "./note.ts"
import { odditiesOf } from "../oddities.ts"
import { cellLines } from "../places.ts"
import { registryImports } from "../registry-imports.ts"

/** What a notebook can be converted from and to: its own kinds, the model as JSON, and a plain module. */
export type ConvertName = FormatName | "json" | "ts"

export interface Converted {
  readonly text: string
  readonly notes: readonly Note[]
}

/** By the name of a file; undefined: none that Quire knows. */
export function convertNameOf(path: string): ConvertName | undefined {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ""
  if (extension === "json") return "json"
  return /^[cm]?[jt]sx?$/.test(extension) ? "ts" : formatOf(path)
}

/** Converts a notebook. `language`: of a module's code, as a word after a fence. Errors: `bad-notebook-file`. */
export function convert(
  text: string,
  from: ConvertName,
  to: ConvertName,
  language = "ts",
): Result<Converted, NotebookFileError> {
  const read = readAs(text, from, language)
  if (!read.ok) return read
  const odd = from === "json" || from === "ts" ? [] : odditiesOf(from, text)
  const made = convertRead(read.value, to, cellLines(text, read.value))
  return ok({ ...made, notes: [...odd, ...made.notes] })
}

function convertRead(notebook: Notebook, to: ConvertName, lineOf: (cell: Cell) => number): Converted {
  if (to === "json") return { text: notebookToJson(notebook), notes: [] }
  if (to === "ts") return notebookToModule(notebook, lineOf)
  const made = convertNotebook(notebook, to, lineOf)
  return { text: writeNotebook(made.notebook), notes: [...made.notes, ...registryNotes(notebook, lineOf)] }
}

/** Imports that name a registry run nowhere but in Deno. */
function registryNotes({ cells }: Notebook, lineOf: (cell: Cell) => number): Note[] {
  return cells.flatMap((cell, index) =>
    cell.kind !== "code"
      ? []
      : registryImports(cell.source).map(({ specifier }) => {
          return { line: lineOf(cell), text: `cell ${index + 1}: ${specifier} names a registry: make it a dependency` }
        }),
  )
}

function readAs(text: string, from: ConvertName, language: string): Result<Notebook, NotebookFileError> {
  if (from === "json") return notebookFromJson(text)
  return from === "ts" ? ok(moduleToNotebook(text, language)) : readNotebook(from, text)
}

/** A notebook as one of another kind. */
export function convertNotebook(
  notebook: Notebook,
  to: FormatName,
  lineOf: (cell: Cell) => number = () => 0,
): { readonly notebook: Notebook; readonly notes: readonly Note[] } {
  const from = notebook.format
  if (from === to) return { notebook, notes: [] }
  if (from === "livemd" && to === "ipynb") return { notebook: livebookToJupyter(notebook), notes: [] }
  const { notebook: markdown, notes } = toMarkdown(notebook, lineOf)
  if (to === "md") return { notebook: markdown, notes }
  return { notebook: to === "ipynb" ? markdownToJupyter(markdown) : markdownToLivebook(markdown), notes }
}

function toMarkdown(
  notebook: Notebook,
  lineOf: (cell: Cell) => number,
): { readonly notebook: Notebook; readonly notes: readonly Note[] } {
  if (notebook.format === "ipynb") return jupyterToMarkdown(notebook, lineOf)
  return notebook.format === "livemd" ? livebookToMarkdown(notebook, lineOf) : { notebook, notes: [] }
}
