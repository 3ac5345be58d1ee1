import { spawn, spawnSync } from "node:child_process"
import type { ChildProcessWithoutNullStreams } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"

/** `deno`, as found on the path or named by `DENO`. */
const DENO = process.env["DENO"] ?? "deno"
const PYTHON = "/usr/bin/python3"

interface Answer {
  readonly ms: number
  readonly status: string
  readonly pid: number
}

/** Deno's Jupyter kernel behind Jupyter's own client (Python). */
export class DenoKernel implements AsyncDisposable {
  private readonly driver: ChildProcessWithoutNullStreams
  private readonly answers: ((answer: Answer) => void)[] = []

  /** Why it cannot be measured here; undefined when it can. */
  static whyNot(): string | undefined {
    if (spawnSync(DENO, ["--version"]).status !== 0) return "there is no deno: put it on the path, or name it by DENO"
    if (spawnSync(PYTHON, ["-c", "import jupyter_client, zmq"]).status !== 0)
      return "Python's jupyter_client is not installed"
    return undefined
  }

  constructor() {
    this.driver = spawn(PYTHON, [join(import.meta.dirname, "deno-kernel.py"), DENO])
    this.driver.stderr.pipe(process.stderr)
    createInterface({ input: this.driver.stdout }).on("line", (line) =>
      this.answers.shift()?.(JSON.parse(line) as Answer),
    )
  }

  /** From the spawned process to the reply to `1 + 1`, in milliseconds. */
  async start(): Promise<number> {
    return (await this.ask({ do: "start" })).ms
  }

  /** Until the reply and the end of what it sends, in milliseconds. Throws when the code fails. */
  async run(code: string): Promise<number> {
    const { ms, status } = await this.ask({ do: "run", code })
    if (status !== "ok") throw new Error(`deno: ${status} of ${code.slice(0, 60)}`)
    return ms
  }

  /** From the interrupt of `while (true) {}` to its reply, in milliseconds. */
  async interrupt(): Promise<number> {
    return (await this.ask({ do: "interrupt" })).ms
  }

  async stop(): Promise<void> {
    await this.ask({ do: "stop" })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.driver.stdin.end()
    await new Promise((resolve) => this.driver.once("exit", resolve))
  }

  private ask(order: object): Promise<Answer> {
    this.driver.stdin.write(`${JSON.stringify(order)}\n`)
    return new Promise((resolve, reject) => {
      this.answers.push(resolve)
      this.driver.once("exit", (code) => reject(new Error(`the driver of Deno's kernel ended with ${code}`)))
    })
  }
}
