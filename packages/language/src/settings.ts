import type { CodeLanguage } from "@quire/notebook"
import type { Links } from "./links.ts"

/** What a project's tsconfig changes about how its code runs. */
export interface CompilerSettings {
  /** Decorators as TypeScript had them before the standard (`experimentalDecorators`). */
  readonly legacyDecorators: boolean
}

export const STANDARD: CompilerSettings = { legacyDecorators: false }

/** Names an answer: all that it depends on. */
export function keyOf(source: string, language: CodeLanguage, settings: CompilerSettings, links?: Links): string {
  return `${language}\0${JSON.stringify([settings, links])}\0${source}`
}
