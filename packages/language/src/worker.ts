// The worker thread that reads cells for all sessions: a hostile cell stalls this thread, never the server's loop.
import { parentPort } from "node:worker_threads"
import { Language } from "./language.ts"
import type { Answer, Question } from "./start.ts"

const language = new Language()

parentPort?.on("message", (question: Question) => void answer(question))

async function answer({ id, ask, source, lang, names }: Question): Promise<void> {
  try {
    const value = ask === "analyse" ? await language.analyse(source, lang) : await language.compile(source, lang, names)
    post({ id, value })
  } catch (error) {
    post({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function post(answered: Answer): void {
  parentPort?.postMessage(answered)
}
