// Spoils real files at random for so long, and reads, writes and converts what comes out: nothing throws, nothing hangs, and
// what is read is written as it was. Then how the time grows with the size. usage: main.ts [SECONDS [SEED]]
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { convert, readNotebook, writeNotebook } from "@quire/notebook"
import { Dice } from "../survival/machine.ts"

type Kind = "md" | "ipynb" | "livemd"

const INPUTS = join(import.meta.dirname, "../fixtures/inputs")
const PIECES = '{}[],:"\\\n\r\t -#`~<>!|=*.0'
  .split("")
  .concat([
    "```",
    "```ts",
    "```elixir",
    "# ",
    "## ",
    "---\n",
    "<!-- ",
    "-->",
    "null",
    "[[[[",
    "\u0000",
    "\uD800",
    "😀",
    '"source"',
    '"cells"',
    '<!-- livebook:{"output":true} -->',
    '<!-- livebook:{"branch_parent_index":0} -->',
    "<!-- quire:cell whole=1 -->",
    "<!-- quire:end 1 -->",
    "<!-- quire:ipynb {} -->",
    "<<<<<<< a\n",
    "=======\n",
    ">>>>>>> b\n",
  ])
const SLOW_MS_A_MB = 1000
const RATIO = 2.5

const [seconds = "600", seedText] = process.argv.slice(2)
const seed = seedText === undefined ? Math.floor(Math.random() * 1e9) : Number(seedText)
const dice = new Dice(seed)
const files = ["ipynb", "livemd", "markdown", "notebooks"].flatMap((folder) =>
  readdirSync(join(INPUTS, folder)).map((name) => {
    const kind: Kind = folder === "ipynb" || folder === "livemd" ? folder : "md"
    return { kind, text: readFileSync(join(INPUTS, folder, name), "utf8") }
  }),
)

function spoil(text: string): string {
  let now = text
  for (let n = 1 + dice.below(6); n > 0; n--) {
    const [at, length] = [dice.below(now.length + 1), dice.below(1 + dice.below(80))]
    const other = dice.pick(files)?.text ?? ""
    const from = dice.below(other.length)
    const put =
      [dice.pick(PIECES) ?? "", "", now.slice(at, at + length), other.slice(from, from + length)][dice.below(4)] ?? ""
    now = now.slice(0, at) + put + now.slice(at + (dice.below(2) === 0 ? length : 0))
  }
  return now
}

/** What is wrong; undefined: nothing. */
function problemOf(kind: Kind, text: string): string | undefined {
  const read = readNotebook(kind, text)
  if (!read.ok) return read.error.line < 1 || read.error.column < 1 ? "an error without a place" : undefined
  // Of what is nothing, and of old formats, another file is made.
  const isAnew = kind === "ipynb" && (text.trim() === "" || read.value.upgradedFrom !== undefined)
  if (!isAnew && writeNotebook(read.value) !== text) return "it is written as another text"
  for (const to of ["md", "ipynb", "livemd", "json", "ts"] as const) {
    const made = convert(text, kind, to)
    if (!made.ok) return `it is not converted to ${to}`
    const again = to === "ts" ? made : convert(made.value.text, to, to)
    if (!again.ok || again.value.text !== made.value.text) return `as ${to} it is not what was made of it`
  }
  return undefined
}

let [tried, bad] = [0, 0]
console.log(`seed ${seed}`)
for (const until = performance.now() + Number(seconds) * 1000; performance.now() < until; tried++) {
  const file = dice.pick(files)
  if (file === undefined) break
  const text = spoil(file.text)
  const start = performance.now()
  let problem: string | undefined
  try {
    problem = problemOf(file.kind, text)
  } catch (error) {
    problem = error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  const ms = performance.now() - start
  // All conversions are in it.
  if (ms > 500 + (20 * SLOW_MS_A_MB * text.length) / 1e6)
    problem ??= `${Math.round(ms)} ms for ${text.length} characters`
  if (problem === undefined) continue
  bad++
  if (bad <= 10)
    console.log(`${file.kind}: ${problem}\n${JSON.stringify(text.length > 3000 ? text.slice(0, 3000) : text)}`)
}
console.log(`${tried} files, ${bad} bad`)

const LARGE: readonly (readonly [string, Kind, (n: number) => string])[] = [
  [
    "cells of Jupyter",
    "ipynb",
    (n) =>
      `{"cells":[${Array.from({ length: n }, () => '{"cell_type":"code","metadata":{},"outputs":[],"source":["a\\n"]}').join()}]}`,
  ],
  ["one long source", "ipynb", (n) => `{"cells":[{"cell_type":"raw","source":"${"a\\n".repeat(n * 8)}"}]}`],
  ["a long text that ends too early", "ipynb", (n) => `{"cells":[{"cell_type":"raw","source":"${"a\\n".repeat(n * 8)}`],
  ["brackets", "ipynb", (n) => "[".repeat(n * 20)],
  [
    "deep metadata",
    "ipynb",
    (n) => `{"cells":[{"cell_type":"raw","metadata":{"a":${"[".repeat(n * 8)}${"]".repeat(n * 8)}}}]}`,
  ],
  ["backslashes", "ipynb", (n) => `{"a":"${"\\\\".repeat(n * 10)}","cells":[]}`],
  [
    "cells of Livebook",
    "livemd",
    (n) => '```elixir\n1\n```\n\n<!-- livebook:{"output":true} -->\n\n```\n1\n```\n\n'.repeat(n / 2),
  ],
  ["comments of Livebook", "livemd", (n) => '<!-- livebook:{"break_markdown":true} -->\n'.repeat(n)],
  ["branches", "livemd", (n) => '<!-- livebook:{"branch_parent_index":0} -->\n\n## A\n\n'.repeat(n / 2)],
  ["marks without an end", "md", (n) => "<!-- quire:cell whole=1 -->\n".repeat(n)],
  [
    "marks with other ends",
    "md",
    (n) =>
      Array.from({ length: n }, (_, at) => `<!-- quire:cell whole=${at} -->\n<!-- quire:end ${at + 1} -->\n`).join(""),
  ],
]
for (const [name, kind, make] of LARGE) {
  const time = (text: string): number => {
    const start = performance.now()
    const read = readNotebook(kind, text)
    if (read.ok) writeNotebook(read.value)
    return performance.now() - start
  }
  const [half, whole] = [make(20_000), make(40_000)]
  const best = (text: string): number => Math.min(...Array.from({ length: 5 }, () => time(text)))
  const [a, b] = [best(half), best(whole)]
  const perMb = (b * 1e6) / whole.length
  const isBad = (b > 50 && b / a > RATIO) || perMb > SLOW_MS_A_MB
  if (isBad) bad++
  console.log(
    `${isBad ? "BAD " : ""}${name}: ${(whole.length / 1e6).toFixed(1)} MB, ${Math.round(b)} ms, ${(b / a).toFixed(2)} × the half of it`,
  )
}
process.exit(bad > 0 ? 1 : 0)
