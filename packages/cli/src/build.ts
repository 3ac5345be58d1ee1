import { readFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { moduleSpecifiers, startLanguage } from "@quire/language"
import type { BuiltModule, LanguageProcess } from "@quire/language"
import { formatOf } from "@quire/notebook"
import { isSameFile, writeWhole } from "./whole-file.ts"

const MARK = "// Built by quire from "

/** `quire build NOTEBOOK [OUT]`: the notebook as a plain module, beside it unless OUT says where; `-`: to the terminal. What is
 *  left out is said on stderr. Exit status: 0 written, 2 not; a file that was not built from the notebook is kept. */
export async function buildFile(input: string, output: string | undefined): Promise<number> {
  if (formatOf(input) === undefined) return fail(`${input} is no notebook: its name ends in .md, .ipynb or .livemd.`)
  const text = await readFile(input, "utf8").catch(() => undefined)
  if (text === undefined) return fail(`${input} cannot be read.`)
  await using language = startLanguage()
  const built = await language.buildNotebook(input, text)
  if (!built.ok) return fail(`${input}:${built.line}: ${built.problem}`)
  const target = output ?? input.replace(/\.[^.]+$/, `.${built.language}`)
  for (const note of built.notes) process.stderr.write(`${input}: ${note}\n`)
  const { code, notebooks } = await withBuiltImports(language, input, built)
  for (const notebook of notebooks)
    process.stderr.write(`${input}: it imports ${notebook}, which is to be built, too\n`)
  const mark = `${MARK}${basename(input)}`
  const made = `${mark}\n${code}`
  if (target === "-") {
    process.stdout.write(made)
    return 0
  }
  if (await isSameFile(input, target)) return fail("Both names are of one file. Name another for the result.")
  if (output === undefined && !(await isOurs(target, mark)))
    return fail(`${target} is there, and was not built from ${input}. Name a file for the result.`)
  const problem = await writeWhole(target, made)
  return problem === undefined ? 0 : fail(`${target} cannot be written: ${problem}.`)
}

/** A plain module imports no notebook, but what is built of it. */
async function withBuiltImports(
  language: Pick<LanguageProcess, "buildNotebook">,
  input: string,
  { text, language: kind }: Pick<BuiltModule, "text" | "language">,
): Promise<{ readonly code: string; readonly notebooks: readonly string[] }> {
  const notebooks: string[] = []
  let code = text
  for (const { value, start, end } of moduleSpecifiers(text, kind).toReversed()) {
    if (!/^\.{1,2}\//.test(value) || formatOf(value) === undefined) continue
    const path = join(dirname(input), value)
    const other = await readFile(path, "utf8").catch(() => undefined)
    const built = other === undefined ? undefined : await language.buildNotebook(path, other)
    const extension = built?.ok === true ? built.language : "ts"
    code = `${code.slice(0, start)}${value.replace(/\.[^.]+$/, `.${extension}`)}${code.slice(end)}`
    if (!notebooks.includes(value)) notebooks.unshift(value)
  }
  return { code, notebooks }
}

async function isOurs(file: string, mark: string): Promise<boolean> {
  const there = await readFile(file, "utf8").catch(() => undefined)
  return there === undefined || there.startsWith(`${mark}\n`)
}

function fail(message: string): number {
  process.stderr.write(`quire: ${message}\n`)
  return 2
}
