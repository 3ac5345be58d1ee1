import { fileURLToPath } from "node:url"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CellId } from "@quire/notebook"
import type { Position, TextEdit, WorkspaceEdit } from "vscode-languageserver-types"
import { placeIn, placeInHead, wordAt } from "./cell-terms.ts"
import type { CellModule, NotebookModules } from "./notebook-modules.ts"
import type { CellEdits, Found } from "./answers.ts"
import type { ServiceError } from "./server-process.ts"

type Answer<T> = Promise<Result<T, ServiceError>>

/** What a rename needs of the notebook's types. */
export interface RenamedNotebook {
  readonly modules: NotebookModules
  /** What the service would change for one module. */
  readonly ask: (place: object, newName: string) => Answer<WorkspaceEdit | null>
  /** The edits of cells, and the other files. */
  readonly editsOf: (edit: WorkspaceEdit) => {
    readonly edits: Map<CellId, TextEdit[]>
    readonly files: readonly string[]
  }
  readonly definition: (cell: CellId, position: Position) => Answer<Found[]>
}

interface Renaming {
  readonly cell: CellId
  readonly position: Position
  readonly newName: string
}

interface Renamed {
  readonly edits: Map<CellId, TextEdit[]>
  readonly files: readonly string[]
  /** The name goes to or comes from other cells. */
  readonly isOfModule: boolean
}

const NAME = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u
const RESERVED = new Set(
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield".split(
    " ",
  ),
)

/** Gives a name another name in all cells that mean the same by it. */
export async function renameInCells(
  notebook: RenamedNotebook,
  { cell, position, newName }: Renaming,
): Answer<CellEdits> {
  const { modules } = notebook
  const module = modules.modules.get(cell)
  if (module === undefined) return ok(new Map())
  if (!NAME.test(newName) || RESERVED.has(newName)) return refused(`\`${newName}\` cannot be a name.`)
  const name = wordAt(module.source, position)
  const first = await renameIn(notebook, module, placeIn(module, position), { name, newName })
  if (!first.ok) return first
  // Of a name that goes from cell to cell each module knows its own part.
  const owner = first.value.isOfModule ? modules.ownerOf(cell, name) : undefined
  const concerned = owner === undefined ? [] : [...new Set([owner, ...modules.usersOf(owner, name)])]
  const taken = concerned.find((id) => modules.knows(id, newName))
  if (taken !== undefined) return refused(`\`${newName}\` is a name here already.`)
  const { edits, files } = first.value
  for (const id of concerned.filter((one) => one !== cell)) {
    const other = modules.modules.get(id)
    if (other === undefined) continue
    const place = id === owner ? await declarationIn(notebook, other, name, module, position) : placeInHead(other, name)
    const more = place && (await renameIn(notebook, other, place, { name, newName }))
    if (more !== undefined && !more.ok) return more
    for (const [of, list] of more?.value.edits ?? []) edits.set(of, list)
  }
  const [file] = files
  return file === undefined ? ok(edits) : refused(`The name is also used in ${file}, which no notebook changes.`)
}

/** Where a cell declares what is named at a place of another one. */
async function declarationIn(
  { modules, definition }: RenamedNotebook,
  of: CellModule,
  name: string,
  from: CellModule,
  position: Position,
): Promise<object | undefined> {
  const known = modules.placeOf(of.cell, name)
  if (known !== undefined) return placeIn(of, { line: known.line - 1, character: known.column - 1 })
  const found = await definition(from.cell, position)
  const place = found.ok ? found.value.find((one) => "cell" in one && one.cell === of.cell) : undefined
  return place === undefined ? undefined : placeIn(of, place.range.start)
}

async function renameIn(
  { ask, editsOf, modules }: RenamedNotebook,
  module: CellModule,
  place: object,
  { name, newName }: { readonly name: string; readonly newName: string },
): Answer<Renamed> {
  const asked = await ask(place, newName)
  if (!asked.ok) return asked
  const raw = Object.entries(asked.value?.changes ?? {}).find(([uri]) => fileURLToPath(uri) === module.path)?.[1] ?? []
  const { edits, files } = editsOf(asked.value ?? {})
  // What is exported by its own text is changed there, and nowhere above.
  const definition = modules.placeOf(module.cell, name)
  const isDefinition = ({ start }: TextEdit["range"]): boolean =>
    start.line - module.lineOffset + 1 === definition?.line && start.character + 1 === definition.column
  const isOfModule = raw.some(({ range }) => range.start.line < module.lineOffset || isDefinition(range))
  return ok({ edits, files, isOfModule })
}

function refused(because: string): Result<never, ServiceError> {
  return err({ code: "service-refused", because })
}
