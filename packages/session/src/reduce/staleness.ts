import type { CellId } from "@quire/notebook"
import { cellState } from "../state.ts"
import type { CellMark, SessionState } from "../state.ts"

type Marks = Readonly<Record<CellId, CellMark>>

/** The state of every code cell that runs, as it follows from the whole state: a cell is fresh when its lowered code and
 *  the versions of all it uses are those of its last run, so that undoing an edit makes it fresh again. Given the state
 *  before, what cannot have changed is taken from there. */
export function markCells(state: SessionState, before?: SessionState): Marks {
  const queued = new Set(state.queue)
  const isSameNotebook =
    before !== undefined &&
    before.structure === state.structure &&
    before.graph === state.graph &&
    before.analyses === state.analyses
  const due = isSameNotebook ? changedCells(before, state, queued) : undefined
  if (before !== undefined && due?.size === 0) return before.marks
  const marks: Record<CellId, CellMark> = due === undefined ? {} : { ...before?.marks }
  for (const { id, kind, isStatic } of state.structure) {
    if (kind !== "code" || isStatic || due?.has(id) === false) continue
    const mark = markCell(state, id, marks, queued)
    const was = marks[id]
    marks[id] = mark
    if (due === undefined || before === undefined) continue
    const isSameToUsers =
      isSettled(before, id, was) === isSettled(state, id, mark) && versionOf(before, id) === versionOf(state, id)
    if (!isSameToUsers) for (const user of state.graph.get(id)?.usedBy ?? []) due.add(user)
  }
  return marks
}

/** Cells of which something changed that their own mark looks at. Their users stand below, and join as marks change. */
function changedCells(before: SessionState, state: SessionState, queued: ReadonlySet<CellId>): Set<CellId> {
  const changed = new Set<CellId>()
  const compare = (was: Readonly<Record<CellId, unknown>>, is: Readonly<Record<CellId, unknown>>): void => {
    if (was === is) return
    for (const id in is) if (was[id as CellId] !== is[id as CellId]) changed.add(id as CellId)
    for (const id in was) if (!(id in is)) changed.add(id as CellId)
  }
  compare(before.cells, state.cells)
  compare(before.blocked, state.blocked)
  compare(before.files, state.files)
  for (const running of [before.running, state.running]) if (running !== undefined) changed.add(running.cell)
  if (before.queue !== state.queue) {
    const was = new Set(before.queue)
    for (const id of state.queue) if (!was.has(id)) changed.add(id)
    for (const id of before.queue) if (!queued.has(id)) changed.add(id)
  }
  return changed
}

/** What an input of a cell is hashed as: the run of the cell that defines it, and its input's version. */
export function versionOf(state: SessionState, id: CellId): string {
  const { last, inputVersion } = cellState(state, id)
  return `${last?.run ?? "none"}.${inputVersion}`
}

function markCell(state: SessionState, id: CellId, above: Marks, queued: ReadonlySet<CellId>): CellMark {
  const mark = (status: CellMark["status"], why: string[] = []): CellMark => ({
    status,
    why,
    waitsFor: state.blocked[id],
  })
  const { last } = cellState(state, id)
  const why = last === undefined ? [] : reasons(state, id, above)
  if (state.running?.cell === id) return mark("running", why)
  if (queued.has(id)) return mark("queued", why)
  if (last?.outcome === undefined) return mark("never")
  if (why.length > 0) return mark("stale", why)
  if (last.outcome === "done") return mark("fresh")
  return mark(last.outcome)
}

/** Names whose cell ran anew, is gone, or is itself not fresh; `""` when the cell's own code changed. */
function reasons(state: SessionState, id: CellId, above: Marks): string[] {
  const { last } = cellState(state, id)
  const node = state.graph.get(id)
  if (last === undefined || node === undefined) return []
  const changed: string[] = []
  const analysis = state.analyses[id]
  if (analysis !== undefined && analysis.codeHash !== last.codeHash) changed.push("")
  const sources = sourcesOf(state, id)
  for (const { key, name, version, owner } of sources) {
    const isChanged = last.inputs[key] !== version || (owner !== undefined && !isSettled(state, owner, above[owner]))
    if (isChanged && !changed.includes(name)) changed.push(name)
  }
  const keys = new Set(sources.map(({ key }) => key))
  for (const key of Object.keys(last.inputs)) if (!keys.has(key) && !changed.includes("")) changed.push(nameIn(key))
  return changed
}

/** Whether what uses the cell may take what it has given. */
export function isSettled(state: SessionState, id: CellId, mark: CellMark | undefined): boolean {
  return mark?.status === "fresh" || (mark?.status === "error" && continuesOnError(state, id))
}

export function continuesOnError(state: SessionState, id: CellId): boolean {
  return state.structure.some((cell) => cell.id === id && cell.continuesOnError)
}

interface Source {
  /** Names it in a run's `inputs`: a name, with the cell's id where functions of the inputs reach the cell. */
  readonly key: string
  readonly name: string
  readonly version: string
  /** The cell that has to have run; a hoisted one has not. */
  readonly owner: CellId | undefined
}

/** All that a run of the cell depends on directly: runs of cells above, the code of functions that are hoisted, and the
 *  project's files. */
export function sourcesOf(state: SessionState, id: CellId): Source[] {
  const node = state.graph.get(id)
  if (node === undefined) return []
  const runOf = (key: string, name: string, owner: CellId): Source => ({
    key,
    name,
    version: versionOf(state, owner),
    owner,
  })
  const direct = [...node.inputs].map(([name, owner]) => runOf(name, name, owner))
  const reached = [...node.through].map(([owner, name]) => runOf(`${name} ${owner}`, name, owner))
  const hoisted = [...node.below].flatMap(([id, name]): Source[] => {
    const analysis = state.analyses[id]
    const hasFunctions = analysis?.defines.some(({ kind }) => kind === "function") === true
    return hasFunctions
      ? [{ key: `${name} ${id} below`, name, version: hoistedVersion(state, id, analysis.codeHash), owner: undefined }]
      : []
  })
  const files = Object.entries(state.files[id] ?? {}).map(([specifier, version]): Source => ({
    key: `${specifier} file`,
    name: specifier,
    version,
    owner: undefined,
  }))
  return [...direct, ...reached, ...hoisted, ...files]
}

/** What a hoisted cell is without having run: its code, and the project's files that it imports. */
function hoistedVersion({ files }: SessionState, id: CellId, codeHash: string): string {
  const own = files[id] ?? {}
  return Object.keys(own).length === 0 ? codeHash : `${codeHash} ${JSON.stringify(own)}`
}

function nameIn(key: string): string {
  return key.split(" ", 1)[0] ?? key
}
