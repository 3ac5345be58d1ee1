/* A tokenizer for a toy language, built from named groups; reports places. */
const RULES = {
  comment: /#[^\n]*/,
  space: /[ \t]+/,
  newline: /\n/,
  number: /0x[\da-f]+|0b[01]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?/i,
  string: /"(?:[^"\\\n]|\\.)*"/,
  keyword: /\b(?:let|fn|if|else|return)\b/,
  name: /[\p{L}_][\p{L}\p{N}_]*/u,
  arrow: /->/,
  op: /[-+*/=<>!]=?|[(){},;]/,
} as const satisfies Record<string, RegExp>
type Kind = keyof typeof RULES
interface Token { kind: Kind; text: string; line: number; column: number }

const MASTER = new RegExp(Object.entries(RULES).map(([k, r]) => `(?<${k}>${r.source})`).join("|"), "uy")
const SKIPPED: ReadonlySet<Kind> = new Set(["space", "comment", "newline"])

function* tokenize(source: string): Generator<Token, { lines: number }, undefined> {
  let line = 1, lineStart = 0
  MASTER.lastIndex = 0
  while (MASTER.lastIndex < source.length) {
    const start = MASTER.lastIndex
    const match = MASTER.exec(source)
    if (!match) throw new SyntaxError(`${line}:${start - lineStart + 1} stray ${[...source.slice(start)][0]}`)
    const [kind, text] = Object.entries(match.groups!).find(([, v]) => v !== undefined) as [Kind, string]
    if (!SKIPPED.has(kind)) yield { kind, text, line, column: start - lineStart + 1 }
    if (kind === "newline") { line++; lineStart = MASTER.lastIndex }
  }
  return { lines: line }
}

const program = `# demo
let größe = 0xFF + 1_000.5e-2
fn add(a, b) -> { return a + b }
if größe >= 10 { "yes \\"no\\"" } else { π }`

const run = tokenize(program)
let step
const counts: Partial<Record<Kind, number>> = {}
while (!(step = run.next()).done) {
  const { kind, text, line, column } = step.value
  counts[kind] = (counts[kind] ?? 0) + 1
  if (line % 2 === 0) console.log(`${line}:${column}`.padEnd(6) + kind.padEnd(8) + text)
}
console.log(step.value, counts)
console.log(tokenize("x").next(), [...tokenize("")])
;[...tokenize("let a = 1\n  let b = §")]
