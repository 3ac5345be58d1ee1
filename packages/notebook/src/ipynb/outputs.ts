import type { Cell, Notebook } from "../model.ts"
import { cellText, readCellText, withOutputs } from "./cell-text.ts"
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
  const bare = (all: readonly unknown[]): string =>
    JSON.stringify(sorted(all), (key, value: unknown) => (key === "execution_count" ? 0 : value))
  if (bare(outputsOf(cell.raw)) === bare(outputs)) return cell.raw
  const style = styleIn(around)
  const own = style.indent === undefined ? "" : `\n${style.indent.repeat(2)}`
  const before = cell.raw === "" ? own : (/^[\s,]*/.exec(cell.raw)?.[0] ?? "")
  return withOutputs(before + cellText(cell, style, cell.id, true), outputs, count, style)
}
