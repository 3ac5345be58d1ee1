import { describeFrontMatterError } from "@quire/notebook"
import type { CellId, Diagnostic } from "@quire/notebook"
import { findingAt, TOP } from "./checked-text.ts"
import type { CheckedText } from "./checked-text.ts"
import type { Finding } from "./finding.ts"

/** What is wrong with a file as it stands: its front matter, packages, types, names, syntax and style. */
export async function problemsOf(checked: CheckedText): Promise<Finding[]> {
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
  return [...found, ...sayings(checked, hints)]
}

/** What is said of the cells. A name that nothing defines is said once, where it is used first. */
function sayings(checked: CheckedText, hints: ReadonlyMap<CellId, readonly Diagnostic[]>): Finding[] {
  const { session, notebook } = checked
  const missing = new Set<string>()
  let isBroken = false
  return session.state.structure.flatMap(({ id, isStatic }, index) => {
    const cell = notebook.cells[index]
    if (cell === undefined || isStatic) return []
    const problems = [...session.problems(id), ...(hints.get(id) ?? [])]
    // A cell that cannot be read may define anything.
    isBroken ||= problems.some(({ code }) => code === "syntax")
    return problems.flatMap((problem): Finding[] => {
      const { severity, code, message } = problem
      if (severity === "info" || (code === "missing-name" && (isBroken || missing.has(message)))) return []
      if (code === "missing-name") missing.add(message)
      return [findingOf(checked, index, { ...problem, severity })]
    })
  })
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
