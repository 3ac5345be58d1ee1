import type { Diagnostic, Graph, GraphCell, GraphNode, NameUse } from "./analysis.ts"
import type { CellId } from "./model.ts"

/** Builds the graph of a notebook from the analyses of its cells, in document order (DESIGN §4): every free name that
 *  a cell above defines is an import of it, the nearest definition above wins, and a branch section sees its parent's
 *  cells and its own. Pure, so that server and page derive the same. */
export function buildGraph(cells: readonly GraphCell[]): Graph {
  const { sections, problems } = visibleSections(cells)
  const users = new Map<CellId, CellId[]>()
  const partial: { cell: GraphCell; inputs: Map<string, CellId>; diagnostics: Diagnostic[] }[] = []
  const below = namesBelow(cells)

  for (const cell of cells) {
    const diagnostics = [...(problems.get(cell.id) ?? [])]
    const inputs = new Map<string, CellId>()
    if (cell.analysis !== undefined) {
      const own = new Set([...cell.analysis.defines, ...cell.analysis.definesTypes])
      const scope = sections.scopeOf(cell)
      diagnostics.push(...cell.analysis.errors)
      for (const use of cell.analysis.uses) {
        const owner = own.has(use.name) ? undefined : scope.get(use.name)
        if (owner === undefined) {
          if (!own.has(use.name)) diagnostics.push(...missing(cell, use, below))
          continue
        }
        inputs.set(use.name, owner.id)
        const list = users.get(owner.id) ?? []
        if (!list.includes(cell.id)) list.push(cell.id)
        users.set(owner.id, list)
      }
      for (const use of cell.analysis.assigns) {
        const owner = own.has(use.name) ? undefined : scope.get(use.name)
        if (owner !== undefined) diagnostics.push(foreignAssignment(use, owner))
      }
      sections.define(cell)
    }
    partial.push({ cell, inputs, diagnostics })
  }
  return new Map(
    partial.map(({ cell, inputs, diagnostics }): [CellId, GraphNode] => [
      cell.id,
      { id: cell.id, inputs, usedBy: users.get(cell.id) ?? [], diagnostics },
    ]),
  )
}

/** The cells that must have run before these can, themselves included, in document order. */
export function withAncestors(graph: Graph, cells: Iterable<CellId>): CellId[] {
  return closure(graph, cells, (node) => node.inputs.values())
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

/** Looks a name up as seen from one cell. */
interface Names {
  get(name: string): GraphCell | undefined
}

interface Section {
  readonly heading: GraphCell | undefined
  readonly parent: Section | undefined
  readonly names: Map<string, GraphCell>
}

/** Which section each cell stands in, and which names are visible there. */
function visibleSections(cells: readonly GraphCell[]): {
  sections: { scopeOf(cell: GraphCell): Names; define(cell: GraphCell): void }
  problems: Map<CellId, Diagnostic[]>
} {
  const problems = new Map<CellId, Diagnostic[]>()
  const sectionOf = new Map<CellId, Section>()
  const byTitle = new Map<string, Section>()
  let current: Section = { heading: undefined, parent: undefined, names: new Map() }
  let trunk = current
  for (const cell of cells) {
    if (cell.kind === "heading" && cell.level === 2) {
      const parent = cell.branchFrom === undefined ? trunk : byTitle.get(cell.branchFrom)
      if (parent === undefined) problems.set(cell.id, [badBranch(cell)])
      current = { heading: cell, parent: parent ?? trunk, names: new Map() }
      if (cell.branchFrom === undefined) trunk = current
      byTitle.set(cell.title, current)
    }
    sectionOf.set(cell.id, current)
  }
  // A section's own names grow as its cells are read; what it inherits is complete by then, except from a trunk
  // section whose cells stand above anyway. Looking up walks the parents: sections are few, cells are many.
  const scopeOf = (cell: GraphCell): Names => ({
    get: (name) => {
      for (let at = sectionOf.get(cell.id); at !== undefined; at = at.parent) {
        const owner = at.names.get(name)
        if (owner !== undefined) return owner
      }
      return undefined
    },
  })
  const define = (cell: GraphCell): void => {
    for (const name of cell.analysis?.defines ?? []) sectionOf.get(cell.id)?.names.set(name, cell)
  }
  return { sections: { scopeOf, define }, problems }
}

function badBranch(cell: GraphCell): Diagnostic {
  return {
    severity: "error",
    code: "branch",
    message: `This branch continues from "${cell.branchFrom}", and no section above has that title.`,
    hint: "Name a section that stands above, or take the branch comment away.",
    place: { line: 1, column: 1, start: 0, end: 0 },
  }
}

function foreignAssignment({ name, place }: NameUse, owner: GraphCell): Diagnostic {
  return {
    severity: "error",
    code: "foreign-assignment",
    message: `\`${name}\` belongs to ${cellTitle(owner)}: only that cell can assign to it.`,
    hint: `Define a name of your own here (const ${name} = …), or change it in ${cellTitle(owner)}.`,
    place,
  }
}

function missing(cell: GraphCell, use: NameUse, below: ReadonlyMap<string, GraphCell>): Diagnostic[] {
  if (cell.analysis?.optional.includes(use.name)) return []
  const owner = below.get(use.name)
  const hint =
    owner === undefined || owner.id === cell.id
      ? "Check the spelling, import it, or define it in a cell above."
      : `${cellTitle(owner)} defines it, but stands below: move that cell up, or this one down.`
  return [
    {
      severity: "warning",
      code: "missing-name",
      message: `No cell above defines \`${use.name}\`.`,
      hint,
      place: use.place,
    },
  ]
}

function namesBelow(cells: readonly GraphCell[]): ReadonlyMap<string, GraphCell> {
  const names = new Map<string, GraphCell>()
  for (const cell of cells) for (const name of cell.analysis?.defines ?? []) names.set(name, cell)
  return names
}

function cellTitle(cell: GraphCell): string {
  const [first] = cell.analysis?.defines ?? []
  return cell.title !== ""
    ? `cell \`${cell.title}\``
    : first === undefined
      ? "another cell"
      : `the cell that defines \`${first}\``
}
