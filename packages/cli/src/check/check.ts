import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { describeHostError, startHost } from "@quire/host"
import type { Host } from "@quire/host"
import { checkFile, readText } from "./check-file.ts"
import type { Checked } from "./check-file.ts"
import { findingAt, TOP } from "./checked-text.ts"
import { findFiles } from "./find-files.ts"
import type { Finding } from "./finding.ts"
import { writeWhole } from "../whole-file.ts"
import { githubLine, plainLine } from "./print.ts"

export interface CheckOptions {
  readonly runs: boolean
  /** Outputs are written into the files; cells run for it. */
  readonly updates: boolean
  /** Warnings count as errors. */
  readonly isStrict: boolean
  readonly isJson: boolean
  readonly isGithub: boolean
  readonly dataFolder: string
}

/** `quire check FILES…`: types, names and syntax of notebooks and of documents with code. Exit status: 0 nothing is wrong, 1
 *  something is, 2 it could not be looked at. */
export async function check(named: readonly string[], options: CheckOptions): Promise<number> {
  const files = await findFiles(named.length === 0 ? ["."] : named)
  if (!files.ok) return fail(files.error)
  const scratch = await mkdtemp(join(tmpdir(), "quire-check-"))
  try {
    const host = await startHost({
      dataFolder: scratch,
      packagesFolder: join(options.dataFolder, "packages"),
      keepsText: false,
      looksAtProject: false,
      environment: process.env,
      onIncident: (what, error) => process.stderr.write(`quire: ${what}: ${String(error)}\n`),
    })
    if (!host.ok) return fail(describeHostError(host.error).message)
    await using running = host.value
    return await checkAll(running, files.value, options)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function checkAll(host: Host, files: readonly string[], options: CheckOptions): Promise<number> {
  const started = performance.now()
  const found: Finding[] = []
  let cells = 0
  for (const file of files) {
    const checked = await checkFile(host, file, options.runs || options.updates)
    const findings = await write(file, checked, options)
    cells += checked.cells
    found.push(...findings)
    if (!options.isJson) for (const finding of findings) process.stdout.write(show(finding, options))
  }
  const errors = found.filter(({ severity }) => severity === "error").length
  const warnings = found.length - errors
  const ms = Math.round(performance.now() - started)
  if (options.isJson)
    process.stdout.write(
      `${JSON.stringify({ files: files.length, cells, errors, warnings, ms, findings: found }, undefined, 2)}\n`,
    )
  else process.stderr.write(summary(files.length, cells, errors, warnings, ms))
  return errors > 0 || (options.isStrict && warnings > 0) ? 1 : 0
}

/** What is still wrong once outputs have been written. */
async function write(
  file: string,
  { findings, update }: Checked,
  { updates }: CheckOptions,
): Promise<readonly Finding[]> {
  if (!updates) return findings
  // A file whose cells fail keeps the outputs of when they did not.
  if (update === undefined) return findings
  if (findings.some(({ rule, severity }) => severity === "error" && rule !== "output"))
    return findings.map((finding) =>
      finding.rule === "output" ? { ...finding, hint: "Nothing was written, since something else is wrong." } : finding,
    )
  if ((await readText(file)) !== update.before) {
    const hint = "Nothing was written. Run quire check again."
    return [...findings, findingAt(file, TOP, "output", "The file was changed while its cells ran.", hint)]
  }
  const problem = await writeWhole(file, update.after)
  if (problem === undefined) return findings.filter(({ rule }) => rule !== "output")
  return [...findings, findingAt(file, TOP, "output", `Its outputs cannot be written: ${problem}.`)]
}

function show(finding: Finding, { isGithub }: CheckOptions): string {
  const file = relative(process.cwd(), finding.file) || finding.file
  return isGithub ? githubLine({ ...finding, file }) : plainLine(finding)
}

function summary(files: number, cells: number, errors: number, warnings: number, ms: number): string {
  const what = `${counted(cells, "cell")} in ${counted(files, "file")}, ${(ms / 1000).toFixed(1)} s`
  return errors + warnings === 0
    ? `Nothing is wrong: ${what}.\n`
    : `${counted(errors, "error")}, ${counted(warnings, "warning")}: ${what}.\n`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`
}

function fail(message: string): number {
  process.stderr.write(`quire: ${message}\n`)
  return 2
}
