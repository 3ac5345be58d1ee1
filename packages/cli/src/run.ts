import { mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join, resolve } from "node:path"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { describeFrontMatterError, formatOf, writeNotebook } from "@quire/notebook"
import {
  cellResults,
  describeDeath,
  describeHostError,
  notebookOf,
  setParams,
  startHost,
  withOutputs,
} from "@quire/host"
import type { CellResult, LiveSession, PackagesStatus } from "@quire/host"
import type { StorageId } from "@quire/storage"
import { localStorage } from "@quire/storage"
import { markdownReport, plainText } from "./report.ts"
import { showError } from "./show-error.ts"

const SETTLE_MS = 2000

export interface RunOptions {
  /** `.md` or `.ipynb`: the notebook with its outputs; else JSON. */
  readonly out: string | undefined
  /** `name=value`. */
  readonly params: readonly string[]
  readonly dataFolder: string
}

/** `quire run NOTEBOOK`: runs every cell in its folder, streams to stdout and stderr as they come. Exit status: 0 all
 *  good, 1 a cell failed, 2 it could not be run. Nothing is written to the notebook. */
export async function runNotebook(notebook: string, { out, params, dataFolder }: RunOptions): Promise<number> {
  const given = readParams(params)
  if (!given.ok) return fail(given.error, "")
  const file = resolve(notebook)
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  )
  if (!isFile) return fail(`There is no file ${notebook}.`, "Name a notebook.")
  const scratch = await mkdtemp(join(tmpdir(), "quire-run-"))
  try {
    const host = await startHost({
      dataFolder: scratch,
      packagesFolder: join(dataFolder, "packages"),
      keepsText: false,
      environment: process.env,
      onIncident: (what, error) => process.stderr.write(`quire: ${what}: ${String(error)}\n`),
    })
    if (!host.ok) return failWith(host.error)
    await using running = host.value
    const storage = localStorage({ id: "run" as StorageId, name: "run", folder: dirname(file), isReadOnly: true })
    const opened = await running.open(storage, `/${basename(file)}`, false)
    if (!opened.ok) return failWith(opened.error)
    const set = await setParams(opened.value, given.value)
    if (!set.ok) return fail(set.error.join("\nquire: "), "")
    const results = await runAll(opened.value)
    if (out !== undefined) {
      const text = reportFor(out, opened.value, results)
      const written = await writeResults(out, text)
      if (written !== undefined)
        return fail(`The results could not be written to ${out}: ${written}.`, "Name a file that can be written.")
    }
    return results.some((cell) => cell.status === "error" || cell.status === "not-run") ? 1 : 0
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function reportFor(out: string, session: LiveSession, results: readonly CellResult[]): string {
  const format = formatOf(out)
  if (format === "ipynb") return writeNotebook(withOutputs(notebookOf(session), results))
  return format === "md" ? markdownReport(notebookOf(session), results) : jsonReport(results)
}

function jsonReport(cells: readonly CellResult[]): string {
  return `${JSON.stringify({ cells }, undefined, 2)}\n`
}

function readParams(params: readonly string[]): Result<ReadonlyMap<string, string>, string> {
  const given = new Map<string, string>()
  for (const param of params) {
    const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(param) ?? []
    if (name === undefined || value === undefined) return err(`--param is "${param}": it takes NAME=VALUE.`)
    given.set(name.trim(), value)
  }
  return ok(given)
}

async function runAll(session: LiveSession): Promise<CellResult[]> {
  const { frontMatter } = session
  if (!frontMatter.ok)
    warn(`The front matter cannot be read: ${describeFrontMatterError(frontMatter.error)}. No package is installed.`)
  const stopEcho = echo(session)
  const onInterrupt = (): void => session.interrupt()
  process.on("SIGINT", onInterrupt)
  await session.run("all")
  await session.idle()
  // A timer that a cell left behind may still print, or fail.
  await session.call({ ask: "settle", limitMs: SETTLE_MS })
  session.broadcast.flush()
  process.off("SIGINT", onInterrupt)
  stopEcho()
  const results = cellResults(session)
  const { runtime } = session.state
  if (runtime.status === "dead") warn(`${describeDeath(runtime.reason)} Cells after that did not run.`)
  for (const cell of results) {
    for (const output of cell.outputs) if (output.type === "error") process.stderr.write(showError(cell, output))
  }
  return results
}

/** Streams go to the terminal as they come, values as plain text. */
function echo(session: LiveSession): () => void {
  return session.broadcast.listen((_seq, events) => {
    for (const event of events) {
      if (event.type === "packagesChanged") process.stderr.write(packagesLine(event.packages))
      if (event.type !== "outputAdded") continue
      const { output } = event
      if (output.type === "stream") process[output.name].write(output.text)
      else if (output.type !== "error") process.stdout.write(`${plainText(output.data)}\n`)
    }
  })
}

function packagesLine(packages: PackagesStatus): string {
  if (packages.status === "installing") return `installing: ${packages.text}\n`
  return packages.status === "failed" ? `${packages.message}\n${packages.log}\n` : ""
}

function failWith(error: Parameters<typeof describeHostError>[0]): number {
  const { message, hint } = describeHostError(error)
  return fail(message, hint)
}

function warn(message: string): void {
  process.stderr.write(`quire: ${message}\n`)
}

function fail(message: string, hint: string): number {
  process.stderr.write(`${`quire: ${message} ${hint}`.trimEnd()}\n`)
  return 2
}

/** Why the results could not be written; undefined when they were. */
async function writeResults(out: string, text: string): Promise<string | undefined> {
  try {
    await writeFile(out, text)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}
