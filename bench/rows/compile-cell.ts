import { NO_LINKS } from "@quire/language"
import { Language } from "@quire/language"
import { moduleRunnerTransform, transformSync } from "rolldown/experimental"
import { takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"

const GOAL = { ratioAtMost: 1.5 }
const CELLS = 40

/** What a cell costs `language` before it runs, against the two transforms that no compiler of cells can leave out. Each
 *  text is a different one, and each side's cache has never seen it. */
export async function compileCellRows(): Promise<Row[]> {
  const texts = new Map<string, number>()
  const next = (side: string): string => {
    const count = (texts.get(side) ?? 0) + 1
    texts.set(side, count)
    return cellText(count)
  }
  const languages = { both: new Language(), compile: new Language(), later: new Language(), analyse: new Language() }
  const { both, compile, later, analyse, beside } = await takeTurns(
    {
      both: async () => {
        const text = next("both")
        return await time(async () => {
          await languages.both.analyse(text, "ts")
          await languages.both.compile(text, "ts", NO_LINKS)
        })
      },
      compile: async () => {
        const text = next("compile")
        return await time(() => languages.compile.compile(text, "ts", NO_LINKS))
      },
      later: async () => {
        const text = next("later")
        await languages.later.analyse(text, "ts")
        return await time(() => languages.later.compile(text, "ts", NO_LINKS))
      },
      analyse: async () => {
        const text = next("analyse")
        return await time(() => languages.analyse.analyse(text, "ts"))
      },
      beside: async () => {
        const text = next("beside")
        return await time(() => transformBare(text))
      },
    },
    { count: CELLS, warmUp: CELLS },
  )
  const besideName = "rolldown's transformSync + moduleRunnerTransform"
  return [
    { name: "30-line cell, analyse and compile", ours: both, besideName, beside, goal: GOAL },
    { name: "30-line cell, compile alone", ours: compile, besideName, beside, goal: GOAL },
    { name: "30-line cell, compile once analysed: what a run waits for", ours: later, besideName, beside, goal: GOAL },
    { name: "30-line cell, analyse alone", ours: analyse, besideName, beside, goal: undefined },
  ]
}

/** With the settings that the product needs: TypeScript, source maps, imports kept. */
async function transformBare(text: string): Promise<void> {
  const stripped = transformSync("cell.ts", text, {
    lang: "ts",
    sourceType: "module",
    sourcemap: true,
    target: "esnext",
    jsx: { runtime: "automatic" },
    typescript: { onlyRemoveTypeImports: false },
  })
  await moduleRunnerTransform("cell.ts", stripped.code, { sourcemap: true })
}

/** Thirty lines as people write them; every name carries the number, so that no two texts are alike. */
function cellText(number: number): string {
  return `interface Point${number} { x: number; y: number; label?: string }
type Shape${number} = { kind: "circle"; r: number; at: Point${number} } | { kind: "rect"; w: number; h: number; at: Point${number} }
function area${number}(s: Shape${number}): number {
  switch (s.kind) {
    case "circle":
      return Math.PI * s.r ** 2
    case "rect":
      return s.w * s.h
  }
}
class Store${number}<T extends { id: number }> {
  private items = new Map<number, T>()
  constructor(public readonly name: string) {}
  add(item: T): this { this.items.set(item.id, item); return this }
  get(id: number): T | undefined { return this.items.get(id) }
  *[Symbol.iterator](): IterableIterator<T> { yield* this.items.values() }
}
const shapes${number}: Shape${number}[] = Array.from({ length: 10 }, (_, i) => i % 2
  ? { kind: "circle" as const, r: i, at: { x: i, y: i } }
  : { kind: "rect" as const, w: i, h: i + 1, at: { x: i, y: -i, label: \`r\${i}\` } })
const total${number} = shapes${number}.map(area${number}).reduce((a, b) => a + b, 0)
const store${number} = new Store${number}<{ id: number; v: string }>("s${number}").add({ id: 1, v: "one" })
async function load${number}(ids: readonly number[]): Promise<(string | undefined)[]> {
  const out: (string | undefined)[] = []
  for (const id of ids) out.push(store${number}.get(id)?.v ?? undefined)
  return out
}
const got${number} = await load${number}([1, 2, 3])
console.log(got${number})
total${number} + got${number}.length`
}
