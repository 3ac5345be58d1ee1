import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { CellId } from "@quire/notebook"
import { cellEnvironment, startRuntime } from "@quire/runtime"
import type { Runtime } from "@quire/runtime"
import { temporaryFolder } from "../folder.ts"
import { takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"

const GOAL = { ratioAtMost: 0.6 }
const LINES = 100_000
const LOOP = `for (let i = 0; i < ${LINES}; i++) console.log("line", i, "of the flood")`

/** A cell that prints 100,000 lines, until the parent has all of them and the cell's end, against a script of Node's
 *  that prints the same into a pipe. Once as in a notebook, where the runtime has started already, and once with its
 *  start, as the script's time holds Node's start. Each flood is the first of its process, on both sides. */
export async function floodRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const script = join(folder.path, "flood.js")
  writeFileSync(script, LOOP)
  const { started, whole, beside } = await takeTurns(
    {
      started: async () => {
        await using fresh = await Flood.start(folder.path)
        return await fresh.pour()
      },
      whole: async () => {
        const start = performance.now()
        await using fresh = await Flood.start(folder.path)
        await fresh.pour()
        return performance.now() - start
      },
      beside: () => time(() => pipe(script)),
    },
    { count: 11, warmUp: 2 },
  )
  const besideName = "`node script | cat >/dev/null`"
  return [
    { name: "flood of 100,000 lines, runtime started", ours: started, besideName, beside, goal: GOAL },
    { name: "flood of 100,000 lines, start of the runtime included", ours: whole, besideName, beside, goal: GOAL },
  ]
}

type Message = Parameters<Parameters<typeof startRuntime>[0]["onMessage"]>[0]

/** A runtime of its own for one flood, and what it says meanwhile. */
class Flood implements AsyncDisposable {
  private readonly runtime: Runtime
  private readonly hear: (listener: (message: Message) => void) => void

  static async start(folder: string): Promise<Flood> {
    let listener: (message: Message) => void = () => undefined
    const environment = cellEnvironment(process.env)
    const started = await startRuntime({ folder, environment, onMessage: (message) => listener(message) })
    if (!started.ok) throw new Error(`the runtime did not start: ${started.error.code}`)
    return new Flood(started.value, (next) => (listener = next))
  }

  private constructor(runtime: Runtime, hear: (listener: (message: Message) => void) => void) {
    this.runtime = runtime
    this.hear = hear
  }

  /** Milliseconds until the last line and the end are here. Throws unless every line came, in order. */
  async pour(): Promise<number> {
    const run = 1
    const texts: string[] = []
    const ended = new Promise<void>((resolve, reject) => {
      this.hear((message) => {
        if (message.type === "output" && message.output.type === "stream") texts.push(message.output.text)
        else if (message.type === "ended" && message.run === run) resolve()
        else if (message.type === "died") reject(new Error(`the runtime died: ${message.reason.type}`))
      })
    })
    const map = JSON.stringify({ version: 3, sources: ["cell.ts"], names: [], mappings: "AAAA" })
    const cell = "flood" as CellId
    const ms = await time(() => {
      const module = { cell, name: "flood", version: "", code: LOOP, map, inputs: {}, late: {}, files: {} }
      this.runtime.run({ run, module, below: [], files: [], inputValues: {} })
      return ended
    })
    const expected = Array.from({ length: LINES }, (_, i) => `line ${i} of the flood\n`).join("")
    if (texts.join("") !== expected) throw new Error("the flood is not whole, or not in order")
    return ms
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runtime[Symbol.asyncDispose]()
  }
}

async function pipe(script: string): Promise<void> {
  const child = spawn("sh", ["-c", `"$0" "$1" | cat >/dev/null`, process.execPath, script], { stdio: "ignore" })
  await new Promise((resolve) => child.once("exit", resolve))
}
