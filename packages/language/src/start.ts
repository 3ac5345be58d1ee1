import { Worker } from "node:worker_threads"
import type { Analysis, CodeLanguage } from "@quire/notebook"
import type { CompiledCell } from "./compile.ts"

export interface Question {
  readonly id: number
  readonly ask: "analyse" | "compile"
  readonly source: string
  readonly lang: CodeLanguage
  readonly names: readonly string[]
}

export type Answer =
  | { readonly id: number; readonly value: Analysis | CompiledCell | undefined }
  | { readonly id: number; readonly failure: string }

/** The handle on the worker thread that reads cells. One serves all sessions. */
export interface LanguageWorker extends AsyncDisposable {
  /** What a cell says. A cell that keeps the worker busy for 10 s gets an error instead, and the worker is replaced. */
  analyse(source: string, language: CodeLanguage): Promise<Analysis>
  /** The cell as a function body, or undefined when its text has errors. */
  compile(source: string, language: CodeLanguage, names: readonly string[]): Promise<CompiledCell | undefined>
}

const LIMIT_MS = 10_000

/** Starts the worker thread. Whoever starts it disposes of it. */
export function startLanguage(): LanguageWorker {
  let worker = startWorker()
  let lastId = 0
  const waiting = new Map<number, { question: Question; resolve(answer: Answer): void; timer: NodeJS.Timeout }>()

  function startWorker(): Worker {
    const started = new Worker(new URL(import.meta.resolve("#worker")), {
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    started.unref()
    started.on("message", (answer: Answer) => settle(answer))
    started.on("error", (error) => started === worker && replace(String(error)))
    return started
  }

  function settle(answer: Answer): void {
    const entry = waiting.get(answer.id)
    if (entry === undefined) return
    waiting.delete(answer.id)
    clearTimeout(entry.timer)
    if (waiting.size === 0) worker.unref()
    entry.resolve(answer)
  }

  /** The oldest question is the one being worked on: it fails, the others are asked again. */
  function replace(failure: string): void {
    void worker.terminate()
    worker = startWorker()
    const [oldest] = waiting.keys()
    if (oldest !== undefined) settle({ id: oldest, failure })
    for (const { question } of waiting.values()) worker.postMessage(question)
    if (waiting.size > 0) worker.ref()
  }

  function ask(question: Omit<Question, "id">): Promise<Answer> {
    const id = ++lastId
    return new Promise((resolve) => {
      const timer = setTimeout(() => replace("this cell could not be read within 10 s"), LIMIT_MS)
      waiting.set(id, { question: { ...question, id }, resolve, timer })
      worker.ref()
      worker.postMessage({ ...question, id })
    })
  }

  return {
    async analyse(source, lang) {
      const answer = await ask({ ask: "analyse", source, lang, names: [] })
      return "failure" in answer ? unreadable(answer.failure) : (answer.value as Analysis)
    },
    async compile(source, lang, names) {
      const answer = await ask({ ask: "compile", source, lang, names })
      if ("failure" in answer) throw new Error(answer.failure)
      return answer.value as CompiledCell | undefined
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}

function unreadable(message: string): Analysis {
  const place = { line: 1, column: 1, start: 0, end: 0 }
  const error = { severity: "error", code: "syntax", message, hint: "Make the cell smaller.", place } as const
  const nothing = { defines: [], definesTypes: [], uses: [], assigns: [], optional: [], imports: [] }
  return { ...nothing, textHash: "", codeHash: "", errors: [error] }
}
