import { tmpdir } from "node:os"
import type { ChildCall, Output, ToParent } from "@quire/protocol"
import type { CellId } from "@quire/notebook"
import { cellEnvironment } from "./parent/environment.ts"
import { startRuntime } from "./parent/start.ts"
import type { Runtime } from "./parent/start.ts"

type Message = Parameters<Parameters<typeof startRuntime>[0]["onMessage"]>[0]

/** A runtime whose cells are given as compiled bodies. */
export class Bench implements AsyncDisposable {
  readonly messages: Message[] = []
  private runs = 0
  private waiting: (() => void)[] = []
  runtime!: Runtime

  static async start(memoryMb = 256, outputsFolder?: string): Promise<Bench> {
    const bench = new Bench()
    const started = await startRuntime({
      folder: tmpdir(),
      environment: cellEnvironment(process.env),
      memoryMb,
      outputsFolder,
      onMessage: (message) => {
        bench.messages.push(message)
        for (const wake of bench.waiting.splice(0)) wake()
      },
    })
    if (!started.ok) throw new Error(JSON.stringify(started.error))
    bench.runtime = started.value
    return bench
  }

  begin(code: string, inputs: Record<string, string> = {}, cell = `c${this.runs + 1}`): number {
    const run = ++this.runs
    const map = JSON.stringify({ version: 3, sources: ["cell.ts"], names: [], mappings: "AAAA" })
    this.runtime.run({
      run,
      module: {
        cell: cell as CellId,
        name: cell,
        version: code,
        code,
        map,
        inputs: inputs as Record<string, CellId>,
        late: {},
        files: {},
      },
      below: [],
      files: [],
      inputValues: {},
    })
    return run
  }

  async until<T>(found: () => T | undefined): Promise<T> {
    for (;;) {
      const value = found()
      if (value !== undefined) return value
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
  }

  /** Runs a cell to its end: `outcome value`. */
  async run(code: string, inputs: Record<string, string> = {}, cell?: string): Promise<string> {
    const run = this.begin(code, inputs, cell)
    const ended = await this.ended(run)
    const value = this.outputs(run).find((output) => output.type === "value")
    return `${ended.outcome}${value?.type === "value" ? ` ${String(value.data["text/plain"])}` : ""}`
  }

  ended(run: number): Promise<Extract<ToParent, { type: "ended" }>> {
    return this.until(() =>
      this.messages.find((m): m is Extract<ToParent, { type: "ended" }> => m.type === "ended" && m.run === run),
    )
  }

  outputs(run: number | undefined): Output[] {
    return this.messages.flatMap((m) => (m.type === "output" && m.run === run ? [m.output] : []))
  }

  text(run: number): string {
    return this.outputs(run)
      .map((output) => (output.type === "stream" ? output.text : ""))
      .join("")
  }

  died(): Promise<Extract<Message, { type: "died" }>["reason"]> {
    return this.until(() => this.messages.find((m) => m.type === "died")?.reason)
  }

  async call(call: ChildCall): Promise<unknown> {
    const reply = await this.runtime.call(call)
    return reply.ok ? reply.value : reply.error
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runtime[Symbol.asyncDispose]()
  }
}
