// The process that reads cells for all sessions: a hostile cell stalls or ends this one, never the server.
import { flushCompileCache } from "node:module"
import { Language } from "./language.ts"
import type { Answer, Question } from "./start.ts"
import { settingsOf } from "./tsconfig.ts"
import { warmUp } from "./warm-up.ts"

const language = new Language()
let turn = Promise.resolve()
let lastAsked = performance.now()
const IDLE_MS = 500

// One question after the other, so that the oldest is always the one being worked on.
process.on("message", (question: Question) => {
  lastAsked = performance.now()
  turn = turn.then(() => answer(question))
})
// The parent ends it; a key press in the terminal goes to the whole group.
process.on("SIGINT", () => undefined)
void warmUp(() => performance.now() - lastAsked < IDLE_MS)
// It is killed with the server, and would not write what it compiled.
setTimeout(flushCompileCache, 2000).unref()
process.on("disconnect", () => process.exit(0))

async function answer({ id, ask, source, lang, links, settings }: Question): Promise<void> {
  try {
    const value =
      ask === "compile"
        ? await language.compile(source, lang, links, settings)
        : ask === "analyse"
          ? await language.analyse(source, lang, settings)
          : ask === "settings"
            ? settingsOf(source)
            : await language.compileFile(source, lang, settings)
    post({ id, value })
  } catch (error) {
    post({ id, failure: error instanceof Error ? error.message : String(error) })
  }
}

function post(answered: Answer): void {
  process.send?.(answered)
}
