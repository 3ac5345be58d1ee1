import type { GraphCell } from "./analysis.ts"
import type { CellId } from "./model.ts"
import { findScopes } from "./scopes.ts"

/** What names mean in each cell, those of types included: as the graph has it for what runs (`buildGraph`), and for what
 *  only types see by the same rule. */
export interface Meanings {
  /** The cell whose declaration a name means in another one; undefined: no cell's. */
  readonly meaning: (cell: GraphCell, name: string) => CellId | undefined
  /** All names that a cell can use without declaring them. */
  readonly namesAbove: (cell: GraphCell) => ReadonlySet<string>
}

export function findMeanings(cells: readonly GraphCell[]): Meanings {
  const scopes = findScopes(cells)
  const meaning = (cell: GraphCell, name: string): CellId | undefined => {
    const [value, type] = [scopes.above(cell, name), scopes.typeAbove(cell, name)]
    if (value !== undefined && type !== undefined) {
      // A type between here and the value hides the value from types alone.
      const isUsedAsValue = cell.analysis?.uses.some((use) => use.name === name) === true
      const isTypeNearer = type.index > indexOf(value.cell)
      return isTypeNearer && !isUsedAsValue ? type.cell.id : value.cell.id
    }
    if (value !== undefined || type !== undefined) return (value ?? type)?.cell.id
    const { optional = [], guarded = [] } = cell.analysis ?? {}
    // A global keeps its meaning until a cell above gives it another.
    if (optional.includes(name) && !guarded.includes(name)) return undefined
    return (scopes.below(cell, name) ?? scopes.typeBelow(cell, name))?.cell.id
  }
  const indices = new Map(cells.map(({ id }, index) => [id, index]))
  const indexOf = ({ id }: GraphCell): number => indices.get(id) ?? 0
  return { meaning, namesAbove: scopes.namesAbove }
}
