import type { Diagnostic, Graph, GraphCell, GraphNode, NameUse } from "./analysis.ts"
import { cycle, definedBelow, foreignAssignment, missing, redefinition } from "./graph-problems.ts"
import type { CellId } from "./model.ts"
import { findScopes } from "./scopes.ts"
import { similarName } from "./similar.ts"
import type { Owner, Scopes } from "./scopes.ts"

/** A node while the graph is made. */
interface Draft {
  readonly cell: GraphCell
  readonly index: number
  readonly inputs: Map<string, CellId>
  readonly late: Map<string, CellId>
  readonly through: Map<CellId, string>
  readonly below: Map<CellId, string>
  readonly usedBy: CellId[]
  readonly diagnostics: Diagnostic[]
  /** It, or what it uses, has late names. */
  reachesLate: boolean
}

type Drafts = ReadonlyMap<CellId, Draft>

/** Builds the graph of a notebook from the analyses of its cells, in document order (DESIGN §4): every free name that
 *  a cell above defines is an import of it, the nearest definition above wins, and a branch section sees its parent's
 *  cells and its own. A name that only a cell below defines means that one, as in a module: see `late`. Pure, so that
 *  server and page derive the same. */
export function buildGraph(cells: readonly GraphCell[]): Graph {
  const scopes = findScopes(cells)
  const drafts = new Map<CellId, Draft>()
  for (const [index, cell] of cells.entries()) {
    const problem = scopes.problems.get(cell.id)
    const draft = newDraft(cell, index, problem === undefined ? [] : [problem])
    if (cell.analysis !== undefined) linkCell(draft, scopes)
    drafts.set(cell.id, draft)
  }
  for (const draft of drafts.values()) reach(draft, drafts)
  for (const draft of drafts.values()) {
    for (const id of new Set([...draft.inputs.values(), ...draft.through.keys()])) {
      drafts.get(id)?.usedBy.push(draft.cell.id)
    }
  }
  for (const draft of drafts.values()) if (draft.late.size > 0) warnOfLate(draft, scopes, drafts)
  return new Map(
    [...drafts].map(([id, { inputs, late, through, below, usedBy, diagnostics }]): [CellId, GraphNode] => [
      id,
      { id, inputs, late, through, below, usedBy, diagnostics },
    ]),
  )
}

/** The cells that must have run before these can, themselves included, in document order. */
export function withAncestors(graph: Graph, cells: Iterable<CellId>): CellId[] {
  return closure(graph, cells, (node) => [...node.inputs.values(), ...node.through.keys()])
}

/** The cells that use what these define, directly or not, themselves included, in document order. */
export function withDependants(graph: Graph, cells: Iterable<CellId>): CellId[] {
  return closure(graph, cells, (node) => node.usedBy)
}

function closure(graph: Graph, cells: Iterable<CellId>, next: (node: GraphNode) => Iterable<CellId>): CellId[] {
  const found = new Set<CellId>()
  const open = [...cells]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph.get(id)
    if (node === undefined || found.has(id)) continue
    found.add(id)
    open.push(...next(node))
  }
  return [...graph.keys()].filter((id) => found.has(id))
}

function newDraft(cell: GraphCell, index: number, diagnostics: Diagnostic[]): Draft {
  const nothing = { inputs: new Map(), late: new Map(), through: new Map(), below: new Map(), usedBy: [] }
  return { cell, index, ...nothing, diagnostics, reachesLate: false }
}

/** Finds what each free name of a cell means, and what is wrong with its names. */
function linkCell({ cell, inputs, late, diagnostics }: Draft, scopes: Scopes): void {
  const { analysis } = cell
  if (analysis === undefined) return
  const bindings = analysis.defines.filter(({ kind }) => kind !== "export")
  const own = new Set([...bindings.map(({ name }) => name), ...analysis.definesTypes])
  diagnostics.push(...analysis.errors)
  for (const definition of analysis.defines) {
    const earlier = scopes.above(cell, definition.name)
    if (earlier !== undefined) diagnostics.push(redefinition(definition, earlier))
  }
  for (const use of analysis.uses) {
    if (own.has(use.name)) continue
    const owner = scopes.above(cell, use.name)
    // A known name keeps its meaning until a cell above gives it another: what is typed below changes nothing here.
    const isKnown = analysis.optional.includes(use.name)
    const isGuarded = analysis.guarded.includes(use.name)
    const later = owner === undefined && (!isKnown || isGuarded) ? scopes.below(cell, use.name) : undefined
    if (owner !== undefined) inputs.set(use.name, owner.cell.id)
    else if (later !== undefined) late.set(use.name, later.cell.id)
    else if (!isKnown) diagnostics.push(missing(use, similarName(use.name, scopes.namesAbove(cell))))
  }
  for (const use of analysis.assigns) {
    const owner = own.has(use.name) ? undefined : (scopes.above(cell, use.name) ?? scopes.below(cell, use.name))
    if (owner !== undefined) diagnostics.push(foreignAssignment(use, owner))
  }
}

/** Follows late names: a function of a cell above may use what is defined between it and here, or further down. */
function reach(draft: Draft, drafts: Drafts): void {
  const owners = [...draft.inputs.values()].flatMap((id) => drafts.get(id) ?? [])
  draft.reachesLate = draft.late.size > 0 || owners.some(({ reachesLate }) => reachesLate)
  if (!draft.reachesLate) return
  const direct = new Set(draft.inputs.values())
  const found = new Set<CellId>([draft.cell.id])
  const open: [string, CellId][] = [...draft.late]
  for (const { cell } of ancestors(owners, drafts)) open.push(...(drafts.get(cell.id)?.late ?? []))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [name, id] = next
    const target = drafts.get(id)
    if (target === undefined || found.has(id)) continue
    found.add(id)
    if (target.index > draft.index) draft.below.set(id, name)
    else if (!direct.has(id)) draft.through.set(id, name)
    open.push(...target.late, ...target.inputs)
  }
}

function ancestors(owners: readonly Draft[], drafts: Drafts): Set<Draft> {
  const found = new Set<Draft>()
  const open = [...owners]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at) || !at.reachesLate) continue
    found.add(at)
    open.push(...[...at.inputs.values()].flatMap((id) => drafts.get(id) ?? []))
  }
  return found
}

/** Says which late names are used before their cell can have run. */
function warnOfLate(draft: Draft, scopes: Scopes, drafts: Drafts): void {
  for (const use of draft.cell.analysis?.uses ?? []) {
    const owner = draft.late.has(use.name) ? scopes.below(draft.cell, use.name) : undefined
    if (owner === undefined || use.isDeferred || owner.definition.kind === "function") continue
    const back = wayBack(draft, owner, drafts)
    draft.diagnostics.push(back === undefined ? definedBelow(use, owner) : cycle(use, owner, back))
  }
}

/** The name of this cell that the owner of one of its late names needs in turn, by whatever way. */
function wayBack(draft: Draft, owner: Owner, drafts: Drafts): NameUse | undefined {
  const found = new Set<CellId>()
  const open = [owner.cell.id]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = drafts.get(id)
    if (node === undefined || found.has(id)) continue
    found.add(id)
    for (const use of node.cell.analysis?.uses ?? []) {
      const target = node.inputs.get(use.name)
      if (target === draft.cell.id) return use
      if (target !== undefined) open.push(target)
    }
  }
  return undefined
}
