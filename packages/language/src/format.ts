import { readFileSync, statSync } from "node:fs"
import type { CodeLanguage } from "@quire/notebook"
import { format } from "oxfmt"
import { nearestFile } from "./tsconfig.ts"

const LIMIT_BYTES = 256 * 1024
const CONFIGS = [".oxfmtrc.json", ".oxfmtrc.jsonc", ".prettierrc", ".prettierrc.json"]

/** A cell's text in the style of the project around it, or where that names none, with the semicolons and quotes that the
 *  cell has; undefined when it cannot be parsed. */
export async function formatCell(source: string, language: CodeLanguage, folder: string): Promise<string | undefined> {
  const options = { ...styleOf(source), ...configOf(folder) }
  const { code, errors } = await format(`cell.${language}`, source, options)
  return errors.length > 0 ? undefined : code.replace(/\n$/, "")
}

function styleOf(source: string): object {
  const isBare = /\n/.test(source.trim()) && !/;[ \t]*$/m.test(source)
  const isSingle = source.includes("'") && !source.includes('"')
  return { semi: !isBare, singleQuote: isSingle, printWidth: 100 }
}

/** What can be read without running anything: a configuration that is a program is not asked. */
function configOf(folder: string): object {
  for (const name of CONFIGS) {
    const file = nearestFile(folder, name)
    if (file === undefined || statSync(file).size > LIMIT_BYTES) continue
    try {
      const {
        overrides: _,
        ignorePatterns: __,
        ...options
      } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>
      return options
    } catch {
      // YAML, or comments: as if it were not there.
    }
  }
  return {}
}
