import { readFile } from "node:fs/promises"
import { basename, dirname, resolve } from "node:path"
import { cellResults, describeHostError } from "@quire/host"
import type { Host, LiveSession } from "@quire/host"
import { describeFrontMatterError, filePlaces, formatOf, readNotebook } from "@quire/notebook"
import type { Cell, CellId, Diagnostic, FilePlace, Notebook } from "@quire/notebook"
import { localStorage } from "@quire/storage"
import type { StorageId } from "@quire/storage"
import { readDocument, storageShowing } from "./document.ts"
import type { CheckedDocument } from "./document.ts"
import { inOrder } from "./finding.ts"
import type { Finding } from "./finding.ts"
import { outputFindings } from "./outputs.ts"

export interface Checked {
  readonly findings: readonly Finding[]
  /** Cells that were looked at. */
  readonly cells: number
  /** The file with its outputs as they are by now, where they were asked for and are others. */
  readonly updated: string | undefined
}

const SETTLE_MS = 2000

/** What is wrong with one notebook or document. `runs`: its cells are run as well. Nothing is written. */
export async function checkFile(host: Host, file: string, runs: boolean): Promise<Checked> {
  const path = resolve(file)
  const folder = dirname(path)
  const local = localStorage({ id: `check ${folder}` as StorageId, name: "check", folder, isReadOnly: true })
  const document = formatOf(path) === "md" ? await documentAt(path) : undefined
  const storage = document === undefined ? local : storageShowing(local, document.text)
  const opened = await host.open(storage, `/${basename(path)}`, false)
  if (!opened.ok) {
    const { message, hint } = describeHostError(opened.error)
    const { error } = opened
    if (error.code !== "bad-notebook-file") return only(whole(file, { line: 1, column: 1 }, error.code, message, hint))
    return only(whole(file, error, error.code, `${error.because}.`, hint))
  }
  const session = opened.value
  try {
    const text = document?.text ?? (await readFile(path, "utf8"))
    const read = readNotebook(formatOf(path) ?? "md", text)
    if (!read.ok) return only(whole(file, { line: 1, column: 1 }, read.error.code, read.error.because, ""))
    const { frontMatter } = session
    const problems = frontMatter.ok
      ? []
      : [
          whole(
            file,
            { line: 1, column: 1 },
            "front-matter",
            `The front matter cannot be read: ${describeFrontMatterError(frontMatter.error)}.`,
            "",
          ),
        ]
    const inText = filePlaces(text, read.value)
    const places: Places = (...at) => document?.inFile(inText(...at)) ?? inText(...at)
    const { unavailable } = await session.check()
    if (unavailable !== undefined)
      problems.push(whole(file, { line: 1, column: 1 }, "types", `Types could not be checked: ${unavailable}.`, ""))
    const linted = await session.language?.lint(session.state.structure.map(({ id }) => id))
    const hints = linted?.ok === true ? linted.value : new Map<CellId, readonly Diagnostic[]>()
    if (linted?.ok === false)
      problems.push({ ...whole(file, { line: 1, column: 1 }, "lint", linted.error, ""), severity: "warning" })
    const found = [...problems, ...packageProblems(file, session), ...sayings(file, session, read.value, places, hints)]
    if (!runs) return { findings: inOrder(found), cells: codeCells(session), updated: undefined }
    await session.run("all")
    await session.idle()
    // A timer that a cell left behind may still print, or fail.
    await session.call({ ask: "settle", limitMs: SETTLE_MS })
    const ran = [...found, ...failures(file, session, read.value, places)]
    const lineOf = (cell: Cell): number => inText(cell, 1, 1).line
    // What stands in a list has no place below it for what it shows.
    const shown = cellResults(session).filter(({ index }) => {
      const cell = read.value.cells[index]
      return cell === undefined || document?.isMoved(lineOf(cell)) !== true
    })
    const { findings, updated } = outputFindings(file, text, read.value, shown, lineOf)
    return {
      findings: inOrder([...ran, ...findings]),
      cells: codeCells(session),
      updated: updated === undefined ? undefined : (document?.restored(updated) ?? updated),
    }
  } finally {
    await host.close(session.id)
  }
}

type Places = (cell: Cell, line: number, column: number) => FilePlace

/** A file that cannot be read is the session's to tell. */
async function documentAt(path: string): Promise<CheckedDocument | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined)
  return text === undefined ? undefined : readDocument(text)
}

function codeCells({ state }: LiveSession): number {
  return state.structure.filter(({ kind, isStatic }) => kind === "code" && !isStatic).length
}

function only(finding: Finding): Checked {
  return { findings: [finding], cells: 0, updated: undefined }
}

function whole(file: string, { line, column }: FilePlace, rule: string, message: string, hint: string): Finding {
  return { file, line, column, endLine: line, endColumn: column, severity: "error", rule, message, hint }
}

function packageProblems(file: string, { state }: LiveSession): Finding[] {
  const { packages } = state
  if (packages.status !== "failed") return []
  return [
    whole(file, { line: 1, column: 1 }, "packages", packages.message, packages.log.trim().split("\n").at(-1) ?? ""),
  ]
}

/** What is said of the cells before they run. A name that nothing defines is said once, where it is used first. */
function sayings(
  file: string,
  session: LiveSession,
  { cells }: Notebook,
  places: Places,
  hints: ReadonlyMap<CellId, readonly Diagnostic[]>,
): Finding[] {
  const missing = new Set<string>()
  let isBroken = false
  return session.state.structure.flatMap(({ id, isStatic }, index) => {
    const cell = cells[index]
    if (cell === undefined || isStatic) return []
    const problems = [...session.problems(id), ...(hints.get(id) ?? [])]
    // A cell that cannot be read may define anything.
    isBroken ||= problems.some(({ code }) => code === "syntax")
    return problems.flatMap((problem): Finding[] => {
      const { severity, code, rule, message, hint, place } = problem
      if (severity === "info" || (code === "missing-name" && (isBroken || missing.has(message)))) return []
      if (code === "missing-name") missing.add(message)
      const lines = cell.source.slice(place.start, Math.max(place.start, place.end)).split("\n")
      const last = lines.at(-1)?.length ?? 0
      const end = places(cell, place.line + lines.length - 1, lines.length === 1 ? place.column + last : last + 1)
      const start = places(cell, place.line, place.column)
      return [
        {
          file,
          ...start,
          endLine: end.line,
          endColumn: end.column,
          severity,
          rule: code === "missing-name" ? code : (rule ?? code),
          message,
          hint,
        },
      ]
    })
  })
}

/** Cells that failed when they ran; what was found before that is said already. */
function failures(file: string, session: LiveSession, { cells }: Notebook, places: Places): Finding[] {
  return cellResults(session).flatMap(({ index, id, outputs }): Finding[] => {
    const cell = cells[index]
    const error = outputs.find((output) => output.type === "error")
    if (
      cell === undefined ||
      error === undefined ||
      session.problems(id as never).some(({ severity }) => severity === "error")
    )
      return []
    const frame = error.frames.find((one) => one.cell === id)
    const start = places(cell, frame?.line ?? 1, frame?.column ?? 1)
    const message = `${error.name}: ${error.message}`
    return [
      {
        file,
        ...start,
        endLine: start.line,
        endColumn: start.column,
        severity: "error",
        rule: "run",
        message,
        hint: error.hint ?? "",
      },
    ]
  })
}
