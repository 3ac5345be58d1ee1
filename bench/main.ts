// Measures Quire against the same work done bare, side by side, and writes RESULTS.md. usage: node bench/main.ts [NAME…]
// With names, only those rows run, and nothing is written.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Row } from "./measure.ts"
import { renderResults, summarise } from "./results.ts"
import { besideDenoRows } from "./rows/beside-deno.ts"
import { compileCellRows } from "./rows/compile-cell.ts"
import { floodRows } from "./rows/flood.ts"
import { keystrokeRows } from "./rows/keystroke.ts"
import { loadRows } from "./rows/load.ts"
import { packagesRows } from "./rows/packages.ts"
import { parseNotebookRows } from "./rows/parse-notebook.ts"
import { runCellRows } from "./rows/run-cell.ts"
import { runtimeRows } from "./rows/runtime.ts"
import { startServerRows } from "./rows/start-server.ts"
import { typingRows } from "./rows/typing.ts"
import { typesRows } from "./rows/types.ts"
import { storageRows } from "./rows/storage.ts"

const BENCHES: Readonly<Record<string, () => Promise<Row[]>>> = {
  "run-cell": runCellRows,
  "beside-deno": besideDenoRows,
  "start-server": startServerRows,
  "compile-cell": compileCellRows,
  keystroke: keystrokeRows,
  load: loadRows,
  "parse-notebook": parseNotebookRows,
  flood: floodRows,
  runtime: runtimeRows,
  types: typesRows,
  typing: typingRows,
  packages: packagesRows,
  storage: storageRows,
}

process.exitCode = await main(process.argv.slice(2))

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in BENCHES))
  if (unknown.length > 0) {
    process.stderr.write(`There is no bench ${unknown.join(", ")}: there are ${Object.keys(BENCHES).join(", ")}.\n`)
    return 2
  }
  const rows: Row[] = []
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue
    const measured = await bench()
    for (const row of measured) process.stdout.write(`${summarise(row)}\n`)
    rows.push(...measured)
  }
  if (names.length === 0) writeFileSync(join(import.meta.dirname, "RESULTS.md"), renderResults(rows, new Date()))
  return 0
}
