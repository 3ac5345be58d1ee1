import { posix } from "node:path"
import type { CodeLanguage } from "@quire/notebook"
import MagicString from "magic-string"
import type { Program } from "oxc-parser"
import { findNames } from "./names.ts"
import { parseCell } from "./parse-cell.ts"

/** A cell as a file of the project, and the cell that takes its place. */
export type MovedCell =
  | { readonly ok: true; readonly file: string; readonly cell: string }
  | { readonly ok: false; readonly problem: string }

type Statement = Program["body"][number]

const DECLARATIONS = new Set([
  "VariableDeclaration",
  "FunctionDeclaration",
  "TSDeclareFunction",
  "ClassDeclaration",
  "TSEnumDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSModuleDeclaration",
])

/** Writes a cell as the module `specifier` (relative to the notebook, `./lib/price.ts`): every definition is exported,
 *  relative imports lead where they led. What stays in the cell imports them, keeps the packages that cells further down
 *  use of it (`usedBelow`), and its last expression, which is what it shows. */
export function moveToFile(
  source: string,
  language: CodeLanguage,
  specifier: string,
  usedBelow: ReadonlySet<string>,
): MovedCell {
  const wanted = { ts: /\.m?ts$/, tsx: /\.tsx$/, js: /\.m?[jt]s$/, jsx: /\.[jt]sx$/ }[language]
  if (!wanted.test(specifier)) return no(`A ${language} cell becomes a file that ends in .${language}.`)
  const parsed = parseCell(source, language)
  if (!parsed.ok) return no("Its text has errors: mend them first.")
  const { program } = parsed
  const { defines, definesTypes } = findNames(program, source)
  const last = program.body.at(-1)
  const shown = last?.type === "ExpressionStatement" ? source.slice(last.start) : ""
  const staying = shown === "" ? undefined : parseCell(shown, language)
  const stays = staying?.ok === true ? findNames(staying.program, shown) : undefined
  const needed = new Set([...usedBelow, ...(stays?.uses ?? []).map(({ name }) => name)])
  const text = new MagicString(source)
  const moved = new Set<string>()
  const kept: string[] = []
  for (const node of program.body) {
    if (node.type === "ImportDeclaration") {
      if (node.specifiers.some(({ local }) => needed.has(local.name))) kept.push(source.slice(node.start, node.end))
    } else if (DECLARATIONS.has(node.type)) text.appendLeft(node.start, "export ")
    if ("source" in node && node.source) rewriteSource(text, node.source, specifier)
    if (node.type !== "ImportDeclaration") for (const name of namesOf(node)) moved.add(name)
  }
  const nested = defines.find(({ name, kind }) => kind !== "import" && kind !== "export" && !moved.has(name))
  if (nested !== undefined) return no(`\`${nested.name}\` is defined within a block: define it at the top first.`)
  const types = new Set(definesTypes)
  const imported = [...moved].map((name) => (types.has(name) ? `type ${name}` : name))
  const assigned = stays?.assigns.find(({ name }) => moved.has(name))
  if (assigned !== undefined)
    return no(`Its last expression assigns to \`${assigned.name}\`, which only a module itself can.`)
  if (last !== undefined && shown !== "") text.remove(last.start, source.length)
  const own =
    imported.length > 0
      ? `import { ${imported.join(", ")} } from ${JSON.stringify(specifier)}`
      : `import ${JSON.stringify(specifier)}`
  const lines = [...kept, own, ...(shown.trim() === "" ? [] : ["", shown.trimEnd()])]
  return { ok: true, file: `${text.toString().trim()}\n`, cell: lines.join("\n") }
}

function no(problem: string): MovedCell {
  return { ok: false, problem }
}

/** What a statement defines or exports by name. */
function namesOf(statement: Statement): string[] {
  const isExport = statement.type === "ExportNamedDeclaration"
  const exported = isExport ? statement.specifiers.map(({ exported: to }) => ("name" in to ? to.name : to.value)) : []
  const node = isExport ? statement.declaration : statement
  if (node === null || node === undefined || !DECLARATIONS.has(node.type)) return exported
  const { defines, definesTypes } = findNames(
    { type: "Program", body: [node], sourceType: "module", range: [0, 0] } as unknown as Program,
    "",
  )
  return [...new Set([...exported, ...defines.map(({ name }) => name), ...definesTypes])]
}

function rewriteSource(
  text: MagicString,
  { value, start, end }: { value: string; start: number; end: number },
  to: string,
): void {
  if (!/^\.\.?\//.test(value)) return
  const path = posix.relative(posix.dirname(to), value)
  text.overwrite(start, end, JSON.stringify(path.startsWith(".") ? path : `./${path}`))
}
