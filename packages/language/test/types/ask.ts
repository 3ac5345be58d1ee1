import type { Result } from "@quire/base"
import type { CellId } from "@quire/notebook"
import type { Position, TextEdit } from "vscode-languageserver-types"
import { Language } from "../../src/language.ts"
import type { CellDiagnostic, Found } from "../../src/service/answers.ts"
import type { NotebookTypes } from "../../src/service/notebook-types.ts"
import type { ServiceCell } from "../../src/service/notebook-modules.ts"
import type { TypeService } from "../../src/service/type-service.ts"
import type { Case, CaseCell } from "./read-cases.ts"

const CARET = "‸"
const SHOWN = 6
const language = new Language()

interface Asked {
  readonly types: NotebookTypes
  readonly cells: readonly ServiceCell[]
  readonly cell: CellId
  readonly source: string
  readonly offset: number
  readonly at: Position
}

/** The answers to a case's questions, each as lines of text. */
export async function ask(
  service: TypeService,
  folder: string,
  name: string,
  { cells, questions }: Case,
): Promise<string[]> {
  const types = service.open({ workspace: "cases", folder, name, packages: () => undefined })
  const read = await Promise.all(cells.map((cell, index) => serviceCell(cell, index)))
  const caret = cells.findIndex(({ text }) => text.includes(CARET))
  types.update(read)
  const source = read[caret]?.code?.source ?? ""
  const offset = cells[caret]?.text.indexOf(CARET) ?? 0
  const asked: Asked = {
    types,
    cells: read,
    cell: `c${caret + 1}` as CellId,
    source,
    offset,
    at: positionAt(source, offset),
  }
  const answers: string[] = []
  for (const { words } of questions) answers.push(await answer(asked, words))
  types.close()
  return answers
}

/** A cell of TypeScript whose text nobody has analysed. */
export function codeCell(id: string, source: string): ServiceCell {
  const nothing = { kind: "code", title: "", level: 0, branchFrom: undefined, analysis: undefined } as const
  return { id: id as CellId, ...nothing, code: { source, language: "ts" } }
}

async function serviceCell({ kind, words, text }: CaseCell, index: number): Promise<ServiceCell> {
  const id = `c${index + 1}` as CellId
  if (kind === "##") {
    const [title = "", branchFrom] = words.split(" < ")
    return { id, kind: "heading", title, level: 2, branchFrom, analysis: undefined, code: undefined }
  }
  const source = text.replace(CARET, "").replaceAll("␍", "\r").replaceAll("␊", "\u2028")
  const lang = kind as "ts" | "tsx" | "js" | "jsx"
  const analysis = await language.analyse(source, lang)
  return { id, kind: "code", title: "", level: 0, branchFrom: undefined, analysis, code: { source, language: lang } }
}

async function answer(asked: Asked, words: string): Promise<string> {
  const { types, cell, at } = asked
  const [question = "", ...rest] = words.split(" ")
  const what = rest.join(" ")
  switch (question) {
    case "complete":
      return await completions(asked)
    case "take":
      return await take(asked, what)
    case "hover": {
      const hover = good(await types.hover(cell, at))
      return hover === undefined
        ? "nothing"
        : hover.markdown
            .replaceAll(/```\w*\n?/g, "")
            .replaceAll(/\n{2,}/g, "\n")
            .trim()
    }
    case "signature": {
      const help = good(await types.signature(cell, at))
      return (help?.signatures ?? []).map(({ label }) => label).join("\n")
    }
    case "definition":
      return places(good(await types.definition(cell, at)))
    case "references":
      return places(good(await types.references(cell, at)))
    case "renameable": {
      const range = good(await types.prepareRename(cell, at))
      return range === undefined
        ? "no"
        : `${range.start.line + 1}:${range.start.character + 1}-${range.end.character + 1}`
    }
    case "rename": {
      const renamed = await types.rename(cell, at, what)
      if (!renamed.ok) return "because" in renamed.error ? renamed.error.because : renamed.error.code
      return texts(asked, renamed.value)
    }
    case "errors":
      return await errors(asked, ({ severity }) => severity <= 2)
    case "hints":
      return await errors(asked, ({ severity }) => severity > 2)
    case "fixes":
      return (await fixes(asked)).map(({ title }) => title).join("\n")
    case "fix": {
      const found = (await fixes(asked)).find(({ title }) => title === what)
      return found === undefined ? "there is none" : texts(asked, found.edits)
    }
    case "organise":
      return applied(asked.source, good(await types.organiseImports(cell)))
    case "inlay": {
      const end = positionAt(asked.source, asked.source.length)
      const hints = good(await types.inlayHints(cell, { start: { line: 0, character: 0 }, end }))
      return hints.map(({ position, label }) => `${position.line + 1}:${position.character + 1} ${label}`).join("\n")
    }
    default:
      throw new Error(`nobody knows how to ask "${words}"`)
  }
}

/** The first entries that fit what is written, best first. */
async function completions({ types, cell, at, source, offset }: Asked): Promise<string> {
  const { items } = good(await types.completion(cell, at, undefined))
  const [word = ""] = /[\p{ID_Continue}$#]*$/u.exec(source.slice(0, offset)) ?? []
  const fitting = items.filter(({ label }) => label.toLowerCase().startsWith(word.toLowerCase()))
  const sorted = fitting.toSorted((a, b) => order(`${a.sortText} ${a.label}`, `${b.sortText} ${b.label}`))
  const lines = sorted.map(
    ({ label, labelDetails }) =>
      `${label}${labelDetails?.description === undefined ? "" : ` from ${labelDetails.description}`}`,
  )
  return [...lines.slice(0, SHOWN), ...(lines.length > SHOWN ? ["…"] : [])].join("\n")
}

/** The cell after an entry was taken. */
async function take({ types, cell, at, source, offset }: Asked, wanted: string): Promise<string> {
  const { items } = good(await types.completion(cell, at, undefined))
  const [label, from] = wanted.split(" from ")
  const item = items.find(
    (one) => one.label === label && (from === undefined || one.labelDetails?.description === from),
  )
  if (item === undefined) return "there is none"
  const { additionalTextEdits = [] } = good(await types.resolveCompletion(cell, item))
  const [word = ""] = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset)) ?? []
  const range = { start: positionAt(source, offset - word.length), end: at }
  const edit =
    item.textEdit !== undefined && "range" in item.textEdit
      ? item.textEdit
      : { range, newText: item.insertText ?? item.label }
  return applied(source, [edit, ...additionalTextEdits])
}

async function errors({ types, cells }: Asked, isWanted: (one: CellDiagnostic) => boolean): Promise<string> {
  const lines: string[] = []
  for (const { id, code } of cells) {
    if (code === undefined) continue
    for (const found of good(await types.diagnostics(id))) {
      if (!isWanted(found)) continue
      const { line, character } = found.range.start
      lines.push(`${id} ${line + 1}:${character + 1} ${found.code} ${found.message.split("\n")[0]}`)
    }
  }
  return lines.length === 0 ? "none" : lines.join("\n")
}

async function fixes({ types, cell, at }: Asked): ReturnType<typeof unwrapped> {
  return await unwrapped(types, cell, at)
}

async function unwrapped(types: NotebookTypes, cell: CellId, at: Position) {
  return good(await types.quickFixes(cell, { start: at, end: at }))
}

function texts({ cells }: Asked, edits: ReadonlyMap<CellId, readonly TextEdit[]>): string {
  return cells
    .flatMap(({ id, code }) => {
      const own = edits.get(id)
      return own === undefined || code === undefined
        ? []
        : [`${id}: ${applied(code.source, own).replaceAll("\n", "\n    ")}`]
    })
    .join("\n")
}

function applied(source: string, edits: readonly TextEdit[]): string {
  const offsets = edits.map(({ range, newText }) => ({
    from: offsetAt(source, range.start),
    to: offsetAt(source, range.end),
    newText,
  }))
  return offsets
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { from, to, newText }) => text.slice(0, from) + newText + text.slice(to), source)
}

function places(found: readonly Found[]): string {
  return found
    .map((place) => {
      const { line, character } = place.range.start
      const where = "cell" in place ? place.cell : place.file.replace(/.*\/(?=node_modules\/|project\/|packages\/)/, "")
      return `${where} ${line + 1}:${character + 1}`
    })
    .join("\n")
}

function positionAt(source: string, offset: number): Position {
  const lines = source.slice(0, offset).split("\n")
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

function offsetAt(source: string, { line, character }: Position): number {
  return (
    source
      .split("\n")
      .slice(0, line)
      .reduce((sum, text) => sum + text.length + 1, 0) + character
  )
}

function good<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
