import { render } from "../ipynb/json-text.ts"
import { asLines, sorted } from "../ipynb/nbformat.ts"
import { readIpynb } from "../ipynb/read.ts"
import { languageOf } from "../fence-words.ts"
import { proseOf } from "../markdown/render.ts"
import { takeApart } from "../livemd/marks.ts"
import type { Cell, Notebook } from "../model.ts"

const DENO = { display_name: "Deno", language: "typescript", name: "deno" }

/** A Livebook notebook as Jupyter's. Its comments and outputs are kept in the metadata of their cells. */
export function livebookToJupyter(notebook: Notebook): Notebook {
  const code = notebook.cells.filter(({ kind }) => kind === "code")
  const foreign = code.filter(({ words }) => languageOf(words) === undefined)
  const language = foreign[0]?.words
  const isForeign = language !== undefined && foreign.length * 2 > code.length
  const kernel = isForeign
    ? { display_name: language.charAt(0).toUpperCase() + language.slice(1), language, name: language }
    : DENO
  const own = isForeign ? language : "ts"
  const value = {
    cells: notebook.cells.map((cell, index) => cellOf(cell, own, index)),
    metadata: {
      kernelspec: kernel,
      language_info: { name: kernel.language },
      ...(notebook.frontMatter === undefined ? {} : { quire: { frontMatter: notebook.frontMatter.source } }),
    },
    nbformat: 4,
    nbformat_minor: 5,
  }
  const made = readIpynb(`${render(sorted(value), " ", 0)}\n`)
  if (!made.ok) throw new Error(`a notebook of our own is damaged: ${made.error.because}`)
  return made.value
}

function cellOf(cell: Cell, own: string, index: number): object {
  const { kind, words, raw } = cell
  const isCode = kind === "code"
  const { above, below } = takeApart(raw, isCode)
  const livebook = above + below === "" ? {} : { livebook: { above, below } }
  const quire = (isCode ? words === own : words === "") ? {} : { quire: { words } }
  return {
    cell_type: isCode ? "code" : "markdown",
    ...(isCode ? { execution_count: null, outputs: [] } : {}),
    id: `cell-${index + 1}`,
    metadata: { ...livebook, ...quire },
    source: asLines(proseOf(cell)),
  }
}
