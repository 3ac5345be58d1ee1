import * as readline from "node:readline"
import { createInterface } from "node:readline/promises"
import { Readable, Writable } from "node:stream"

const LOG = `
2026-01-01 INFO  start
2026-01-01 WARN  disk 91%
2026-01-02 INFO  tick
2026-01-02 ERROR disk full
2026-01-02 INFO  stop
`.trim()

type Level = "INFO" | "WARN" | "ERROR"
const counts: Record<Level, number> = { INFO: 0, WARN: 0, ERROR: 0 }
const byDay = new Map<string, string[]>()
for await (const line of readline.createInterface({ input: Readable.from([LOG.slice(0, 30), LOG.slice(30)]), crlfDelay: Infinity })) {
  const [, day, level, message] = /^(\S+) (\w+)\s+(.*)$/.exec(line)!
  counts[level as Level]++
  byDay.set(day!, [...(byDay.get(day!) ?? []), message!])
}
console.log(counts)
console.log(byDay)

const asked: string[] = []
const output = new Writable({ write(chunk, _, done) { asked.push(String(chunk)); done() } })
const input = new Readable({ read() {} })
const rl = createInterface({ input, output })
const ask = async (question: string, answer: string) => {
  const p = rl.question(question)
  input.push(`${answer}\n`)
  return await p
}
const name = await ask("name? ", "Ada")
const age = Number(await ask("age? ", "36"))
rl.close()
console.log({ name, age, asked })

async function readAll(text: string): Promise<string[]> {
  const lines: string[] = []
  const rl2 = readline.createInterface({ input: Readable.from(text) })
  rl2.on("line", (l) => lines.push(l))
  await new Promise((r) => rl2.once("close", r))
  return lines
}
console.log(await readAll("a\r\nb\n\nc"))
await createInterface({ input: Readable.from([]) }).close()
console.log(readline.clearLine.length >= 2, typeof readline.cursorTo)
