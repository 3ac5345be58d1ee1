import { rmSync } from "node:fs"
import { join } from "node:path"
import type { CellId } from "@quire/notebook"
import type { ChildCall } from "@quire/protocol"
import { outputFileName, startRuntime } from "@quire/runtime"
import type { Runtime } from "@quire/runtime"
import { err } from "@quire/base"
import type { Result } from "@quire/base"
import { cellState, readCell, cellsOf } from "@quire/session"
import type { DeathReason, Effect, ErrorValue, Output, SessionEvent, SessionState } from "@quire/session"
import type { Doc } from "yjs"
import { StreamJoiner } from "./broadcast.ts"
import { cellName, compileRun } from "./compile-run.ts"
import type { ProjectFiles } from "../project/project-files.ts"
import { SessionPackages } from "./session-packages.ts"
import type { SessionOptions } from "./options.ts"

type StartCell = Extract<Effect, { type: "startCell" }>

/** More than that at once is a notebook that opens, or was replaced. */
const PREPARED_CELLS = 20
const PREPARE_AFTER_MS = 20

/** Carries out the effects that concern the runtime, and turns what it says into events. */
export class Runner {
  private readonly options: SessionOptions
  private readonly doc: Doc
  private readonly state: () => SessionState
  private readonly dispatch: (event: SessionEvent) => void
  private readonly outputs: StreamJoiner
  private readonly project: ProjectFiles
  private readonly packages: SessionPackages
  /** Path → version, of what the runtime has. */
  private readonly sentFiles = new Map<string, string>()
  private starting: Promise<Runtime | undefined> | undefined
  private runtime: Runtime | undefined
  /** Raised by each stop: what an older runtime still says, or a start that is under way makes, is let go. */
  private generation = 0
  private ending: Promise<unknown> = Promise.resolve()
  private isClosed = false
  private outputCount = 0
  private preparing: NodeJS.Timeout | undefined

  constructor(
    options: SessionOptions,
    doc: Doc,
    project: ProjectFiles,
    state: () => SessionState,
    dispatch: (event: SessionEvent) => void,
  ) {
    this.options = options
    this.project = project
    this.packages = new SessionPackages(options, doc, dispatch)
    this.doc = doc
    this.state = state
    this.dispatch = dispatch
    this.outputs = new StreamJoiner(options.outputsFolder !== undefined, (cell, run, output) =>
      this.output(cell as CellId, run, output),
    )
  }

  /** Where the notebook's packages are, or will be; undefined: it has none. */
  get packagesFolder(): string | undefined {
    return this.packages.hasAny() ? this.packages.folder : undefined
  }

  /** Installs what the front matter names, without running anything. */
  async ensurePackages(): Promise<void> {
    await this.packages.ensure()
  }

  /** See `SessionPackages`. */
  async fetchTypes(): Promise<boolean> {
    return await this.packages.fetchTypes()
  }

  /** Starts the runtime ahead of need, unless packages would have to be installed first: opening installs nothing. */
  warmUp(): void {
    if (this.packages.isReady() || !this.packages.hasAny()) void this.ensure()
  }

  endIdle(minutes: number): void {
    this.stop({ type: "idle", minutes })
  }

  cancelInstall(): void {
    this.packages.cancel()
  }

  /** Lets install scripts run, which is due at once. */
  async allowScripts(packages: readonly string[]): Promise<void> {
    const installed = await this.packages.allowScripts(packages)
    if (installed.ok && this.runtime !== undefined) await this.restart()
  }

  /** Compiles what somebody has just typed, so that a run does not wait for it: what is compiled is kept by its text. */
  prepareSoon(cells: readonly CellId[]): void {
    clearTimeout(this.preparing)
    if (cells.length > PREPARED_CELLS) return
    this.preparing = setTimeout(() => {
      for (const cell of cells) if (this.state().graph.has(cell)) this.compile(cell).catch(() => undefined)
    }, PREPARE_AFTER_MS).unref()
  }

  /** Compiles a cell as it stands now and hands it to the runtime. */
  async startCell({ cell, run }: StartCell): Promise<void> {
    const runtime = await this.ensureWithPackages()
    const isWanted = (): boolean => this.state().running?.run === run
    if (!isWanted()) return
    if (runtime === undefined) return this.endUnstarted(cell, run, this.whyNoRuntime())
    const { clock } = this.options
    const order = await this.compile(cell)
    if (!isWanted()) return
    if (order === undefined) return this.endUnstarted(cell, run, "The cell changed while it was being started.")
    const { codeHash, module, below, versions } = order
    if (JSON.stringify(versions) !== JSON.stringify(this.state().files[cell] ?? {}))
      this.dispatch({ type: "filesChanged", files: { [cell]: versions } })
    this.dropOutput(cell)
    this.dispatch({ type: "cellStarted", cell, run, at: clock.now(), codeHash })
    const files = order.files.filter(({ path, version }) => this.sentFiles.get(path) !== version)
    for (const { path, version } of files) this.sentFiles.set(path, version)
    runtime.run({ run, module, below, files, inputValues: cellState(this.state(), cell).inputs })
  }

  setInput(cell: CellId, input: string, value: unknown): void {
    this.runtime?.setInput({ cell, input, value })
  }

  /** Where all that a cell printed is kept, when that is more than its state holds. */
  outputFile(cell: CellId): string | undefined {
    return this.outputsFolder === undefined ? undefined : join(this.outputsFolder, outputFileName(cell))
  }

  private get outputsFolder(): string | undefined {
    const { outputsFolder, id } = this.options
    return outputsFolder === undefined ? undefined : join(outputsFolder, id)
  }

  private dropOutput(cell: CellId): void {
    const file = this.outputFile(cell)
    try {
      if (file !== undefined) rmSync(file, { force: true, recursive: true })
    } catch {
      // It lies in a folder of a cell process, which may have made anything of it.
    }
  }

  forget(cell: CellId): void {
    this.dropOutput(cell)
    this.runtime?.forget(cell)
  }

  interrupt(): void {
    this.runtime?.interrupt()
  }

  async restart(): Promise<void> {
    this.stop({ type: "restart" })
    await this.ensure()
  }

  async call(call: ChildCall): Promise<Result<unknown, { readonly code: string; readonly message?: string }>> {
    if (this.runtime === undefined) return err({ code: "runtime-dead" })
    return await this.runtime.call(call)
  }

  /** Ends the runtime for good, or one that is just starting. */
  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.preparing)
    this.packages.cancel()
    this.stop({ type: "restart" })
    await this.ending
  }

  /** From here on there is no runtime: what is asked for next waits for a new one. */
  private stop(reason: DeathReason): void {
    const { runtime, starting } = this
    this.generation++
    this.runtime = undefined
    this.starting = undefined
    if (runtime === undefined && starting === undefined) return
    this.outputs.flush()
    this.dispatch({ type: "runtimeDied", reason })
    this.ending = Promise.allSettled([this.ending, starting, runtime?.[Symbol.asyncDispose]()])
  }

  /** The runtime, with all packages that the notebook names by now. One that has loaded another version of them makes
   *  room for a new one. */
  private async ensureWithPackages(): Promise<Runtime | undefined> {
    if (this.runtime !== undefined && !this.packages.isReady()) {
      const installed = await this.packages.ensure()
      if (!installed.ok) return undefined
      if (installed.value) {
        this.restartAndGoOn()
        return undefined
      }
    }
    return await this.ensure()
  }

  /** A new process in place of one that holds other versions; what was to run is asked for again. */
  private restartAndGoOn(): void {
    const { running, queue } = this.state()
    const cells = [...(running === undefined ? [] : [running.cell]), ...queue]
    this.stop({ type: "restart" })
    this.dispatch({ type: "runRequested", cells })
  }

  private ensure(): Promise<Runtime | undefined> {
    if (this.runtime !== undefined) return Promise.resolve(this.runtime)
    if (this.isClosed) return Promise.resolve(undefined)
    if (this.starting !== undefined) return this.starting
    const starting = this.start(this.generation).finally(() => {
      if (this.starting === starting) this.starting = undefined
    })
    this.starting = starting
    return starting
  }

  private async start(generation: number): Promise<Runtime | undefined> {
    const isCurrent = (): boolean => generation === this.generation
    await this.ending
    if (!isCurrent()) return undefined
    const installed = await this.packages.ensure()
    if (!installed.ok || !isCurrent()) return undefined
    const { folder, environment, memoryMb, clock } = this.options
    const started = await startRuntime({
      folder,
      environment,
      memoryMb,
      packagesFolder: this.packages.folder,
      outputsFolder: this.outputsFolder,
      onMessage: (message) => {
        if (isCurrent()) this.receive(message)
      },
    })
    if (!isCurrent()) {
      if (started.ok) await started.value[Symbol.asyncDispose]()
      return undefined
    }
    if (!started.ok) {
      const message = started.error.code === "start-failed" ? started.error.message : started.error.code
      this.dispatch({ type: "runtimeDied", reason: { type: "start-failed", message } })
      return undefined
    }
    this.sentFiles.clear()
    this.runtime = started.value
    this.dispatch({ type: "runtimeStarted", pid: started.value.pid, at: clock.now() })
    return started.value
  }

  private compile(cell: CellId): ReturnType<typeof compileRun> {
    return compileRun(this.options.language, this.state(), cell, this.project, (id) =>
      readCell(id, cellsOf(this.doc).get(id)),
    )
  }

  private whyNoRuntime(): string {
    const { packages, runtime } = this.state()
    if (packages.status === "failed") return `The packages could not be installed: ${packages.message}`
    if (runtime.status === "dead" && runtime.reason.type === "start-failed") return runtime.reason.message
    return "The runtime could not be started."
  }

  private endUnstarted(cell: CellId, run: number, message: string): void {
    const at = this.options.clock.now()
    this.dispatch({ type: "cellStarted", cell, run, at, codeHash: "" })
    this.output(cell, run, {
      type: "error",
      name: "Error",
      message,
      stack: `Error: ${message}`,
      frames: [],
      causes: [],
    })
    this.dispatch({ type: "cellEnded", cell, run, outcome: "error", ms: 0 })
  }

  private receive(message: Parameters<Parameters<typeof startRuntime>[0]["onMessage"]>[0]): void {
    switch (message.type) {
      case "output":
        return this.received(message.cell, message.run, message.output)
      case "ended":
        this.outputs.flush()
        return this.dispatch({ ...message, type: "cellEnded", cell: message.cell as CellId })
      case "died":
        this.outputs.flush()
        this.runtime = undefined
        return this.dispatch({ type: "runtimeDied", reason: message.reason })
      case "memory":
        return this.dispatch({ type: "runtimeMeasured", memoryMb: message.mb })
      default:
        // `ready`, `reply`, `interrupted` and `exiting` are the handle's own.
        return undefined
    }
  }

  /** Output of nobody (native code, late listeners) goes to the cell that runs, else to the one that ran last. */
  private received(cell: string | undefined, run: number | undefined, output: Output): void {
    const { running } = this.state()
    const owner = cell ?? running?.cell ?? this.lastCell()
    if (owner === undefined) return
    const ownerRun = run ?? running?.run ?? cellState(this.state(), owner as CellId).last?.run ?? 0
    this.outputs.add(
      owner,
      ownerRun,
      output.type === "error" ? { ...output, ...this.named(output), ...this.hintFor(owner as CellId, output) } : output,
    )
  }

  private lastCell(): CellId | undefined {
    const cells = Object.entries(this.state().cells) as [CellId, ReturnType<typeof cellState>][]
    return cells.toSorted(([, a], [, b]) => (b.last?.run ?? 0) - (a.last?.run ?? 0))[0]?.[0]
  }

  private output(cell: CellId, run: number, output: Output): void {
    this.dispatch({ type: "outputAdded", cell, run, n: this.outputCount++, output })
  }

  /** The error with its cells called as people know them: in the stack, ids become names. */
  private named(error: ErrorValue): ErrorValue {
    const { structure } = this.state()
    const stack = error.stack.replace(
      /(?<=^    at (?:.* \()?)cell ([\w-]+)(?=:\d+:\d+)/gm,
      (_all, id: string) => `cell ${cellName(structure, id as CellId)}`,
    )
    return { ...error, stack, causes: error.causes.map((cause) => this.named(cause)) }
  }

  /** For a name that the run found missing: what the graph knew of it. */
  private hintFor(cell: CellId, { name, message }: ErrorValue): { readonly hint?: string } {
    if (name !== "ReferenceError") return {}
    const early = /^Cannot access '(.+)' before initialization$/.exec(message)?.[1]
    if (early !== undefined && this.state().analyses[cell]?.defines.some(({ name }) => name === early) === true) {
      return {
        hint: `This cell defines \`${early}\` itself, further down. To build on one from above, give it another name first.`,
      }
    }
    const missing = this.state()
      .graph.get(cell)
      ?.diagnostics.find(
        (diagnostic) =>
          diagnostic.code === "missing-name" && message.startsWith(`${/`(.*)`/.exec(diagnostic.message)?.[1]} `),
      )
    return missing === undefined ? {} : { hint: missing.hint }
  }
}
