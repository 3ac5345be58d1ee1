import { EMPTY_ANALYSIS } from "@quire/notebook"
import type { Analysis, CodeLanguage } from "@quire/notebook"
import { Bounded } from "./bounded.ts"
import { buildNotebook } from "./build-notebook.ts"
import type { BuiltNotebook } from "./build-notebook.ts"
import { compileCell } from "./compile.ts"
import type { CompiledCell, CompiledFile } from "./compile.ts"
import { hashOf } from "./hash.ts"
import { NO_LINKS } from "./links.ts"
import type { Links } from "./links.ts"
import { lowerCell, lowerFile } from "./lower.ts"
import type { LoweredCell } from "./lower.ts"
import { findNames } from "./names.ts"
import { parseCell, placesIn } from "./parse-cell.ts"
import { keyOf, STANDARD } from "./settings.ts"
import type { CompilerSettings } from "./settings.ts"

/** Analyses and compiles cells, keeping the last few thousand answers by text: a cell is parsed and lowered once, however
 *  often it is asked about. Runs in a process of its own (`process.ts`), or directly in tests. */
export class Language {
  private readonly read = new Bounded<Promise<ReadCell>>(5000)
  private readonly files = new Bounded<Promise<CompiledFile>>(1000)
  private readonly compiled = new Bounded<Promise<CompiledCell | undefined>>(2000)

  /** What a cell says. Never fails: a text that does not parse has `errors`. */
  async analyse(source: string, language: CodeLanguage, settings: CompilerSettings = STANDARD): Promise<Analysis> {
    return (await this.readCell(source, language, settings)).analysis
  }

  /** The cell as a function body, or undefined when its text has errors. */
  compile(
    source: string,
    language: CodeLanguage,
    links: Links,
    settings: CompilerSettings = STANDARD,
  ): Promise<CompiledCell | undefined> {
    return this.compiled.get(keyOf(source, language, settings, links), async () => {
      const { lowered } = await this.readCell(source, language, settings)
      return lowered === undefined ? undefined : await compileCell(lowered, language, links)
    })
  }

  /** A notebook's text as a plain module. */
  buildNotebook(path: string, text: string): Promise<BuiltNotebook> {
    return buildNotebook(path, text, (source, language) => this.analyse(source, language))
  }

  /** A file of the project as a function body of the same form; what it exports is what its text exports. */
  compileFile(source: string, language: CodeLanguage, settings: CompilerSettings = STANDARD): Promise<CompiledFile> {
    return this.files.get(keyOf(source, language, settings), () => compileFile(source, language, settings))
  }

  private readCell(source: string, language: CodeLanguage, settings: CompilerSettings): Promise<ReadCell> {
    return this.read.get(keyOf(source, language, settings), () => readCell(source, language, settings))
  }
}

async function compileFile(source: string, language: CodeLanguage, settings: CompilerSettings): Promise<CompiledFile> {
  const parsed = parseCell(source, language)
  if (!parsed.ok) {
    const [{ message, place } = { message: "it cannot be read", place: { line: 1 } }] = parsed.errors
    return { ok: false, problem: message, line: place.line }
  }
  const { imports, hasModuleSyntax } = parsed
  try {
    const lowered = await lowerFile(source, language, parsed.program, settings)
    const compiled = await compileCell(lowered, language, { ...NO_LINKS, files: imports })
    return { ok: true, ...compiled, imports, hasModuleSyntax }
  } catch (error) {
    const { message, place } = compileError(error)
    return { ok: false, problem: message, line: place.line }
  }
}

interface ReadCell {
  readonly analysis: Analysis
  /** Undefined when the text has errors. */
  readonly lowered: LoweredCell | undefined
}

async function readCell(source: string, language: CodeLanguage, settings: CompilerSettings): Promise<ReadCell> {
  const textHash = hashOf(`${language}\0${source}`)
  const parsed = parseCell(source, language)
  if (!parsed.ok)
    return { analysis: { ...EMPTY_ANALYSIS, textHash, codeHash: textHash, errors: parsed.errors }, lowered: undefined }
  const { imports } = parsed
  const found = findNames(parsed.program, source)
  const { defines, definesTypes, exports, uses, assigns, optional, guarded } = found
  const names = { defines, definesTypes, exports, uses, assigns, optional, guarded }
  if (found.conflict !== undefined) {
    const { name, range } = found.conflict
    const message = `Identifier '${name}' has already been declared: an import defines it.`
    const error = { severity: "error", code: "syntax", message, hint: "", place: placesIn(source)(...range) } as const
    return { analysis: { ...EMPTY_ANALYSIS, textHash, codeHash: textHash, errors: [error] }, lowered: undefined }
  }
  try {
    const lowered = await lowerCell(source, language, parsed.program, found, settings)
    return { analysis: { ...names, imports, textHash, codeHash: lowered.codeHash, errors: [] }, lowered }
  } catch (error) {
    return {
      analysis: { ...names, imports, textHash, codeHash: textHash, errors: [compileError(error)] },
      lowered: undefined,
    }
  }
}

/** What a compiler finds and the parser does not: `export` of nothing, a decorator out of place. */
function compileError(error: unknown): Analysis["errors"][number] {
  const first = (error as { errors?: { text: string; location?: { line: number; column: number } }[] }).errors?.[0]
  const message = first?.text ?? (error instanceof Error ? error.message : String(error))
  const line = Math.max(1, first?.location?.line ?? 1)
  const place = { line, column: (first?.location?.column ?? 0) + 1, start: 0, end: 0 }
  return { severity: "error", code: "syntax", message, hint: "", place }
}
