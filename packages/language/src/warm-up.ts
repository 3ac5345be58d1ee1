import { setImmediate, setTimeout as sleep } from "node:timers/promises"
import { NO_LINKS } from "./links.ts"
import { Language } from "./language.ts"

const ROUNDS = 120
const LOOK_AGAIN_MS = 250

/** Reads and compiles a cell of our own over and over, while nobody asks: V8 compiles what runs often, and until then a
 *  cell costs three times as much. */
export async function warmUp(isAsked: () => boolean): Promise<void> {
  const language = new Language()
  for (let round = 0; round < ROUNDS; round++) {
    while (isAsked()) await sleep(LOOK_AGAIN_MS, undefined, { ref: false })
    const source = cellText(round)
    await language.analyse(source, "ts")
    await language.compile(source, "ts", NO_LINKS)
    await setImmediate()
  }
}

/** Something of everything that people write. */
function cellText(round: number): string {
  return `import { readFile } from "node:fs/promises"
interface Row${round} { readonly id: number; name?: string }
type Kind = { kind: "a"; rows: Row${round}[] } | { kind: "b"; at: Date }
enum Level { Low, High }
class Store<T extends { id: number }> {
  #items = new Map<number, T>()
  constructor(public readonly name: string) {}
  add(item: T): this { this.#items.set(item.id, item); return this }
  *[Symbol.iterator](): IterableIterator<T> { yield* this.#items.values() }
}
export function total(rows: readonly Row${round}[], { factor = 1, ...rest } = {}): number {
  let sum = 0
  for (const { id } of rows) sum += id * factor
  try { return sum + Object.keys(rest).length } catch (error) { throw new Error(\`no \${sum}\`, { cause: error }) }
}
const store = new Store<Row${round}>("s").add({ id: 1 }).add({ id: 2, name: "two" })
const [first, ...others] = [...store].map((row) => ({ ...row, level: Level.High as Level }))
async function load(paths: string[]) { return await Promise.all(paths.map((path) => readFile(path, "utf8"))) }
const texts = await load([])
console.log(first?.name ?? "none", others.length, texts)
;({ total: total([...store]), n: others.filter((row) => row.id > 1 && row.name !== undefined).length })`
}
