import { readFile } from "node:fs/promises"
import { describeHostError } from "@quire/host"
import { convert, convertNameOf, languageOf } from "@quire/notebook"
import { codeOf, isSameFile, writeWhole } from "./whole-file.ts"

const KINDS = ".md, .ipynb, .livemd, .json or .ts"

/** `quire convert IN OUT`: by the names' endings; OUT may be `-`, for the terminal. What OUT cannot hold is said on stderr,
 *  a line each. Exit status: 0 written, 2 not; then OUT is as it was. */
export async function convertFile(input: string, output: string): Promise<number> {
  const from = convertNameOf(input)
  const to = output === "-" ? "md" : convertNameOf(output)
  if (from === undefined) return fail(`${input} is of no kind that Quire knows. Its name ends in ${KINDS}.`)
  if (to === undefined) return fail(`${output} is of no kind that Quire knows. Its name ends in ${KINDS}.`)
  if (await isSameFile(input, output)) return fail("Both names are of one file. Name another for the result.")
  const text = await readText(input)
  if (typeof text !== "string") return fail(text.problem)
  const made = convert(text, from, to, languageOf(/[^./]*$/.exec(input)?.[0].replace(/^[cm]/, "") ?? "") ?? "ts")
  if (!made.ok) return fail(describeHostError({ ...made.error, path: input }).message)
  for (const { line, text: note } of made.value.notes) process.stderr.write(`${input}:${line}: ${note}\n`)
  if (output === "-") process.stdout.write(made.value.text)
  else {
    const problem = await writeWhole(output, made.value.text)
    if (problem !== undefined) return fail(`${output} cannot be written: ${problem}.`)
  }
  return 0
}

async function readText(file: string): Promise<string | { readonly problem: string }> {
  try {
    const bytes = await readFile(file)
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return { problem: `${file} is no UTF-8 text.` }
    const code = codeOf(error)
    return { problem: code === "ENOENT" ? `There is no file ${file}.` : `${file} cannot be read: ${code}.` }
  }
}

function fail(message: string): number {
  process.stderr.write(`quire: ${message}\n`)
  return 2
}
