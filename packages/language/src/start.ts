import { fork } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { getCompileCacheDir } from "node:module"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { EMPTY_ANALYSIS } from "@quire/notebook"
import type { Analysis, CodeLanguage } from "@quire/notebook"
import { Bounded } from "./bounded.ts"
import type { BuiltNotebook } from "./build-notebook.ts"
import type { CompiledCell, CompiledFile } from "./compile.ts"
import { hashOf } from "./hash.ts"
import { NO_LINKS } from "./links.ts"
import type { Links } from "./links.ts"
import { keyOf, STANDARD } from "./settings.ts"
import type { CompilerSettings } from "./settings.ts"

export interface Question {
  readonly id: number
  readonly ask: "analyse" | "compile" | "compileFile" | "settings" | "format" | "notebook"
  /** The text; of `settings`: a folder. */
  readonly source: string
  /** Of `format`: the folder whose style counts. Of `notebook`: its path. */
  readonly folder?: string | undefined
  readonly lang: CodeLanguage
  readonly links: Links
  readonly settings: CompilerSettings
}

export type AnsweredValue =
  | Analysis
  | CompiledCell
  | CompiledFile
  | CompilerSettings
  | BuiltNotebook
  | string
  | undefined

export type Answer =
  | { readonly id: number; readonly value: AnsweredValue }
  | { readonly id: number; readonly failure: string }

/** Reads and compiles cells and files, as one project has it. */
export interface ProjectLanguage {
  /** What a cell says. A cell that keeps the process busy for 10 s, or ends it, gets an error instead, and the process is
   *  replaced: parsers are native code, and a cell nested thousands deep overflows their stack. */
  analyse(source: string, language: CodeLanguage): Promise<Analysis>
  /** The cell as a function body, or undefined when its text has errors or cannot be read. */
  compile(source: string, language: CodeLanguage, links: Links): Promise<CompiledCell | undefined>
  /** A notebook's text as a plain module. */
  buildNotebook(path: string, text: string): Promise<BuiltNotebook>
  /** A file of the project as a function body. */
  compileFile(source: string, language: CodeLanguage): Promise<CompiledFile>
}

/** The handle on the process that reads cells. One serves all sessions. */
export interface LanguageProcess extends ProjectLanguage, AsyncDisposable {
  /** What the tsconfig says that a folder lies under. */
  settingsOf(folder: string): Promise<CompilerSettings>
  /** A cell's text in the style of a folder; undefined when it cannot be parsed. */
  format(source: string, language: CodeLanguage, folder: string): Promise<string | undefined>
  /** The same process, for a project with other settings. */
  with(settings: CompilerSettings): ProjectLanguage
}

const LIMIT_MS = 10_000
/** Cells that are kept compiled on this side, too: running one again asks nobody. */
const KEPT_CELLS = 300
const KEPT_CHARACTERS = 60_000
const MEMORY_MB = 512

/** Starts the process. Whoever starts it disposes of it. */
export function startLanguage(): LanguageProcess {
  return new ReadingProcess()
}

class ReadingProcess implements LanguageProcess {
  private readonly waiting = new Map<number, { readonly question: Question; resolve(answer: Answer): void }>()
  private readonly compiled = new Bounded<CompiledCell>(KEPT_CELLS)
  private child: ChildProcess | undefined = this.start()
  private lastId = 0
  private timer: NodeJS.Timeout | undefined

  with(settings: CompilerSettings): ProjectLanguage {
    return {
      analyse: (source, language) => this.analyse(source, language, settings),
      compile: (source, language, links) => this.compile(source, language, links, settings),
      buildNotebook: (path, text) => this.buildNotebook(path, text),
      compileFile: (source, language) => this.compileFile(source, language, settings),
    }
  }

  async settingsOf(folder: string): Promise<CompilerSettings> {
    const answer = await this.ask({ ask: "settings", source: folder, lang: "ts", links: NO_LINKS, settings: STANDARD })
    return "failure" in answer ? STANDARD : (answer.value as CompilerSettings)
  }

  async buildNotebook(path: string, text: string): Promise<BuiltNotebook> {
    const question = { ask: "notebook", source: text, lang: "ts", folder: path } as const
    const answer = await this.ask({ ...question, links: NO_LINKS, settings: STANDARD })
    return "failure" in answer ? { ok: false, problem: answer.failure, line: 1 } : (answer.value as BuiltNotebook)
  }

  async format(source: string, lang: CodeLanguage, folder: string): Promise<string | undefined> {
    const answer = await this.ask({ ask: "format", source, lang, folder, links: NO_LINKS, settings: STANDARD })
    return "failure" in answer ? undefined : (answer.value as string | undefined)
  }

  async analyse(source: string, lang: CodeLanguage, settings = STANDARD): Promise<Analysis> {
    const answer = await this.ask({ ask: "analyse", source, lang, links: NO_LINKS, settings })
    return "failure" in answer ? unreadable(answer.failure) : (answer.value as Analysis)
  }

  async compile(
    source: string,
    lang: CodeLanguage,
    links: Links,
    settings = STANDARD,
  ): Promise<CompiledCell | undefined> {
    const key = hashOf(keyOf(source, lang, settings, links))
    const known = this.compiled.find(key)
    if (known !== undefined) return known
    const answer = await this.ask({ ask: "compile", source, lang, links, settings })
    const compiled = "failure" in answer ? undefined : (answer.value as CompiledCell | undefined)
    const size = (compiled?.code.length ?? 0) + (compiled?.map.length ?? 0)
    if (compiled !== undefined && size <= KEPT_CHARACTERS) this.compiled.set(key, compiled)
    return compiled
  }

  async compileFile(source: string, lang: CodeLanguage, settings = STANDARD): Promise<CompiledFile> {
    const answer = await this.ask({ ask: "compileFile", source, lang, links: NO_LINKS, settings })
    return "failure" in answer ? { ok: false, problem: answer.failure, line: 1 } : (answer.value as CompiledFile)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { child } = this
    this.child = undefined
    for (const id of this.waiting.keys()) this.settle({ id, failure: "the server ends" })
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve())
      child.ref()
      child.kill("SIGKILL")
    })
  }

  private start(): ChildProcess {
    const cache = getCompileCacheDir()
    const child = fork(fileURLToPath(import.meta.resolve("#process")), {
      // It needs nothing of the server's environment, so it has none of its secrets.
      env: cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) },
      execArgv: [`--max-old-space-size=${MEMORY_MB}`, "--disable-warning=ExperimentalWarning"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    })
    child.on("message", (answer: Answer) => child === this.child && this.settle(answer))
    child.once("error", () => this.ended(child))
    child.once("exit", () => this.ended(child))
    child.unref()
    child.channel?.unref()
    return child
  }

  private ask(question: Omit<Question, "id">): Promise<Answer> {
    const id = ++this.lastId
    return new Promise((resolve) => {
      this.waiting.set(id, { question: { ...question, id }, resolve })
      if (this.waiting.size === 1) this.startTimer()
      this.send({ ...question, id })
    })
  }

  private send(question: Question): void {
    this.child ??= this.start()
    // Held open while somebody waits, so that `quire run` does not end before its answer.
    this.child.channel?.ref()
    // A failure to send is seen as the process's end.
    this.child.send(question, () => undefined)
  }

  private settle(answer: Answer): void {
    const entry = this.waiting.get(answer.id)
    if (entry === undefined) return
    this.waiting.delete(answer.id)
    clearTimeout(this.timer)
    if (this.waiting.size > 0) this.startTimer()
    else this.child?.channel?.unref()
    entry.resolve(answer)
  }

  /** Counts from the moment that the oldest question is worked on: those behind it are not charged for it. */
  private startTimer(): void {
    this.timer = setTimeout(() => {
      this.child?.kill("SIGKILL")
      this.replace("This cell could not be read within 10 s.")
    }, LIMIT_MS)
  }

  private ended(child: ChildProcess): void {
    if (child === this.child) this.replace("This cell could not be read: its parts are nested too deep, or too many.")
  }

  /** The oldest question is the one that was worked on: it fails, the others are asked again. */
  private replace(failure: string): void {
    this.child = undefined
    const [oldest] = this.waiting.keys()
    if (oldest !== undefined) this.settle({ id: oldest, failure })
    for (const { question } of this.waiting.values()) this.send(question)
  }
}

function unreadable(message: string): Analysis {
  const place = { line: 1, column: 1, start: 0, end: 0 }
  const error = { severity: "error", code: "syntax", message, hint: "Make the cell smaller.", place } as const
  return { ...EMPTY_ANALYSIS, errors: [error] }
}
