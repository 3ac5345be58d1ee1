import type { Analysis, NameUse } from "@quire/notebook"
import { analyze } from "@typescript-eslint/scope-manager"
import type { Program } from "oxc-parser"
import { placesIn } from "./parse-cell.ts"

/** The names of a cell, types and values apart. */
export type Names = Pick<Analysis, "defines" | "definesTypes" | "uses" | "assigns" | "optional" | "imports">

/** Finds what a cell defines and uses at its top level. A free name is one that no scope of the cell declares. */
export function findNames(program: Program, source: string): Names {
  const tree = program as unknown as Parameters<typeof analyze>[0]
  const scopes = analyze(tree, { sourceType: "module", lib: [], jsxPragma: null, jsxFragmentName: null })
  const top = scopes.scopes.find((scope) => scope.type === "module")
  const values: string[] = []
  const types: string[] = []
  for (const variable of top?.variables ?? []) {
    const isDeclared = variable.defs.length > 0 && variable.defs.every((definition) => isAmbient(definition))
    const isTypeImport = variable.defs.every((definition) => isTypeOnlyImport(definition))
    if (variable.isValueVariable && !isDeclared && !isTypeImport) values.push(variable.name)
    else types.push(variable.name)
  }
  const placeAt = placesIn(source)
  const uses = new Map<string, NameUse>()
  const assigns = new Map<string, NameUse>()
  const typeofOnly = new Map<string, boolean>()
  for (const reference of scopes.globalScope?.through ?? []) {
    const { name, range } = reference.identifier as unknown as { name: string; range: [number, number] }
    if (!reference.isValueReference || types.includes(name)) continue
    const use = { name, place: placeAt(...range) }
    if (reference.isWrite() && !assigns.has(name)) assigns.set(name, use)
    // A type position may ask for a value (`typeof x`): that needs no run-time import.
    if (reference.isTypeReference) continue
    if (!uses.has(name) && name !== "arguments") uses.set(name, use)
    typeofOnly.set(
      name,
      (typeofOnly.get(name) ?? true) && /typeof\s+\(?$/.test(source.slice(Math.max(0, range[0] - 40), range[0])),
    )
  }
  const optional = [...uses.keys()].filter((name) => name in globalThis || GLOBALS.has(name) || typeofOnly.get(name))
  return {
    defines: values,
    definesTypes: types,
    uses: [...uses.values()],
    assigns: [...assigns.values()],
    optional,
    imports: program.body.flatMap((node) => ("source" in node && node.source ? [node.source.value] : [])),
  }
}

// What a cell finds beside the globals of the process that analyses it.
const GLOBALS = new Set([
  "require",
  "module",
  "exports",
  "__filename",
  "__dirname",
  "undefined",
  "NaN",
  "Infinity",
  "React",
])

interface Definition {
  readonly type: string
  readonly node: unknown
  readonly parent?: unknown
}

function isAmbient({ node, parent }: Definition): boolean {
  return isDeclare(node) || isDeclare(parent)
}

function isDeclare(node: unknown): boolean {
  return typeof node === "object" && node !== null && "declare" in node && node.declare === true
}

function isTypeOnlyImport({ type, node, parent }: Definition): boolean {
  return type === "ImportBinding" && (isType(node) || isType(parent))
}

function isType(node: unknown): boolean {
  return typeof node === "object" && node !== null && "importKind" in node && node.importKind === "type"
}
