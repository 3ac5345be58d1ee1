import type { Cell, Notebook } from "../model.ts"
import { cellText, readCellText, separatorOf, withOutputs } from "./cell-text.ts"
import { sorted } from "./nbformat.ts"
import { styleIn } from "./write.ts"

/** What a cell of a Jupyter notebook has shown, as its file has it. */
export function outputsOf(raw: string): readonly unknown[] {
  if (!raw.includes('"outputs"')) return []
  const { outputs } = readCellText(raw)?.cell ?? {}
  return Array.isArray(outputs) ? outputs : []
}

/** The `raw` of a cell of a Jupyter notebook with what it has shown now; as it was, where that is the same.
 *  `count`: of the run that it comes from. */
export function rawWithOutputs(
  around: Pick<Notebook, "lead" | "end">,
  cell: Cell & { readonly id: string },
  outputs: readonly unknown[],
  count: number,
): string {
  if (areSame(outputsOf(cell.raw), outputs)) return cell.raw
  const style = styleIn(around)
  const own = style.indent === undefined ? "," : `,${style.newline}${style.indent.repeat(2)}`
  const before = cell.raw === "" ? own : separatorOf(cell.raw)
  return withOutputs(before + cellText(cell, style, cell.id, true), outputs, count, style)
}

/** But for the run that they come from. */
function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  const bare = (all: readonly unknown[]): string =>
    JSON.stringify(sorted(all), (key, value: unknown) => (key === "execution_count" ? 0 : value))
  try {
    return bare(a) === bare(b)
  } catch {
    // Nested deeper than can be compared: those are not of ours.
    return false
  }
}
