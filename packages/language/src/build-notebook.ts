import { buildGraph, filePlaces, formatOf, parseAttributes, parseFenceWords, readNotebook } from "@quire/notebook"
import type { Analysis, CellId, CodeLanguage } from "@quire/notebook"
import { buildModule } from "./build-module.ts"
import type { BuiltModule, Part } from "./build-module.ts"

/** A notebook as one plain module, or why it is none. */
export type BuiltNotebook =
  | (BuiltModule & {
      readonly ok: true
      /** What is not in it. */
      readonly notes: readonly string[]
    })
  | { readonly ok: false; readonly problem: string; readonly line: number }

type Analyse = (source: string, language: CodeLanguage) => Promise<Analysis>

/** Builds a module that does what a run of the notebook's cells does, branches left out, and exports all names as the last
 *  cell would see them. What cells import is there before the first of them runs, as in any module. */
export async function buildNotebook(path: string, text: string, analyse: Analyse): Promise<BuiltNotebook> {
  const read = readNotebook(formatOf(path) ?? "md", text)
  if (!read.ok) return { ok: false, problem: read.error.because, line: read.error.line }
  const places = filePlaces(text, read.value)
  const all = await Promise.all(
    read.value.cells.map(async (cell, index): Promise<Part> => {
      const words = parseFenceWords(cell.words)
      const branch = cell.kind === "heading" ? parseAttributes(cell.words) : undefined
      const runs = cell.kind === "code" && !words.isStatic
      return {
        id: `c${index}` as CellId,
        kind: cell.kind,
        title: cell.kind === "heading" ? cell.source : (words.name ?? ""),
        level: cell.level,
        branchFrom: branch?.has("branch") === true ? branch.get("from") : undefined,
        analysis: runs ? await analyse(cell.source, words.language) : undefined,
        source: cell.source,
        language: words.language,
        name: words.name,
        lineInFile: (line) => places(cell, line, 1).line,
      }
    }),
  )
  const [trunk, notes] = withoutBranches(all)
  const graph = buildGraph(trunk)
  for (const part of trunk) {
    const error = graph.get(part.id)?.diagnostics.find(({ severity }) => severity === "error")
    if (error !== undefined) return { ok: false, problem: error.message, line: part.lineInFile(error.place.line) }
  }
  const built = buildModule(trunk)
  const compiled = "it has enums, namespaces, parameter properties or decorators, which Node runs compiled only"
  return { ok: true, notes: [...notes, ...(built.needsTransform ? [compiled] : [])], ...built }
}

/** The cells outside of branches: what those define, no other section sees. */
function withoutBranches(all: readonly Part[]): [Part[], string[]] {
  let branch: Part | undefined
  const notes: string[] = []
  const trunk = all.filter((part) => {
    if (part.kind === "heading" && part.level === 2) {
      branch = part.branchFrom === undefined ? undefined : part
      if (branch !== undefined) notes.push(`the branch "${branch.title}" is left out`)
    }
    return branch === undefined
  })
  return [trunk, notes]
}
