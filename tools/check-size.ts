// Holds files and functions to a size that a person reads at one go (DESIGN §11).
import { Visitor, parseSync } from "oxc-parser"
import type { Span } from "oxc-parser"
import { isTest, lineAt, readSources, report } from "./problem.ts"
import type { Problem, SourceFile } from "./problem.ts"

const FILE_LIMIT = 400
const FUNCTION_LIMIT = 60

/** What may be larger, as `path` or `path#function`, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "packages/server/src/routes/files.ts#fileRoutes": "one chained table of routes; the longest handler has 14 lines",
  "packages/server/src/routes/sessions.ts#sessionRoutes": "one chained table of 14 routes; each handler is short",
  "packages/server/src/start.ts#startServer": "the wiring of the server in order, hardly a branch",
  "packages/web/src/home/AddStorage.tsx#AddStorage": "form, checks and footer share one state; to be split",
  "packages/web/src/home/HomePage.tsx#HomePage": "the page's layout with its actions; header and main could part",
  "packages/web/src/home/ProbeReport.tsx#ProbeReport": "markup of three steps; two lines over",
  "packages/web/src/notebook/HeadingCell.tsx#HeadingCell": "title and section share one field and its handlers",
  "packages/web/src/notebook/actions.ts#makeActions": "a table of short commands over one connection",
  "packages/web/src/outputs/ChartView.tsx#Series": "three marks, one branch each; could be a component a mark",
  "packages/web/src/outputs/TableView.tsx#TableView": "asking for pages and drawing them; the asking could be a hook",
}

interface Measured extends Span {
  /** Empty for the file itself. */
  readonly name: string
}

/** Finds files of more than 400 lines of code and functions of more than 60, inner functions included. Blank lines and
 *  lines with nothing but comment do not count. An exception that nothing needs is a problem too. */
export function checkSize(files: readonly SourceFile[], exceptions = EXCEPTIONS): Problem[] {
  const problems: Problem[] = []
  const unused = new Set(Object.keys(exceptions))
  for (const { path, text } of files) {
    const { program, comments } = parseSync(path, text)
    const code = blankOut(text, comments)
    for (const { name, start, end } of [{ name: "", start: 0, end: text.length }, ...functionsOf(program, text)]) {
      const lines = code
        .slice(start, end)
        .split("\n")
        .filter((line) => line.trim() !== "").length
      const limit = name === "" ? FILE_LIMIT : FUNCTION_LIMIT
      const key = name === "" ? path : `${path}#${name}`
      if (lines <= limit || unused.delete(key) || Object.hasOwn(exceptions, key)) continue
      const what = name === "" ? "the file" : name
      problems.push({ file: path, line: lineAt(text, start), message: `${what} has ${lines} lines of code (${limit})` })
    }
  }
  for (const key of unused)
    problems.push({ file: "tools/check-size.ts", line: 1, message: `nothing needs the exception for ${key}` })
  return problems
}

function blankOut(text: string, comments: readonly Span[]): string {
  let code = text
  for (const { start, end } of comments)
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, " ") + code.slice(end)
  return code
}

function functionsOf(program: ReturnType<typeof parseSync>["program"], text: string): Measured[] {
  const found: Measured[] = []
  const names = new Map<unknown, string>()
  // A parent is visited first, and says how its function is called.
  const name = (value: unknown, { start, end }: Span): void => void names.set(value, text.slice(start, end))
  const add = (node: Span & { readonly id: { readonly name: string } | null }): void =>
    void found.push({
      name: node.id?.name ?? names.get(node) ?? "a nameless function",
      start: node.start,
      end: node.end,
    })
  new Visitor({
    VariableDeclarator: ({ id, init }) => name(init, id),
    Property: ({ key, value }) => name(value, key),
    PropertyDefinition: ({ key, value }) => name(value, key),
    MethodDefinition: ({ key, value }) => name(value, key),
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(program)
  return found
}

if (import.meta.main)
  report(
    checkSize(readSources("packages/*/src/**/*.{ts,tsx}", "{tools,bench}/**/*.ts").filter(({ path }) => !isTest(path))),
  )
