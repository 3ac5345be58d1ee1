import type { Diagnostic } from "./analysis.ts"

/** What is said of a cell: by the graph, which knows its text and its names, and by the type checker. Both see some of the
 *  same faults; each is said once, and by whoever knows more. */
export function problemsOf(own: readonly Diagnostic[], typed: readonly Diagnostic[]): readonly Diagnostic[] {
  if (typed.length === 0) return own
  const hasSyntaxError = own.some(({ code }) => code === "syntax")
  const missing = new Map(own.flatMap((one) => (one.code === "missing-name" ? [[quoted(one), one]] : [])))
  const foreign = new Set(own.flatMap((one) => (one.code === "foreign-assignment" ? [quoted(one)] : [])))
  const seen = new Set<number>()
  const more = typed.flatMap((one): Diagnostic[] => {
    const rule = Number(one.rule?.slice(2))
    // What does not parse is read as words that nobody defines.
    if (hasSyntaxError && (rule < 2000 || MISSING.has(rule))) return []
    if (ASSIGNS_IMPORT.has(rule) && foreign.has(quoted(one))) return []
    if (!MISSING.has(rule)) return [one]
    const known = missing.get(quoted(one))
    if (known === undefined) return [one]
    // The checker finds every place, and perhaps what was meant.
    seen.add(known.place.start)
    const meant = /Did you mean '([^']+)'/.exec(one.message)?.[1]
    const hint =
      meant === undefined || known.hint.startsWith("Did you mean") ? known.hint : `Did you mean \`${meant}\`?`
    return [{ ...known, hint, place: one.place, rule: one.rule }]
  })
  return [...own.filter(({ code, place }) => code !== "missing-name" || !seen.has(place.start)), ...more]
}

/** The checker's words for a name that nobody defines: as it is, with what may have been meant, in a shorthand, and with what
 *  could be installed for it. */
export const MISSING: ReadonlySet<number> = new Set([
  2304, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2867, 2868, 18_004,
])
const ASSIGNS_IMPORT = new Set([2632])

/** The name that a message is about. */
function quoted({ message }: Diagnostic): string {
  return /[`']([^`']+)[`']/.exec(message)?.[1] ?? ""
}
