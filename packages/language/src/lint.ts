import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CodeLanguage, Diagnostic } from "@quire/notebook"
import { placesIn } from "./parse-cell.ts"
import { nearestFile } from "./tsconfig.ts"

export interface LintedCell {
  readonly source: string
  readonly language: CodeLanguage
}

/** What a linter would do on a cell that is no part of a file: all that it declares is used elsewhere, and its last
 *  expression is its value. */
const NOT_OF_CELLS = {
  "no-unused-vars": "off",
  "no-unused-expressions": "off",
  "typescript/no-unused-expressions": "off",
  "unicorn/no-empty-file": "off",
  "no-undef": "off",
  "import/unambiguous": "off",
}

/** What of a project's configuration counts: nothing that runs code. */
const TAKEN = ["rules", "plugins", "categories", "env", "globals", "settings"] as const
const ANSWER_MS = 20_000
const LIMIT_BYTES = 32 * 1024 * 1024

type Linted = Result<readonly (readonly Diagnostic[])[], string>

interface Waiting {
  readonly cells: readonly LintedCell[]
  readonly answer: (linted: Linted) => void
}

/** By folder: what waits for the run under way to end. */
const waiting = new Map<string, Waiting[]>()

/** Lints cells with oxlint, by the rules of the folder's project where it has some; what is found, cell by cell, as warnings.
 *  The error says in a sentence why oxlint gave no answer. One process a folder at a time: who asks meanwhile is answered
 *  by the next one, all together. */
export function lintCells(cells: readonly LintedCell[], folder: string): Promise<Linted> {
  return new Promise((answer) => {
    const known = waiting.get(folder)
    if (known !== undefined) return void known.push({ cells, answer })
    waiting.set(folder, [{ cells, answer }])
    void lintWaiting(folder)
  })
}

async function lintWaiting(folder: string): Promise<void> {
  // Who asks in the same breath is of the first run.
  await Promise.resolve()
  for (let taken = waiting.get(folder) ?? []; taken.length > 0; taken = waiting.get(folder) ?? []) {
    waiting.set(folder, [])
    const linted = await lintAll(
      taken.flatMap(({ cells }) => cells),
      folder,
    )
    let from = 0
    for (const { cells, answer } of taken) {
      answer(linted.ok ? ok(linted.value.slice(from, from + cells.length)) : linted)
      from += cells.length
    }
  }
  waiting.delete(folder)
}

async function lintAll(cells: readonly LintedCell[], folder: string): Promise<Linted> {
  const scratch = await mkdtemp(join(tmpdir(), "quire-lint-"))
  try {
    await writeFile(join(scratch, ".oxlintrc.json"), JSON.stringify(await configFor(folder)))
    await Promise.all(cells.map(({ source, language }, n) => writeFile(join(scratch, `cell-${n}.${language}`), source)))
    const printed = await run(scratch)
    return ok(findingsIn(printed, cells))
  } catch (error) {
    return err(
      `The cells could not be linted: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}.`,
    )
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function configFor(folder: string): Promise<object> {
  const file = nearestFile(folder, ".oxlintrc.json")
  let given: Record<string, unknown> = {}
  try {
    if (file !== undefined) given = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>
  } catch {
    // One with comments, or damaged, counts as none.
  }
  const taken = Object.fromEntries(TAKEN.flatMap((key) => (key in given ? [[key, given[key]]] : [])))
  return { ...taken, rules: { ...(taken["rules"] as object | undefined), ...NOT_OF_CELLS } }
}

function run(scratch: string): Promise<string> {
  const command = join(dirname(createRequire(import.meta.url).resolve("oxlint/package.json")), "bin/oxlint")
  const words = [command, "-c", ".oxlintrc.json", "--disable-nested-config", "--format", "json", "."]
  const options = { cwd: scratch, env: {}, timeout: ANSWER_MS, maxBuffer: LIMIT_BYTES }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, options, (error, stdout) => {
      // Findings make it exit with 1.
      if (stdout.trimStart().startsWith("{")) resolve(stdout)
      else reject(error ?? new Error("oxlint printed nothing"))
    })
  })
}

interface Printed {
  readonly diagnostics: readonly {
    readonly filename: string
    readonly code: string
    readonly message: string
    readonly help?: string
    readonly labels: readonly { readonly span: { readonly offset: number; readonly length: number } }[]
  }[]
}

function findingsIn(printed: string, cells: readonly LintedCell[]): Diagnostic[][] {
  const found: Diagnostic[][] = cells.map(() => [])
  for (const { filename, code, message, help = "", labels } of (JSON.parse(printed) as Printed).diagnostics) {
    const n = Number(/^cell-(\d+)\./.exec(basename(filename))?.[1])
    const [cell, label] = [cells[n], labels[0]]
    // What does not parse is said by whoever reads cells.
    if (cell === undefined || label === undefined || code === undefined) continue
    const { offset, length } = label.span
    const [start, end] = [offset, offset + length].map((at) => unitsBefore(cell.source, at)) as [number, number]
    const place = placesIn(cell.source)(start, end)
    found[n]?.push({ severity: "warning", code: "lint", message, hint: help, place, rule: ruleOf(code) })
  }
  return found
}

/** `eslint(no-debugger)` → `no-debugger`, `unicorn(x)` → `unicorn/x`. */
function ruleOf(code: string): string {
  const [, plugin = "", rule = code] = /^([\w-]+)\((.*)\)$/.exec(code) ?? []
  return plugin === "eslint" || plugin === "" ? rule : `${plugin}/${rule}`
}

/** oxlint counts bytes, editors UTF-16 units. */
function unitsBefore(source: string, bytes: number): number {
  return Buffer.from(source).subarray(0, bytes).toString().length
}
