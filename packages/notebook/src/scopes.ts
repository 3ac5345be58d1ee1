import type { Definition, Diagnostic, GraphCell } from "./analysis.ts"
import type { CellId } from "./model.ts"

/** A definition and the cell it stands in. */
export interface Owner {
  readonly cell: GraphCell
  readonly definition: Definition
}

/** What each cell can see: names of its own section and of those its section continues from. */
export interface Scopes {
  /** The nearest definition above the cell. */
  readonly above: (cell: GraphCell, name: string) => Owner | undefined
  /** The nearest definition below the cell: in its section, or in those that continue it. */
  readonly below: (cell: GraphCell, name: string) => Owner | undefined
  /** The same for names that only types see. */
  readonly typeAbove: (cell: GraphCell, name: string) => Declared | undefined
  readonly typeBelow: (cell: GraphCell, name: string) => Declared | undefined
  /** All names, of values and of types, that are defined above the cell. */
  readonly namesAbove: (cell: GraphCell) => ReadonlySet<string>
  /** Branches that continue from nowhere. */
  readonly problems: ReadonlyMap<CellId, Diagnostic>
}

/** A cell that declares a name, and its place among all cells. */
export interface Declared {
  readonly cell: GraphCell
  readonly index: number
}

interface Section {
  readonly parent: Section | undefined
  /** The section that follows on the trunk; a branch has none. */
  next: Section | undefined
  /** Definitions in document order. */
  readonly names: Map<string, (Owner & Declared)[]>
  readonly types: Map<string, Declared[]>
}

/** Sorts the definitions of a notebook by section, in document order. */
export function findScopes(cells: readonly GraphCell[]): Scopes {
  const problems = new Map<CellId, Diagnostic>()
  const byTitle = new Map<string, Section>()
  const places = new Map<CellId, Place>()
  let current = newSection(undefined)
  let trunk = current
  for (const [index, cell] of cells.entries()) {
    if (cell.kind === "heading" && cell.level === 2) {
      const parent = cell.branchFrom === undefined ? trunk : byTitle.get(cell.branchFrom)
      if (parent === undefined) problems.set(cell.id, badBranch(cell))
      current = newSection(parent ?? trunk)
      if (cell.branchFrom === undefined) {
        trunk.next = current
        trunk = current
      }
      byTitle.set(cell.title, current)
    }
    places.set(cell.id, { section: current, index })
    for (const definition of cell.analysis?.defines ?? [])
      add(current.names, definition.name, { cell, definition, index })
    for (const name of cell.analysis?.definesTypes ?? []) add(current.types, name, { cell, index })
  }
  return { ...lookups(places), problems }
}

interface Place {
  readonly section: Section
  readonly index: number
}

/** Looking up walks sections, which are few, and not cells, which are many. */
function lookups(places: ReadonlyMap<CellId, Place>): Omit<Scopes, "problems"> {
  const above =
    <T extends Declared>(namesOf: (section: Section) => Map<string, T[]>) =>
    (cell: GraphCell, name: string): T | undefined => {
      const place = places.get(cell.id)
      for (let at = place?.section; at !== undefined; at = at.parent) {
        const found = namesOf(at)
          .get(name)
          ?.findLast((owner) => owner.index < (place?.index ?? 0))
        if (found !== undefined) return found
      }
      return undefined
    }
  const below =
    <T extends Declared>(namesOf: (section: Section) => Map<string, T[]>) =>
    (cell: GraphCell, name: string): T | undefined => {
      const place = places.get(cell.id)
      for (let at = place?.section; at !== undefined; at = at.next) {
        const found = namesOf(at)
          .get(name)
          ?.find((owner) => owner.index > (place?.index ?? 0))
        if (found !== undefined) return found
      }
      return undefined
    }
  const namesAbove = (cell: GraphCell): ReadonlySet<string> => {
    const place = places.get(cell.id)
    const found = new Set<string>()
    for (let at = place?.section; at !== undefined; at = at.parent)
      for (const [name, list] of [...at.names, ...at.types])
        if ((list[0]?.index ?? 0) < (place?.index ?? 0)) found.add(name)
    return found
  }
  const [values, types] = [(section: Section) => section.names, (section: Section) => section.types]
  return {
    above: above(values),
    below: below(values),
    typeAbove: above(types),
    typeBelow: below(types),
    namesAbove,
  }
}

function newSection(parent: Section | undefined): Section {
  return { parent, next: undefined, names: new Map(), types: new Map() }
}

function add<T>(lists: Map<string, T[]>, name: string, entry: T): void {
  const list = lists.get(name)
  if (list === undefined) lists.set(name, [entry])
  else list.push(entry)
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
