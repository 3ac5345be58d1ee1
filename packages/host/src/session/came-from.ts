import type { FileText } from "../journal/messages.ts"

/** A line that speaks against an attempt weighs as much as so many that speak for it: to take a text for the beginning of
 *  what is found that is not deletes all that it has more, while the base doubles lines at worst. */
const AGAINST = 4

/** Which of the texts that the file may have had somebody has changed into what is found: an attempt of a save where the
 *  lines that it changed speak for it, else the base. */
export function cameFrom(base: FileText, attempts: readonly FileText[], found: string): FileText {
  const exact = [base, ...attempts].findLast(({ text }) => text === found)
  if (exact !== undefined || attempts.length === 0) return exact ?? base
  const [before, there] = [tellingLines(base.text), tellingLines(found)]
  let [best, most] = [base, 0]
  for (const attempt of attempts) {
    const weight = weigh(before, tellingLines(attempt.text), there)
    if (weight > most) [best, most] = [attempt, weight]
  }
  return best
}

type Lines = ReadonlyMap<string, number>

/** How much of what the attempt did to each line is there. */
function weigh(before: Lines, attempt: Lines, there: Lines): number {
  let weight = 0
  for (const line of new Set([...before.keys(), ...attempt.keys()])) {
    const was = before.get(line) ?? 0
    const wanted = (attempt.get(line) ?? 0) - was
    const got = (there.get(line) ?? 0) - was
    const done = wanted * got > 0 ? Math.min(Math.abs(wanted), Math.abs(got)) : 0
    weight += done - AGAINST * (Math.abs(wanted) - done)
  }
  return weight
}

/** Lines with words in them, and how often, but no fences: brackets and fences stand everywhere. */
function tellingLines(text: string): Lines {
  const counts = new Map<string, number>()
  for (const line of text.split("\n"))
    if (/[\p{L}\p{N}]/u.test(line) && !line.startsWith("```")) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}
