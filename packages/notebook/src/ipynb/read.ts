import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { Cell, Notebook } from "../model.ts"
import type { NotebookFileError } from "../file-error.ts"
import { partsOfCell, problemOf } from "./cell-text.ts"
import { whereJsonEnds, whyJsonEnds } from "./json-error.ts"
import { elementsOf, memberOf, parseJson, render, skipBlank } from "./json-text.ts"
import type { Slice } from "./json-text.ts"
import { isObject, languageIn, sorted } from "./nbformat.ts"
import type { JupyterCell } from "./nbformat.ts"
import { upgrade } from "./upgrade.ts"

/** What a new Jupyter notebook of Quire is. */
export const NEW_IPYNB = `${render(
  {
    cells: [],
    metadata: {
      kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
      language_info: { file_extension: ".ts", name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  },
  " ",
  0,
)}\n`

/** Reads a Jupyter notebook. Each cell's `raw` is its slice of the text, with what separates it from the one before; `lead`
 *  and `end` are what is around them: so what nobody changes is written back to the byte, whoever wrote it. Formats 2 and
 *  3 are read as 4.5. Linear. Errors: `bad-notebook-file`, with the place. */
export function readIpynb(text: string): Result<Notebook, NotebookFileError> {
  const bom = text.startsWith("\uFEFF")
  const json = bom ? text.slice(1) : text
  if (json.trim() === "") return readIpynb(NEW_IPYNB)
  const value = parseWhole(json)
  if (!value.ok) return value
  const notebook = value.value
  if (!isObject(notebook)) return bad(json, skipBlank(json, 0), "a notebook is an object with cells")
  const { nbformat } = notebook
  if (typeof nbformat === "number" && nbformat >= 5)
    return bad(json, placeOf(json, "nbformat"), `format ${nbformat} is newer than Quire knows (4)`)
  if (!("cells" in notebook)) {
    const upgraded = upgrade(notebook)
    if (upgraded === undefined) return bad(json, skipBlank(json, 0), "it has no cells")
    return readUpgraded(json, upgraded, typeof nbformat === "number" ? nbformat : 3)
  }
  const { cells } = notebook
  if (!Array.isArray(cells)) return bad(json, placeOf(json, "cells"), "cells is no list")
  const slices = elementsOf(json, placeOf(json, "cells"))
  const problem = firstProblem(json, cells, slices)
  if (problem !== undefined) return problem
  return ok(notebookOf(json, bom, notebook, cells as JupyterCell[], slices))
}

/** What is wrong with an old file is said of the whole: its cells stand elsewhere now. */
function readUpgraded(json: string, upgraded: unknown, from: number): Result<Notebook, NotebookFileError> {
  const start = placeOf(json, "worksheets")
  try {
    const read = readIpynb(`${render(sorted(upgraded), " ", 0)}\n`)
    return read.ok ? ok({ ...read.value, upgradedFrom: from }) : bad(json, start, read.error.because)
  } catch {
    return bad(json, start, "it is nested too deep")
  }
}

function notebookOf(
  json: string,
  bom: boolean,
  notebook: Readonly<Record<string, unknown>>,
  cells: readonly JupyterCell[],
  slices: readonly Slice[],
): Notebook {
  const language = languageIn(notebook["metadata"])
  const open = placeOf(json, "cells") + 1
  let [from, hasTitle] = [open, false]
  const read = cells.map((value, index): Cell => {
    const parts = partsOfCell(value, language, !hasTitle)
    hasTitle ||= parts.level === 1
    const end = slices[index]?.end ?? from
    const raw = json.slice(from, end)
    from = end
    return { ...parts, raw, gap: undefined }
  })
  const own = isObject(notebook["metadata"]) ? notebook["metadata"]["quire"] : undefined
  const source = isObject(own) && typeof own["frontMatter"] === "string" ? own["frontMatter"] : undefined
  return {
    format: "ipynb",
    bom,
    newline: "\n",
    frontMatter: source === undefined ? undefined : { source, raw: "" },
    lead: json.slice(0, open),
    cells: read,
    end: json.slice(from),
  }
}

/** Where the value of a member of the whole is. */
function placeOf(json: string, key: string): number {
  const start = skipBlank(json, 0)
  return memberOf(json, start, key)?.value.start ?? start
}

function firstProblem(
  json: string,
  cells: readonly unknown[],
  slices: readonly Slice[],
): Result<never, NotebookFileError> | undefined {
  for (const [index, cell] of cells.entries()) {
    const problem = problemOf(cell)
    if (problem === undefined) continue
    const at = slices[index]?.start ?? 0
    const place = problem.member === undefined ? undefined : memberOf(json, at, problem.member)
    return bad(json, place?.value.start ?? at, `cell ${index + 1} ${problem.text}`)
  }
  return undefined
}

function parseWhole(json: string): Result<unknown, NotebookFileError> {
  try {
    return ok(parseJson(json))
  } catch {
    const at = whereJsonEnds(json)
    return bad(json, at, whyJsonEnds(json, at))
  }
}

function bad(json: string, at: number, because: string): Result<never, NotebookFileError> {
  const before = json.slice(0, at)
  const line = (before.match(/\n/g)?.length ?? 0) + 1
  return err({ code: "bad-notebook-file", line, column: at - before.lastIndexOf("\n"), because })
}
