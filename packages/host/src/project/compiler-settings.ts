import { join } from "node:path"
import type { CompilerSettings } from "@quire/language"
import { getTsconfig } from "get-tsconfig"

/** What the nearest tsconfig says about how code of this folder runs. One that cannot be read says nothing. */
export function compilerSettings(folder: string): CompilerSettings {
  try {
    // Named by a file in it: a folder alone would be looked for in the one above.
    const options = getTsconfig(join(folder, "cell.ts"))?.config.compilerOptions
    return { legacyDecorators: options?.experimentalDecorators === true }
  } catch {
    return { legacyDecorators: false }
  }
}
