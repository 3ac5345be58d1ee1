import type { LanguageProcess } from "@quire/language"
import { parseFenceWords } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import type { CellModule, HoistedModule } from "@quire/protocol"
import type { DocumentCell, SessionState } from "@quire/session"

/** What the cell process needs to run a cell. */
export interface RunOrder {
  readonly codeHash: string
  readonly module: CellModule
  readonly below: readonly HoistedModule[]
}

/** Compiles a cell as it stands now, and the cells further down that it can reach. Undefined: its text has errors by
 *  now. */
export async function compileRun(
  language: Pick<LanguageProcess, "compile">,
  state: Pick<SessionState, "graph" | "analyses">,
  cell: CellId,
  read: (id: CellId) => Pick<DocumentCell, "source" | "words"> | undefined,
): Promise<RunOrder | undefined> {
  const compile = async (id: CellId): Promise<{ codeHash: string; module: CellModule } | undefined> => {
    const [node, found] = [state.graph.get(id), read(id)]
    if (node === undefined || found === undefined) return undefined
    const names = [...node.inputs.keys(), ...node.late.keys()]
    const compiled = await language.compile(found.source, parseFenceWords(found.words).language, names)
    if (compiled === undefined) return undefined
    const { code, map, codeHash } = compiled
    const links = { inputs: Object.fromEntries(node.inputs), late: Object.fromEntries(node.late) }
    return { codeHash, module: { cell: id, code, map, ...links } }
  }
  const order = await compile(cell)
  if (order === undefined) return undefined
  const below: HoistedModule[] = []
  for (const id of state.graph.get(cell)?.below.keys() ?? []) {
    const compiled = await compile(id)
    const defines = state.analyses[id]?.defines ?? []
    const named = (kind: string): string[] => defines.filter((found) => found.kind === kind).map(({ name }) => name)
    // One that does not parse defines nothing yet: its names are those of a cell that has not run.
    const module = compiled?.module ?? { cell: id, code: "", map: "{}", inputs: {}, late: {} }
    const functions = compiled === undefined ? [] : named("function")
    below.push({ ...module, functions, vars: named("var") })
  }
  return { ...order, below }
}
