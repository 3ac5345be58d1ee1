import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { getCompileCacheDir } from "node:module"
import { dirname } from "node:path"
import type { Duplex } from "node:stream"
import { fileURLToPath } from "node:url"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { decode, encode, frame, FRAME_INTERRUPT, FRAME_MESSAGE, FrameReader, toParent } from "@quire/protocol"
import type { CellId } from "@quire/notebook"
import type { ChildCall, ToChild, ToParent } from "@quire/protocol"
import type { DeathReason } from "@quire/protocol"

export type RuntimeError =
  | { readonly code: "start-failed"; readonly message: string }
  | { readonly code: "runtime-dead" }
  | { readonly code: "call-failed"; readonly message: string }

export interface RuntimeOptions {
  /** The folder that cells run in: their `cwd`, where relative imports and packages are looked for. */
  readonly folder: string
  /** A folder whose `node_modules` holds the notebook's own packages. */
  readonly packagesFolder?: string | undefined
  /** A folder for what cells print; with it, `onMessage` gets head and tail of a flood only, with the rest counted. */
  readonly outputsFolder?: string | undefined
  /** What cells may see of the environment. `cellEnvironment` takes the server's secrets out. */
  readonly environment: Readonly<Record<string, string>>
  /** Heap limit in MB; the whole process may take twice as much, and 512 MB more at least. */
  readonly memoryMb?: number | undefined
  /** Called for everything the cells do. `died` comes once, last. */
  readonly onMessage: (message: ToParent | { readonly type: "died"; readonly reason: DeathReason }) => void
}

/** The handle on a process that runs cells. It may die at any moment; every method may be called after that. */
export interface Runtime extends AsyncDisposable {
  readonly pid: number
  run(order: Omit<Extract<ToChild, { type: "run" }>, "type">): void
  setInput(order: Omit<Extract<ToChild, { type: "setInput" }>, "type">): void
  forget(cell: string): void
  /** Asks about a value that a cell has shown. Errors: `runtime-dead`, `call-failed` when the value is gone. */
  call(call: ChildCall): Promise<Result<unknown, RuntimeError>>
  /** Stops what runs, keeping the state of other cells. No answer within 2 s, or a second interrupt before it: the
   *  process is ended (reason `no-answer`). */
  interrupt(): void
  /** Ends the process for the given reason. */
  end(reason: DeathReason): void
}

const ANSWER_WITHIN_MS = 2000
const START_WITHIN_MS = 15_000
/** What the whole process may always take beside its heap: twice the heap, where that is more. */
const BUFFERS_MB = 512

/** Of no cell of a notebook. */
const FIRST_RUN = {
  type: "run",
  run: 0,
  module: {
    cell: "" as CellId,
    name: "",
    version: "",
    code: "__quire_value__((1))",
    map: "{}",
    inputs: {},
    late: {},
    files: {},
  },
  below: [],
  files: [],
  inputValues: {},
} as const satisfies ToChild

/** Starts a cell process and waits until it is ready (100–200 ms). Whoever starts it disposes of it. */
export async function startRuntime(options: RuntimeOptions): Promise<Result<Runtime, RuntimeError>> {
  const memoryMb = options.memoryMb ?? 1024
  const flags = [
    // Without the first, Node aborts when a timer's callback is terminated (STACK §5).
    "--no-force-async-hooks-checks",
    "--experimental-import-meta-resolve",
    "--disable-warning=ExperimentalWarning",
    `--max-old-space-size=${memoryMb}`,
    "--stack-trace-limit=50",
  ]
  const cache = getCompileCacheDir()
  const environment = {
    ...options.environment,
    // A process that keeps its compiled code has this one keep it in the same place: it starts twice as fast.
    ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) }),
    ...(options.packagesFolder === undefined ? {} : { QUIRE_CHILD_PACKAGES: options.packagesFolder }),
    ...(options.outputsFolder === undefined ? {} : { QUIRE_CHILD_OUTPUTS: options.outputsFolder }),
  }
  let child: ChildProcess
  try {
    child = spawn(process.execPath, [...flags, fileURLToPath(import.meta.resolve("#child"))], {
      cwd: options.folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      // A group of its own, so that what cells start ends with it.
      detached: true,
    })
  } catch (error) {
    return err({ code: "start-failed", message: error instanceof Error ? error.message : String(error) })
  }
  return await new ChildHandle(child, options, memoryMb).whenReady()
}

class ChildHandle implements Runtime {
  readonly pid: number
  private readonly child: ChildProcess
  private readonly stream: Duplex
  private readonly options: RuntimeOptions
  private readonly memoryMb: number
  private readonly limitMb: number
  private readonly calls = new Map<number, (reply: Extract<ToParent, { type: "reply" }> | undefined) => void>()
  private readonly exited: Promise<void>
  private lastCall = 0
  private phase: "loading" | "first-run" | "ready" = "loading"
  private reason: DeathReason | undefined
  private isDead = false
  private interruptTimer: NodeJS.Timeout | undefined
  private stderrTail = ""
  private onReady: (() => void) | undefined

  constructor(child: ChildProcess, options: RuntimeOptions, memoryMb: number) {
    this.child = child
    this.options = options
    this.memoryMb = memoryMb
    this.limitMb = Math.max(memoryMb * 2, memoryMb + BUFFERS_MB)
    this.pid = child.pid ?? -1
    this.stream = child.stdio[3] as Duplex
    const reader = new FrameReader((_kind, payload) => this.receive(payload))
    this.stream.on("data", (chunk: Uint8Array) => {
      try {
        reader.push(chunk)
      } catch {
        this.end({ type: "no-answer" })
      }
    })
    this.stream.on("error", () => undefined)
    this.pipe("stdout")
    this.pipe("stderr")
    this.exited = new Promise((resolve) => {
      child.once("error", (error) => this.died({ type: "start-failed", message: error.message }, resolve))
      child.once("exit", (code, signal) => this.died(this.whyDied(code, signal), resolve))
    })
  }

  async whenReady(): Promise<Result<Runtime, RuntimeError>> {
    const isReady = await new Promise<boolean>((resolve) => {
      this.onReady = () => resolve(true)
      void this.exited.then(() => resolve(false))
      setTimeout(() => resolve(false), START_WITHIN_MS).unref()
    })
    if (isReady) return ok(this)
    this.end({ type: "no-answer" })
    const message = this.reason?.type === "start-failed" ? this.reason.message : this.stderrTail.trim().slice(-500)
    return err({ code: "start-failed", message: message || "the process did not answer" })
  }

  run(order: Omit<Extract<ToChild, { type: "run" }>, "type">): void {
    this.send({ type: "run", ...order })
  }

  setInput(order: Omit<Extract<ToChild, { type: "setInput" }>, "type">): void {
    this.send({ type: "setInput", ...order })
  }

  forget(cell: string): void {
    this.send({ type: "forget", cell: cell as Extract<ToChild, { type: "forget" }>["cell"] })
  }

  async call(call: ChildCall): Promise<Result<unknown, RuntimeError>> {
    if (this.isDead) return err({ code: "runtime-dead" })
    const id = ++this.lastCall
    const reply = await new Promise<Extract<ToParent, { type: "reply" }> | undefined>((resolve) => {
      this.calls.set(id, resolve)
      this.send({ type: "call", id, call })
    })
    if (reply === undefined) return err({ code: "runtime-dead" })
    return reply.problem === undefined ? ok(reply.value) : err({ code: "call-failed", message: reply.problem })
  }

  interrupt(): void {
    if (this.isDead) return
    if (this.interruptTimer !== undefined) return this.end({ type: "no-answer" })
    this.stream.write(frame(FRAME_INTERRUPT, new Uint8Array()))
    this.interruptTimer = setTimeout(() => this.end({ type: "no-answer" }), ANSWER_WITHIN_MS)
  }

  end(reason: DeathReason): void {
    if (this.isDead) return
    this.reason ??= reason
    this.kill()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end({ type: "restart" })
    await this.exited
  }

  private send(message: ToChild): void {
    if (!this.isDead) this.stream.write(frame(FRAME_MESSAGE, encode(message)))
  }

  private receive(payload: Uint8Array): void {
    // What comes may be forged by a cell: it owns its process and can write to the stream.
    let parsed: ReturnType<typeof toParent.safeParse>
    try {
      parsed = toParent.safeParse(decode(payload))
    } catch {
      return
    }
    if (!parsed.success) return
    const message = parsed.data
    if (message.type === "ready") this.readySaid()
    else if ("cell" in message && message.cell === FIRST_RUN.module.cell) this.firstRun(message.type)
    else if (message.type === "reply") this.settle(message)
    else if (message.type === "exiting") this.reason ??= { type: "exit", code: message.code }
    else {
      if (message.type === "interrupted") this.answered()
      // Buffers and native memory are in no heap.
      if (message.type === "memory" && message.mb > this.limitMb)
        this.end({ type: "out-of-memory", limitMb: this.limitMb })
      this.options.onMessage(message)
    }
  }

  /** Once: a cell may say anything, as often as it likes. */
  private readySaid(): void {
    if (this.phase !== "loading") return
    this.phase = "first-run"
    this.send(FIRST_RUN)
  }

  /** Nothing is ready before a run has gone all the way: the first one that is waited for finds all of it loaded. */
  private firstRun(type: ToParent["type"]): void {
    if (type !== "ended" || this.phase !== "first-run") return
    this.phase = "ready"
    this.forget(FIRST_RUN.module.cell)
    this.onReady?.()
  }

  private answered(): void {
    clearTimeout(this.interruptTimer)
    this.interruptTimer = undefined
  }

  private settle(reply: Extract<ToParent, { type: "reply" }>): void {
    this.calls.get(reply.id)?.(reply)
    this.calls.delete(reply.id)
  }

  /** What native code wrote past `process.stdout`: nobody knows which cell it was. */
  private pipe(name: "stdout" | "stderr"): void {
    this.child[name]?.setEncoding("utf8").on("data", (text: string) => {
      if (name === "stderr") this.stderrTail = (this.stderrTail + text).slice(-4000)
      if (this.isFatalReport(text)) return
      // Node's word to a debugger, which the interrupter is.
      const said = name === "stderr" ? text.replace(/^Waiting for the debugger to disconnect\.\.\.\r?\n/m, "") : text
      if (said !== "") this.options.onMessage({ type: "output", output: { type: "stream", name, text: said } })
    })
  }

  private isFatalReport(text: string): boolean {
    return this.onReady === undefined || /Last few GCs|FATAL ERROR|Native stack trace|JS stacktrace|^-{5} /m.test(text)
  }

  private whyDied(code: number | null, signal: string | null): DeathReason {
    if (/heap out of memory|Allocation failed/.test(this.stderrTail))
      return { type: "out-of-memory", limitMb: this.memoryMb }
    return signal === null ? { type: "exit", code: code ?? 0 } : { type: "signal", signal }
  }

  private died(found: DeathReason, resolve: () => void): void {
    if (this.isDead) return resolve()
    this.isDead = true
    this.answered()
    this.kill()
    const isOutOfMemory = found.type === "out-of-memory"
    this.reason = isOutOfMemory ? found : (this.reason ?? found)
    for (const settle of this.calls.values()) settle(undefined)
    this.calls.clear()
    this.options.onMessage({ type: "died", reason: this.reason })
    resolve()
  }

  /** Ends the process and whatever it started in its group. */
  private kill(): void {
    if (this.pid <= 0) return
    try {
      process.kill(-this.pid, "SIGKILL")
    } catch {
      // Gone already.
    }
  }
}
