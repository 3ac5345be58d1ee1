// Holds SPEC.md and the tests together: a rule has a test, and a test names a rule that is there (DESIGN §2).
import { Visitor, parseSync } from "oxc-parser"
import type { Expression } from "oxc-parser"
import { lineAt, readSources, report } from "./problem.ts"
import type { Problem, SourceFile } from "./problem.ts"

const SPEC = "SPEC.md"
const ID = /\[([A-Z]\d+)\]/g
const WITHOUT_EFFECT = ["skip", "todo", "fails"]

interface Naming {
  readonly id: string
  readonly file: string
  readonly line: number
  /** The test runs and must pass. */
  readonly holds: boolean
}

/** Finds rules (`- [F1] one sentence`) that no test or describe names in its title as `[F1]`, names of rules that are
 *  not in `spec`, and ids that stand there twice. A test that is skipped, to be done or meant to fail holds no rule. */
export function checkSpec(spec: string | undefined, tests: readonly SourceFile[]): Problem[] {
  if (spec === undefined) return [{ file: SPEC, line: 1, message: "there is no SPEC.md" }]
  const named = tests.flatMap((file) => namedIn(file))
  const held = new Set(named.filter(({ holds }) => holds).map(({ id }) => id))
  const problems: Problem[] = []
  const lines = new Map<string, number>()
  for (const [index, text] of spec.split("\n").entries()) {
    const id = /^\s*[-*+]\s+\[([A-Za-z]+\d+)\]/.exec(text)?.[1]
    if (id === undefined) continue
    const at = { file: SPEC, line: index + 1 }
    const first = lines.get(id)
    if (!/^- \[[A-Z]\d+\] \S/.test(text)) problems.push({ ...at, message: "a rule is written `- [F1] one sentence`" })
    else if (first !== undefined) problems.push({ ...at, message: `[${id}] is taken by line ${first}` })
    else if (!held.has(id)) problems.push({ ...at, message: `no test names [${id}]` })
    lines.set(id, first ?? at.line)
  }
  for (const { id, file, line } of named)
    if (!lines.has(id)) problems.push({ file, line, message: `SPEC.md has no rule [${id}]` })
  return problems
}

function namedIn({ path, text }: SourceFile): Naming[] {
  const found: Naming[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [title] }) => {
      const [root = "", ...modifiers] = calleeNames(callee)
      if (!/^(test|it|describe)$/.test(root)) return
      if (title?.type !== "Literal" && title?.type !== "TemplateLiteral") return
      const holds = !modifiers.some((name) => WITHOUT_EFFECT.includes(name))
      for (const [, id = ""] of text.slice(title.start, title.end).matchAll(ID))
        found.push({ id, file: path, line: lineAt(text, title.start), holds })
    },
  }).visit(parseSync(path, text).program)
  return found
}

/** `test.skipIf(x).each(rows)` → test, skipIf, each. */
function calleeNames(callee: Expression): string[] {
  switch (callee.type) {
    case "Identifier":
      return [callee.name]
    case "MemberExpression":
      return [...calleeNames(callee.object), callee.property.type === "Identifier" ? callee.property.name : ""]
    case "CallExpression":
      return calleeNames(callee.callee)
    case "TaggedTemplateExpression":
      return calleeNames(callee.tag)
    default:
      return []
  }
}

if (import.meta.main) {
  const [spec] = readSources(SPEC)
  const tests = readSources(
    "packages/*/{src,test}/**/*.test.{ts,tsx}",
    "tests/{e2e,survival}/**/*.test.ts",
    "tools/*.test.ts",
  )
  report(checkSpec(spec?.text, tests))
}
