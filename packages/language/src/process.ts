// The process that reads cells for all sessions: a hostile cell stalls or ends this one, never the server.
import { flushCompileCache } from "node:module"
import { assertNever } from "@quire/base"
import { Language } from "./language.ts"
import type { Answer, AnsweredValue, Question } from "./start.ts"
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

async function answer(question: Question): Promise<void> {
  const { id } = question
  try {
    post({ id, value: await valueFor(question) })
  } catch (error) {
    post({ id, failure: error instanceof Error ? error.message : String(error) })
  }
}

async function valueFor({ ask, source, lang, links, settings, folder = "" }: Question): Promise<AnsweredValue> {
  switch (ask) {
    case "compile":
      return await language.compile(source, lang, links, settings)
    case "analyse":
      return await language.analyse(source, lang, settings)
    case "compileFile":
      return await language.compileFile(source, lang, settings)
    case "settings":
      return settingsOf(source)
    case "notebook":
      return await language.buildNotebook(folder, source)
    case "format": {
      // Loaded when somebody formats for the first time.
      const { formatCell } = await import("./format.ts")
      return await formatCell(source, lang, folder)
    }
    default:
      return assertNever(ask)
  }
}

function post(answered: Answer): void {
  process.send?.(answered)
}
