import { mkdirSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { Language } from "@quire/language/direct"
import { parseAttributes, parseFenceWords } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { startRuntime } from "@quire/runtime"
import type { Runtime } from "@quire/runtime"
import { initialState, reduce } from "@quire/session"
import type { Effect, ErrorValue, Output, SessionEvent, SessionState, StructureCell } from "@quire/session"
import { ProjectFiles } from "../../src/project/project-files.ts"
import { compileRun } from "../../src/session/compile-run.ts"
import type { CaseCell, LanguageCase } from "./notation.ts"

type Message = Parameters<Parameters<typeof startRuntime>[0]["onMessage"]>[0]

/** A runtime that many cases use one after the other. */
export class CaseRuntime implements AsyncDisposable {
  onMessage: (message: Message) => void = () => undefined
  private runtime: Runtime | undefined
  lastRun = 0
  folder = ""
  private files: ProjectFiles | undefined

  static async start(folder: string): Promise<CaseRuntime> {
    const made = new CaseRuntime()
    const started = await startRuntime({
      folder,
      environment: { PATH: process.env["PATH"] ?? "" },
      onMessage: (message) => made.onMessage(message),
    })
    if (!started.ok) throw new Error(JSON.stringify(started.error))
    made.runtime = started.value
    made.folder = folder
    return made
  }

  get handle(): Runtime {
    if (this.runtime === undefined) throw new Error("not started")
    return this.runtime
  }

  save(name: string, text: string): void {
    const path = join(this.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  project(language: Language): ProjectFiles {
    return (this.files ??= new ProjectFiles(language, this.folder))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runtime?.[Symbol.asyncDispose]()
  }
}

/** Plays a case: the session's own reducer, language and cell process, without a document or a server around them. */
export class CaseSession {
  private state: SessionState = initialState(0)
  private readonly language: Language
  private readonly runtime: CaseRuntime
  private readonly prefix: string
  private cells: CaseCell[]
  private isReactive = false
  private seen: string[] = []
  private readonly quiet = new Set<string>()
  private wake: (() => void) | undefined

  constructor(language: Language, runtime: CaseRuntime, number: number, { cells }: LanguageCase) {
    this.language = language
    this.runtime = runtime
    this.prefix = `k${number}-`
    this.cells = [...cells]
    this.state = { ...this.state, nextRun: runtime.lastRun + 1 }
    runtime.onMessage = (message) => this.receive(message)
  }

  /** Carries out one order and says what was seen. */
  async play(order: string): Promise<string[]> {
    this.seen = []
    const [word = "", ...rest] = order.split(" ")
    const names = rest.map((name) => this.id(name))
    if (word === "run") await this.run(names)
    else if (word === "all" || word === "stale") await this.run(word)
    else if (word === "check") return await this.diagnostics(false)
    else if (word === "explain") return await this.diagnostics(true)
    else if (word === "state") return [await this.marks()]
    else if (word === "settle") await this.runtime.handle.call({ ask: "settle", limitMs: 2000 })
    else await this.change(word, rest.join(" "))
    this.runtime.lastRun = this.state.nextRun
    return this.seen
  }

  end(): void {
    this.runtime.lastRun = this.state.nextRun
    for (const { name } of this.cells) this.runtime.handle.forget(this.id(name))
    this.runtime.onMessage = () => undefined
  }

  private async change(word: string, rest: string): Promise<void> {
    const [, name = "", tail = ""] = /^([^ :]+):? ?([\s\S]*)$/.exec(rest) ?? []
    const index = this.cells.findIndex((cell) => cell.name === name)
    const cell = this.cells[index]
    if (word === "save") this.runtime.save(name, `${tail.replaceAll("\\n", "\n")}\n`)
    else if (word === "reactive") this.isReactive = true
    else if (cell === undefined) throw new Error(`no cell for: ${word} ${rest}`)
    else if (word === "edit") this.cells[index] = { ...cell, source: tail.replaceAll("\\n", "\n") }
    else if (word === "words") this.cells[index] = { ...cell, words: tail }
    else {
      this.cells.splice(index, 1)
      if (word === "move")
        this.cells.splice(this.cells.findIndex(({ name: at }) => `after ${at}` === tail) + 1, 0, cell)
      else if (word !== "delete") throw new Error(`unknown order: ${word}`)
    }
    await this.update()
    await this.settled()
  }

  private async run(cells: CellId[] | "stale" | "all"): Promise<void> {
    await this.update()
    this.dispatch({ type: "runRequested", cells })
    await this.settled()
    for (const [id, failed] of Object.entries(this.state.blocked)) this.say(id, `waits for ${this.nameOf(failed)}`)
  }

  private async settled(): Promise<void> {
    while (this.state.running !== undefined) await new Promise<void>((resolve) => (this.wake = resolve))
  }

  private async update(): Promise<void> {
    const structure = this.cells.map((cell): StructureCell => {
      const words = parseFenceWords(`ts ${cell.words}`)
      const branch = parseAttributes(cell.words)
      return {
        id: this.id(cell.name),
        kind: cell.isSection ? "heading" : "code",
        level: cell.isSection ? 2 : 0,
        title: cell.name,
        branchFrom: branch.has("branch") ? branch.get("from") : undefined,
        isStatic: words.isStatic,
        isReactive: words.isReactive,
        continuesOnError: words.continuesOnError,
      }
    })
    this.dispatch({ type: "structureChanged", cells: structure, isReactive: this.isReactive, typeErrorsStop: false })
    const code = this.cells.filter(({ isSection }) => !isSection)
    const analyses = await Promise.all(
      code.map(
        async (cell) => [this.id(cell.name), await this.language.analyse(cell.source, languageOf(cell))] as const,
      ),
    )
    this.dispatch({ type: "analysed", analyses: Object.fromEntries(analyses) })
    const project = this.runtime.project(this.language)
    const versions = await Promise.all(
      analyses.map(async ([id, { imports }]) => [id, (await project.find(imports)).versions] as const),
    )
    this.dispatch({ type: "filesChanged", files: Object.fromEntries(versions) })
  }

  private dispatch(event: SessionEvent): void {
    const before = this.state
    const { state, effects } = reduce(before, event)
    this.state = state
    for (const [id, cell] of Object.entries(state.cells)) {
      // Failed before it was run: nothing comes from the cell process.
      const isNew = cell.last !== before.cells[id as CellId]?.last && cell.last?.startedAt === 0
      if (isNew) for (const output of cell.outputs) this.show(id, output)
    }
    for (const effect of effects) if (effect.type === "startCell") void this.start(effect)
    if (state.running === undefined) this.wake?.()
  }

  private async start({ cell, run }: Extract<Effect, { type: "startCell" }>): Promise<void> {
    const order = await compileRun(this.language, this.state, cell, this.runtime.project(this.language), (id) => {
      const found = this.cells.find(({ name }) => this.id(name) === id)
      return found && { source: found.source, words: `${languageOf(found)} ${found.words}` }
    })
    if (order === undefined) throw new Error("it does not compile")
    this.dispatch({ type: "cellStarted", cell, run, at: 1, codeHash: order.codeHash })
    this.quiet.add(cell)
    this.runtime.handle.run({ run, module: order.module, below: order.below, files: order.files, inputValues: {} })
  }

  private receive(message: Message): void {
    if (message.type === "output") this.show(message.cell ?? "", message.output)
    else if (message.type === "ended") {
      if (this.quiet.has(message.cell)) this.say(message.cell, "")
      this.dispatch({ ...message, type: "cellEnded", cell: message.cell as CellId })
    } else if (message.type === "died") throw new Error("the runtime died")
  }

  private show(cell: string, output: Output): void {
    if (output.type === "error") return this.say(cell, `throws ${this.describe(output)}`)
    if (output.type !== "stream") {
      const sign = output.type === "value" ? "=" : "*"
      return this.say(cell, `${sign} ${String(output.data["text/plain"]).replace(/\s*\n\s*/g, " ")}`)
    }
    const sign = output.name === "stdout" ? "|" : "!"
    for (const line of output.text.replace(/\n$/, "").split("\n")) this.say(cell, `${sign} ${line}`)
  }

  private describe({ name, message, frames, causes }: ErrorValue): string {
    const places = frames
      .filter(({ cell, file }) => cell !== undefined || file.startsWith(this.runtime.folder))
      .map(({ cell, file, line }) => `${cell === undefined ? basename(file) : this.nameOf(cell)}:${line}`)
    const inner = causes.map((cause) => ` < ${cause.name}: ${cause.message}`).join("")
    return `${name}: ${message}${inner}${places.length > 0 ? ` (${places.join(" ")})` : ""}`
  }

  private say(cell: string, text: string): void {
    this.quiet.delete(cell)
    this.seen.push(`${this.nameOf(cell)} ${text}`.trimEnd())
  }

  private async marks(): Promise<string> {
    await this.update()
    const marks = Object.entries(this.state.marks).map(([id, { status, why }]) => {
      const reasons = why.map((name) => (name === "" ? "code" : name))
      return `${this.nameOf(id)} ${status}${reasons.length > 0 ? `(${reasons.join()})` : ""}`
    })
    return marks.join(", ")
  }

  private async diagnostics(isWhole: boolean): Promise<string[]> {
    await this.update()
    return [...this.state.graph.values()].flatMap(({ id, diagnostics }) =>
      diagnostics.map(({ severity, code, message, hint, place }) => {
        const text = isWhole ? `: ${message} ${hint}`.trimEnd() : ""
        return `${this.nameOf(id)}:${place.line} ${severity} ${code}${text}`
      }),
    )
  }

  private id(name: string): CellId {
    return `${this.prefix}${name}` as CellId
  }

  private nameOf(id: string | undefined): string {
    return (id ?? "?").replace(this.prefix, "")
  }
}

function languageOf({ words }: CaseCell): "ts" | "tsx" | "js" | "jsx" {
  const found = /\b(tsx|jsx|js)\b/.exec(words)?.[1]
  return (found ?? "ts") as "ts"
}
