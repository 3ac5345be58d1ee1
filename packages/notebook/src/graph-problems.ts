// What is wrong with the names of a notebook, in words: which cell, which line, and what to do.
import type { Definition, Diagnostic, GraphCell, NameUse } from "./analysis.ts"
import type { Owner } from "./scopes.ts"

export function foreignAssignment({ name, place }: NameUse, owner: Owner): Diagnostic {
  return {
    severity: "error",
    code: "foreign-assignment",
    message: `\`${name}\` belongs to ${cellTitle(owner.cell)} (its line ${owner.definition.place.line}): only that cell can assign to it.`,
    hint: `Define a name of your own here (const ${name} = …), or change it in ${cellTitle(owner.cell)}.`,
    place,
  }
}

/** No error: cells in between keep the earlier one. What would merge within one cell does not merge over two. */
export function redefinition({ name, kind, place }: Definition, { cell, definition }: Owner): Diagnostic {
  const wouldMerge = kind === definition.kind && (kind === "namespace" || kind === "enum")
  const first = `${cellTitle(cell)} (its line ${definition.place.line})`
  return wouldMerge
    ? {
        severity: "warning",
        code: "redefinition",
        message: `\`${name}\` is defined in ${first} already: the two do not merge, as each cell is a module.`,
        hint: "Put both parts into one cell, or give this one another name.",
        place,
      }
    : {
        severity: "info",
        code: "redefinition",
        message: `\`${name}\` is defined in ${first} already: cells below this one see this one, cells between keep the other.`,
        hint: "Give it another name if that is not meant.",
        place,
      }
}

/** `meant`: a name like it that there is. */
export function missing({ name, place }: NameUse, meant: string | undefined): Diagnostic {
  const hint =
    meant === undefined ? "Check the spelling, import it, or define it in a cell above." : `Did you mean \`${meant}\`?`
  return { severity: "warning", code: "missing-name", message: `No cell above defines \`${name}\`.`, hint, place }
}

export function definedBelow({ name, place }: NameUse, { cell, definition }: Owner): Diagnostic {
  return {
    severity: "warning",
    code: "missing-name",
    message: `No cell above defines \`${name}\`.`,
    hint: `${upper(cellTitle(cell))} defines it (its line ${definition.place.line}), but stands below: move that cell up, or this one down.`,
    place,
  }
}

export function cycle({ name, place }: NameUse, { cell, definition }: Owner, back: NameUse): Diagnostic {
  return {
    severity: "error",
    code: "cycle",
    message: `A cycle: this cell needs \`${name}\` of ${cellTitle(cell)} (its line ${definition.place.line}), which needs \`${back.name}\` of this one.`,
    hint: `Move what both need into a cell of its own, above the two, or use \`${name}\` inside a function that is called later.`,
    place,
  }
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function cellTitle(cell: GraphCell): string {
  const [first] = cell.analysis?.defines ?? []
  return cell.title !== ""
    ? `cell \`${cell.title}\``
    : first === undefined
      ? "another cell"
      : `the cell that defines \`${first.name}\``
}
