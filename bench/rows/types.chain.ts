/** Cells that each use the one before, as long notebooks do: rows, functions over them, totals. `ending` stands at the end of
 *  the text. */
export function chainCell(index: number, ending = ""): string {
  const before = index - 1
  const hasBefore = index > 0
  return `interface Row${index} { id: number; name: string; tags: string[]; prev?: ${hasBefore ? `Row${before}` : "null"} }
const make${index} = (id: number): Row${index} => ({ id, name: "n" + id, tags: ["a", "b"]${hasBefore ? `, prev: make${before}(id)` : ""} })
const value${index} = [1, 2, 3].map(make${index})
function sum${index}(rows: Row${index}[]): number { let t = 0; for (const r of rows) t += r.id; return t }
const total${index} = sum${index}(value${index})${hasBefore ? ` + value${before}.length` : ""}
${ending}`
}

/** The same as a file of a project: with the imports that a notebook spares people. */
export function chainFile(index: number, ending = ""): string {
  const before = index - 1
  const names = `value${before}, make${before}, type Row${before}`
  const head = index > 0 ? `import { ${names} } from "./c${before}.ts"\n` : ""
  return `${head}${chainCell(index, ending).replaceAll(/^(?=interface|const|function)/gm, "export ")}`
}
