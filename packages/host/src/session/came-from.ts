import type { FileText } from "../journal/messages.ts"

/** A line that speaks against an attempt weighs as much as so many that speak for it: to take a text for the beginning of
 *  what is found that is not deletes all that it has more, while the base doubles lines at worst. */
const AGAINST = 4

/** Which of the texts that the file may have had somebody has changed into what is found: an attempt of a save where the
 *  lines that it changed speak for it, else the base. */
export function cameFrom(base: FileText, attempts: readonly FileText[], found: string): FileText {
  const exact = [base, ...attempts].find(({ text }) => text === found)
  if (exact !== undefined || attempts.length === 0) return exact ?? base
  const [before, there] = [tellingLines(base.text), tellingLines(found)]
  let [best, most] = [base, 0]
  for (const attempt of attempts) {
    const lines = tellingLines(attempt.text)
    let weight = 0
    for (const line of lines) if (!before.has(line)) weight += there.has(line) ? 1 : -AGAINST
    for (const line of before) if (!lines.has(line)) weight += there.has(line) ? -AGAINST : 1
    if (weight > most) [best, most] = [attempt, weight]
  }
  return best
}

/** Lines with words in them, but no fences: brackets and fences stand everywhere. */
function tellingLines(text: string): ReadonlySet<string> {
  return new Set(text.split("\n").filter((line) => /[\p{L}\p{N}]/u.test(line) && !line.startsWith("```")))
}
