import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { parseTsconfig } from "get-tsconfig"
import { isSmallFile } from "./service/small-file.ts"
import { STANDARD } from "./settings.ts"
import type { CompilerSettings } from "./settings.ts"

/** What the nearest tsconfig says about how code of a folder runs. One that cannot be read says nothing. Reads files that
 *  anybody may have put there, so it belongs into the process that may hang. */
export function settingsOf(folder: string): CompilerSettings {
  const file = nearestFile(folder, "tsconfig.json")
  if (file === undefined) return STANDARD
  try {
    return { legacyDecorators: parseTsconfig(file).compilerOptions?.experimentalDecorators === true }
  } catch {
    return STANDARD
  }
}

/** The file of a name in a folder, or in the nearest one above; undefined: there is none that can be read. */
export function nearestFile(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, name)
    if (existsSync(file)) return isSmallFile(file) ? file : undefined
    if (dirname(at) === at) return undefined
  }
}
