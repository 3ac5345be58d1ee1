export function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + +(a[i - 1] !== b[j - 1]))
    row = next
  }
  return row.at(-1)!
}

export const suggest = (word: string, known: readonly string[], { limit = 2, max = 3 } = {}): string[] =>
  known
    .map((candidate) => ({ candidate, d: distance(word, candidate) }))
    .filter(({ d }) => d <= limit)
    .sort((x, y) => x.d - y.d || x.candidate.localeCompare(y.candidate))
    .slice(0, max)
    .map(({ candidate }) => candidate)

const COMMANDS = ["commit", "checkout", "cherry-pick", "clone", "config", "clean"] as const
type Command = (typeof COMMANDS)[number]

function dispatch(input: string): asserts input is Command {
  if ((COMMANDS as readonly string[]).includes(input)) return
  const close = suggest(input, COMMANDS)
  const hint = close.length > 0 ? `, did you mean ${new Intl.ListFormat("en", { type: "disjunction" }).format(close)}?` : ""
  throw Object.assign(new Error(`unknown command ${input}${hint}`), { exitCode: 127 })
}

console.log(distance("kitten", "sitting"), distance("", "abc"), distance("same", "same"), distance("flaw", "lawn"))
for (const attempt of ["commit", "comit", "clome", "xyzzy"]) {
  try {
    dispatch(attempt)
    console.log("ok", attempt)
  } catch (error) {
    const { message, exitCode } = error as Error & { exitCode: number }
    console.log(message, exitCode)
  }
}
const soundex = (s: string) => s[0]!.toUpperCase() + s.slice(1).toLowerCase().replace(/[aeiouyhw]/g, "").replace(/[bfpv]+/g, "1").replace(/[cgjkqsxz]+/g, "2").replace(/[dt]+/g, "3").replace(/l+/g, "4").replace(/[mn]+/g, "5").replace(/r+/g, "6").padEnd(3, "0").slice(0, 3)
console.log(["Robert", "Rupert", "Honeyman"].map(soundex))
dispatch("chekcout")
