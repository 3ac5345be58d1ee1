import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { NotebookFileError } from "../file-error.ts"
import { isObject } from "../ipynb/nbformat.ts"
import { whereJsonEnds, whyJsonEnds } from "../ipynb/json-error.ts"
import type { Cell, FormatName, Notebook } from "../model.ts"

const VERSION = 1

/** The model as JSON, with all that gives back the file. */
export function notebookToJson(notebook: Notebook): string {
  const { upgradedFrom: _old, ...model } = notebook
  return `${JSON.stringify({ quire: VERSION, ...model }, undefined, 2)}\n`
}

export function notebookFromJson(text: string): Result<Notebook, NotebookFileError> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const at = whereJsonEnds(text)
    const before = text.slice(0, at)
    const line = before.split("\n").length
    return err({
      code: "bad-notebook-file",
      line,
      column: at - before.lastIndexOf("\n"),
      because: whyJsonEnds(text, at),
    })
  }
  const cells: readonly unknown[] | undefined =
    isObject(value) && Array.isArray(value["cells"]) ? (value["cells"] as unknown[]) : undefined
  const isWhole = isObject(value) && value["quire"] === VERSION && cells?.every(isCell) === true
  const because = `a notebook of Quire is an object with "quire": ${VERSION} and cells with kind, source and words`
  if (!isWhole || !isObject(value)) return err({ code: "bad-notebook-file", line: 1, column: 1, because })
  const { format, newline, frontMatter } = value
  return ok({
    format: FORMATS.has(format) ? (format as FormatName) : "md",
    bom: value["bom"] === true,
    newline: newline === "\r\n" ? "\r\n" : "\n",
    frontMatter:
      isObject(frontMatter) && typeof frontMatter["source"] === "string"
        ? { source: frontMatter["source"], raw: textOf(frontMatter["raw"]) }
        : undefined,
    lead: textOf(value["lead"]),
    cells: (cells as readonly Cell[]).map(({ kind, source, words, level, raw, gap }) => ({
      kind,
      source,
      words,
      level: level === 1 || level === 2 ? level : 0,
      raw: textOf(raw),
      gap: typeof gap === "string" ? gap : undefined,
    })),
    end: textOf(value["end"]),
  })
}

const FORMATS: ReadonlySet<unknown> = new Set(["md", "ipynb", "livemd"])
const KINDS: ReadonlySet<unknown> = new Set(["heading", "markdown", "code"])

function isCell(value: unknown): boolean {
  if (!isObject(value) || !KINDS.has(value["kind"])) return false
  return typeof value["source"] === "string" && typeof value["words"] === "string"
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}
