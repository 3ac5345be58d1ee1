import type { ProjectLanguage, Links } from "@quire/language"
import { parseFenceWords } from "@quire/notebook"
import type { CellId, GraphNode } from "@quire/notebook"
import type { CellModule, FileModule, HoistedModule } from "@quire/protocol"
import type { FoundFiles, ProjectFiles } from "../project/project-files.ts"
import type { DocumentCell, SessionState } from "@quire/session"

/** What the cell process needs to run a cell. */
export interface RunOrder {
  readonly codeHash: string
  readonly module: CellModule
  readonly below: readonly HoistedModule[]
  /** All files of the project that any of them reaches. */
  readonly files: readonly FileModule[]
  /** The versions of what the cell itself imports, by specifier. */
  readonly versions: Readonly<Record<string, string>>
}

interface CompiledModule {
  readonly codeHash: string
  readonly module: CellModule
}

/** Compiles a cell as it stands now, and the cells further down that it can reach. Undefined: its text has errors by
 *  now. */
export async function compileRun(
  language: Pick<ProjectLanguage, "compile">,
  state: Pick<SessionState, "graph" | "analyses" | "structure">,
  cell: CellId,
  project: Pick<ProjectFiles, "find">,
  read: (id: CellId) => Pick<DocumentCell, "source" | "words"> | undefined,
): Promise<RunOrder | undefined> {
  const files = new Map<string, FileModule>()
  const find = async (id: CellId): Promise<FoundFiles> => {
    const found = await project.find(state.analyses[id]?.imports ?? [])
    for (const file of found.modules) files.set(file.path, file)
    return found
  }
  const compile = async (id: CellId, found: FoundFiles, isHoisted: boolean): Promise<CompiledModule | undefined> => {
    const [node, cell] = [state.graph.get(id), read(id)]
    if (node === undefined || cell === undefined) return undefined
    const sources = linksOf(state, node, found, isHoisted)
    const compiled = await language.compile(cell.source, parseFenceWords(cell.words).language, sources)
    if (compiled === undefined) return undefined
    const { code, map, codeHash } = compiled
    const links = { inputs: Object.fromEntries(node.inputs), late: Object.fromEntries(node.late) }
    return {
      codeHash,
      module: {
        cell: id,
        name: cellName(state.structure, id),
        code,
        map,
        version: `${codeHash} ${JSON.stringify(found.versions)}`,
        ...links,
        files: found.files,
      },
    }
  }
  const own = await find(cell)
  const order = await compile(cell, own, false)
  if (order === undefined) return undefined
  const below: HoistedModule[] = []
  for (const id of state.graph.get(cell)?.below.keys() ?? []) {
    const compiled = await compile(id, await find(id), true)
    const defines = state.analyses[id]?.defines ?? []
    const named = (kind: string): string[] => defines.filter((found) => found.kind === kind).map(({ name }) => name)
    // One that does not parse defines nothing yet: its names are those of a cell that has not run.
    const module = compiled?.module ?? {
      cell: id,
      name: "",
      version: "",
      code: "",
      map: "{}",
      inputs: {},
      late: {},
      files: {},
    }
    const early = compiled === undefined ? [] : [...named("function"), ...named("import")]
    below.push({ ...module, early, vars: named("var") })
  }
  return { ...order, below, files: [...files.values()], versions: own.versions }
}

/** What people call a cell: its title, or its position among the code cells. */
export function cellName(structure: SessionState["structure"], id: CellId): string {
  const title = structure.find((cell) => cell.id === id)?.title
  if (title) return title
  return String(structure.filter((cell) => cell.kind === "code").findIndex((cell) => cell.id === id) + 1)
}

/** Whether a name of a cell above has its value for good once that cell ran. Where it may have failed, each use says so. */
function isFixed(
  state: Pick<SessionState, "analyses" | "structure">,
  user: CellId,
  owner: CellId,
  name: string,
): boolean {
  const definition = state.analyses[owner]?.defines.find((found) => found.name === name)
  // What a package exports may be a number that it raises; what is called or has members is not.
  const isObject = state.analyses[user]?.uses.some((use) => use.name === name && use.isObject === true) === true
  const isConstant = definition?.isConstant === true && (definition.kind !== "import" || isObject)
  return isConstant && !state.structure.some(({ id, continuesOnError }) => id === owner && continuesOnError)
}

/** How the body reads what it takes from elsewhere. A cell that is only hoisted reads everything at each use: it may not be
 *  there yet. */
function linksOf(
  state: Pick<SessionState, "analyses" | "structure">,
  { id, inputs, late }: GraphNode,
  { files }: FoundFiles,
  isHoisted: boolean,
): Links {
  const isConstant = ([name, owner]: [string, CellId]): boolean => !isHoisted && isFixed(state, id, owner, name)
  const fixed = [...inputs].filter(isConstant).map(([name]) => name)
  const live = [...inputs.keys(), ...late.keys()].filter((name) => !fixed.includes(name))
  return { fixed, live, files: Object.keys(files) }
}
