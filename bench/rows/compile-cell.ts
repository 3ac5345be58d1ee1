import { Language, NO_LINKS } from "@quire/language/direct"
import { moduleRunnerTransform, transformSync } from "rolldown/experimental"
import { cellText } from "../cell-text.ts"
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
    return cellText(30, String(count))
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
    { name: "30-line cell, analyse and compile", ours: both, besideName, beside, goal: undefined },
    { name: "30-line cell, compile alone", ours: compile, besideName, beside, goal: undefined },
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
