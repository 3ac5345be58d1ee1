import { describeFrontMatterError } from "@quire/notebook"
import type { CellId, Diagnostic } from "@quire/notebook"
import { findingAt, TOP } from "./checked-text.ts"
import type { CheckedText } from "./checked-text.ts"
import type { Finding } from "./finding.ts"

/** What is wrong with a file as it stands: its front matter, packages, types, names, syntax and style. */
export async function problemsOf(checked: CheckedText, runs: boolean): Promise<Finding[]> {
  const { file, session } = checked
  const found: Finding[] = []
  const { frontMatter } = session
  if (!frontMatter.ok) {
    const because = describeFrontMatterError(frontMatter.error)
    found.push(findingAt(file, TOP, "front-matter", `The front matter cannot be read: ${because}.`))
  }
  const { unavailable } = await session.check()
  if (unavailable !== undefined)
    found.push(findingAt(file, TOP, "types", `Types could not be checked: ${unavailable}.`))
  const linted = await session.language?.lint(session.state.structure.map(({ id }) => id))
  const hints = linted?.ok === true ? linted.value : new Map<CellId, readonly Diagnostic[]>()
  if (linted?.ok === false) found.push({ ...findingAt(file, TOP, "lint", linted.error), severity: "warning" })
  const { packages } = session.state
  if (packages.status === "failed")
    found.push(findingAt(file, TOP, "packages", packages.message, packages.log.trim().split("\n").at(-1) ?? ""))
  return [...found, ...sayings(checked, hints, { runs, isTyped: unavailable === undefined })]
}

/** What is said of the cells. A name that nothing defines is said once, where it is used first. */
function sayings(
  checked: CheckedText,
  hints: ReadonlyMap<CellId, readonly Diagnostic[]>,
  { runs, isTyped }: { readonly runs: boolean; readonly isTyped: boolean },
): Finding[] {
  const { session, notebook, document } = checked
  const isExamples = document?.isNotebook === false && !runs
  const missing = new Set<string>()
  let isBroken = false
  return session.state.structure.flatMap(({ id, isStatic }, index) => {
    const cell = notebook.cells[index]
    if (cell === undefined || isStatic) return []
    const problems = onceEach(session.problems(id), hints.get(id) ?? []).filter(
      (problem) => !isExamples || isOfExamples(problem, isTyped),
    )
    // A cell that cannot be read may define anything.
    isBroken ||= problems.some(({ code }) => code === "syntax")
    return problems.flatMap((problem): Finding[] => {
      const { severity, code, message } = problem
      if (severity === "info" || (code === "missing-name" && (isBroken || missing.has(message)))) return []
      if (code === "missing-name") missing.add(message)
      // A check that was not made is none.
      return [findingOf(checked, index, { ...problem, severity: problem.rule === "unchecked" ? "error" : severity })]
    })
  })
}

/** Of a text that does not parse no more is said; what the checker says of a place, the linter need not. */
function onceEach(said: readonly Diagnostic[], hints: readonly Diagnostic[]): readonly Diagnostic[] {
  const syntax = said.filter(({ code }) => code === "syntax")
  if (syntax.length > 0) return syntax
  const places = new Set(said.map(({ place }) => place.start))
  return [...said, ...hints.filter(({ place }) => !places.has(place.start))]
}

// A signature without a body; a module that is declared where it is not.
const SHOWN_ONLY = new Set(["ts2391", "ts2664"])

/** A document's fences follow each other, and need not run in one: each may be an example of its own. What a name means the
 *  checker knows, which has read the whole project. Addresses are loaded by browsers. */
function isOfExamples({ code, rule, message }: Diagnostic, isTyped: boolean): boolean {
  if (code === "cycle" || code === "foreign-assignment") return false
  if (code === "missing-name") return !isTyped || rule !== undefined
  return rule === undefined || !(SHOWN_ONLY.has(rule) || (rule === "ts2307" && /'https?:/.test(message)))
}

function findingOf(
  { file, notebook, placeOf }: CheckedText,
  index: number,
  { severity, code, rule, message, hint, place }: Diagnostic & Pick<Finding, "severity">,
): Finding {
  const cell = notebook.cells[index]
  if (cell === undefined) return findingAt(file, TOP, code, message, hint)
  const lines = cell.source.slice(place.start, Math.max(place.start, place.end)).split("\n")
  const last = lines.at(-1)?.length ?? 0
  const end = placeOf(cell, place.line + lines.length - 1, lines.length === 1 ? place.column + last : last + 1)
  return {
    file,
    ...placeOf(cell, place.line, place.column),
    endLine: end.line,
    endColumn: end.column,
    severity,
    rule: code === "missing-name" ? code : (rule ?? code),
    message,
    hint,
  }
}
