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
  above(cell: GraphCell, name: string): Owner | undefined
  /** The nearest definition below the cell: in its section, or in those that continue it. */
  below(cell: GraphCell, name: string): Owner | undefined
  /** Branches that continue from nowhere. */
  readonly problems: ReadonlyMap<CellId, Diagnostic>
}

interface Section {
  readonly parent: Section | undefined
  /** The section that follows on the trunk; a branch has none. */
  next: Section | undefined
  /** Definitions in document order. */
  readonly names: Map<string, (Owner & { readonly index: number })[]>
}

/** Sorts the definitions of a notebook by section, in document order. */
export function findScopes(cells: readonly GraphCell[]): Scopes {
  const problems = new Map<CellId, Diagnostic>()
  const byTitle = new Map<string, Section>()
  const places = new Map<CellId, { readonly section: Section; readonly index: number }>()
  let current: Section = { parent: undefined, next: undefined, names: new Map() }
  let trunk = current
  for (const [index, cell] of cells.entries()) {
    if (cell.kind === "heading" && cell.level === 2) {
      const parent = cell.branchFrom === undefined ? trunk : byTitle.get(cell.branchFrom)
      if (parent === undefined) problems.set(cell.id, badBranch(cell))
      current = { parent: parent ?? trunk, next: undefined, names: new Map() }
      if (cell.branchFrom === undefined) {
        trunk.next = current
        trunk = current
      }
      byTitle.set(cell.title, current)
    }
    places.set(cell.id, { section: current, index })
    for (const definition of cell.analysis?.defines ?? []) {
      const list = current.names.get(definition.name) ?? []
      list.push({ cell, definition, index })
      current.names.set(definition.name, list)
    }
  }
  // Looking up walks sections, which are few, and not cells, which are many.
  const above = (cell: GraphCell, name: string): Owner | undefined => {
    const place = places.get(cell.id)
    for (let at = place?.section; at !== undefined; at = at.parent) {
      const found = at.names.get(name)?.findLast((owner) => owner.index < (place?.index ?? 0))
      if (found !== undefined) return found
    }
    return undefined
  }
  const below = (cell: GraphCell, name: string): Owner | undefined => {
    const place = places.get(cell.id)
    for (let at = place?.section; at !== undefined; at = at.next) {
      const found = at.names.get(name)?.find((owner) => owner.index > (place?.index ?? 0))
      if (found !== undefined) return found
    }
    return undefined
  }
  return { above, below, problems }
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
