import { AsyncLocalStorage } from "node:async_hooks"
import { performance } from "node:perf_hooks"
import { assertNever } from "@quire/base"
import * as kit from "@quire/kit"
import { setKitHooks } from "@quire/kit"
import type { CellModule, HoistedModule, Output, RunOutcome, ToChild } from "@quire/protocol/child"
import { Calls } from "./calls.ts"
import { CellModules } from "./cell-modules.ts"
import { describeError, ErrorMaps } from "./errors.ts"
import { FileModules } from "./file-modules.ts"
import type { Link } from "./link-port.ts"
import type { Owner } from "./owner.ts"
import { PackageLoader } from "./package-loader.ts"
import { nodeTimers, RunTimers } from "./timers.ts"
import { StreamBuffer } from "./stream-buffer.ts"
import { toBundle } from "./values/bundle.ts"
import { Handles } from "./values/handles.ts"

const NONE: Owner["below"] = new Map()

/** How a run ended, and the last thing it shows: its value, or the error that ended it. */
interface RunEnd {
  readonly outcome: RunOutcome
  readonly last: Output | undefined
}

type RunMessage = Extract<ToChild, { type: "run" }>

/** Runs cells one after the other, and says whatever they show, fail with or end as. */
export class CellRunner {
  readonly owners = new AsyncLocalStorage<Owner>()
  readonly maps = new ErrorMaps()
  private readonly link: Link
  private readonly streams: StreamBuffer
  private readonly handles = new Handles()
  private readonly files: FileModules
  private readonly modules: CellModules
  private readonly calls: Calls
  private readonly inputs = new Map<string, Map<string, unknown>>()
  private readonly kept = new Map<string, { readonly owner: Owner | undefined; readonly release: () => unknown }[]>()
  private lastEnded = 0
  /** `hasFailed`: an error that nobody caught came from what it started. */
  private active: { readonly owner: Owner; readonly start: number; hasFailed?: boolean } | undefined

  constructor(link: Link) {
    this.link = link
    this.streams = new StreamBuffer((owner, name, text) => this.output(owner, { type: "stream", name, text }))
    const loader = new PackageLoader(kit)
    this.files = new FileModules(loader, this.maps)
    this.modules = new CellModules(
      loader,
      this.files,
      this.maps,
      () => this.owner(),
      (owner, work) => this.owners.run(owner, work),
    )
    this.calls = new Calls(this.handles, (cell, name) => this.modules.valueOf(cell, name))
    link.whenInterrupted(() => this.interrupted())
    setKitHooks({
      display: (value) => void this.display(this.owner(), value),
      inputValue: (cell, name) => this.inputs.get(cell)?.get(name),
      currentCell: () => this.owner()?.cell,
      keep: (release) => this.keep(release),
    })
  }

  handle(message: ToChild, isLate: boolean): void {
    switch (message.type) {
      case "run":
        return isLate ? this.endUnstarted(message) : this.run(message)
      case "setInput":
        return this.setInput(message.cell, message.input, message.value)
      case "forget":
        return this.forget(message.cell)
      case "call":
        return void this.calls
          .answer(message.call)
          .then((reply) => this.link.send({ type: "reply", id: message.id, ...reply }))
      case "exit":
        return process.exit(0)
      default:
        return assertNever(message)
    }
  }

  /** The cell whose code is running here, followed through timers and promises; else the one that runs. */
  owner(): Owner | undefined {
    return this.owners.getStore() ?? this.active?.owner
  }

  write(name: "stdout" | "stderr", text: string): void {
    this.streams.write(this.owner(), name, text)
  }

  /** An error that nobody caught: shown under the cell that caused it, and the process lives. */
  uncaught(error: unknown): void {
    const owner = this.owner()
    if (owner !== undefined && owner.run === this.active?.owner.run) this.active.hasFailed = true
    this.output(owner, { type: "error", ...describeError(error, this.maps) })
  }

  output(owner: Owner | undefined, output: Output): void {
    if (output.type !== "stream") this.streams.flush()
    this.link.send({ type: "output", cell: owner?.cell, run: owner?.run, output })
  }

  /** A run that an interrupt hit while it began ends as interrupted; one that had begun has ended already. */
  private endUnstarted({ module: { cell }, run }: RunMessage): void {
    if (run <= this.lastEnded) return
    this.active = { owner: { cell, run, below: NONE }, start: performance.now() }
    this.finish(run, "interrupted")
  }

  private run({ run, module, below, files, inputValues }: RunMessage): void {
    const { cell } = module
    const owner: Owner = {
      cell,
      run,
      timers: new RunTimers(),
      below: new Map(below.map((hoisted) => [hoisted.cell, hoisted])),
    }
    this.active = { owner, start: performance.now() }
    this.files.know(files)
    this.release(cell)
    this.handles.drop(cell)
    this.inputs.set(cell, new Map(Object.entries(inputValues)))
    void this.owners
      .run(owner, () => this.evaluate(owner, module, below))
      // What it left to the next tick is of the run, too.
      .then((end) => nodeTimers.nextTick(() => this.ended(owner, end)))
  }

  private ended(owner: Owner, { outcome, last }: RunEnd): void {
    const hasFailed = outcome === "done" && this.active?.hasFailed === true
    if (this.active?.owner === owner) this.finish(owner.run, hasFailed ? "error" : outcome, last)
    else if (last !== undefined) this.output(owner, last)
  }

  /** Ends the active run, with the last of what it shows: one message, so that nobody wakes twice. An interrupted run may
   *  never come here by itself: termination drops this very call and all waiting promise jobs, so `interrupted` ends it,
   *  and what still arrives later finds another run, or none. */
  private finish(run: number, outcome: RunOutcome, last?: Output): void {
    if (this.active?.owner.run !== run) return
    const { owner, start } = this.active
    this.active = undefined
    // What it left running sees what runs next, as in a module.
    owner.below = NONE
    this.lastEnded = run
    this.streams.flush()
    const ms = Math.round((performance.now() - start) * 100) / 100
    const ended = { type: "ended", cell: owner.cell, run, outcome, ms } as const
    if (last === undefined) return this.link.send(ended)
    const said = { cell: owner.cell, run }
    try {
      this.link.send({ type: "output", ...said, output: last }, ended)
    } catch (error) {
      // What it says it looks like cannot be sent: nested too deep.
      const output: Output = { type: "error", ...describeError(error, this.maps) }
      this.link.send({ type: "output", ...said, output }, { ...ended, outcome: "error" })
    }
  }

  private async evaluate(owner: Owner, module: CellModule, below: readonly HoistedModule[]): Promise<RunEnd> {
    try {
      // A module is evaluated from a promise's job: what it leaves to `process.nextTick` comes after its promises.
      await Promise.resolve()
      if (below.length > 0) await this.modules.hoist(below)
      const { value, hasValue } = await this.modules.evaluate(owner, module)
      const isShown = hasValue && value !== undefined
      return { outcome: "done", last: isShown ? { type: "value", data: await this.bundle(owner, value) } : undefined }
    } catch (error) {
      if (owner.timers?.isStopped === true) return { outcome: "interrupted", last: undefined }
      return { outcome: "error", last: { type: "error", ...describeError(error, this.maps) } }
    }
  }

  private async display(owner: Owner | undefined, value: unknown): Promise<void> {
    const bundle = this.bundle(owner, value)
    // Shown at once where it can be: a loop may follow.
    this.output(owner, { type: "display", data: bundle instanceof Promise ? await bundle : bundle })
  }

  private bundle(owner: Owner | undefined, value: unknown): ReturnType<typeof toBundle> {
    return toBundle(value, (shown) => this.handles.add(owner?.cell ?? "", shown))
  }

  private interrupted(): void {
    // Said first: the parent counts a second interrupt against an unanswered one.
    this.link.send({ type: "interrupted" })
    this.active?.owner.timers?.stop()
    if (this.active !== undefined) this.finish(this.active.owner.run, "interrupted")
    this.streams.flush()
  }

  private setInput(cell: string, input: string, value: unknown): void {
    const values = this.inputs.get(cell) ?? new Map<string, unknown>()
    values.set(input, value)
    this.inputs.set(cell, values)
  }

  private forget(cell: string): void {
    this.release(cell)
    this.handles.drop(cell)
    this.modules.forget(cell)
    this.inputs.delete(cell)
  }

  private keep(release: () => unknown): void {
    const owner = this.owner()
    const cell = owner?.cell ?? ""
    this.kept.set(cell, [...(this.kept.get(cell) ?? []), { owner, release }])
  }

  private release(cell: string): void {
    // By the run that asked for it, whose failure it would be.
    for (const { owner, release } of this.kept.get(cell) ?? []) {
      const work = (): unknown => Promise.try(release).catch((error: unknown) => this.uncaught(error))
      void (owner === undefined ? work() : this.owners.run(owner, work))
    }
    this.kept.delete(cell)
  }
}
