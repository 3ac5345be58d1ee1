import process from "node:process"
import { Console } from "node:console"
import { Writable } from "node:stream"
import { StringDecoder } from "node:string_decoder"
import { formatWithOptions } from "node:util"
import type { CellRunner } from "./cell-runner.ts"

type Name = "stdout" | "stderr"

/** Sends what cells print to the cell that printed it: `console`, and `process.stdout` and `stderr` written to directly. */
export function patchConsole(runner: CellRunner): void {
  const [stdout, stderr] = [new OwnStream(runner, "stdout"), new OwnStream(runner, "stderr")]
  for (const [name, stream] of Object.entries({ stdout, stderr })) {
    // Node has made the pipe non-blocking: what native code writes would be refused when it is full.
    const { _handle: pipe } = process[name as Name] as { _handle?: { setBlocking?(isBlocking: boolean): void } }
    pipe?.setBlocking?.(true)
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream })
  }
  const full = new Console({ stdout, stderr, colorMode: false })
  let depth = 0
  const quick =
    (name: Name, slow: (...values: unknown[]) => void) =>
    (...values: unknown[]): void => {
      if (depth > 0) slow(...values)
      else runner.write(name, `${formatWithOptions({ colors: false }, ...values)}\n`)
    }
  const [log, warn] = [full.log.bind(full), full.warn.bind(full)]
  const [group, groupEnd] = [full.group.bind(full), full.groupEnd.bind(full)]
  Object.assign(full, {
    log: quick("stdout", log),
    info: quick("stdout", log),
    debug: quick("stdout", log),
    warn: quick("stderr", warn),
    error: quick("stderr", warn),
    group: (...values: unknown[]) => (depth++, group(...values)),
    groupCollapsed: (...values: unknown[]) => (depth++, group(...values)),
    groupEnd: () => ((depth = Math.max(0, depth - 1)), groupEnd()),
  })
  // The object stays: `node:console` gives the same.
  Object.assign(globalThis.console, full)
}

/** `process.stdout` or `stderr`, written synchronously: a queue would lose the order between cells. */
class OwnStream extends Writable {
  readonly fd: 1 | 2
  readonly _type = "pipe"
  private readonly runner: CellRunner
  private readonly streamName: Name
  /** A character may come in two parts. */
  private readonly decoder = new StringDecoder("utf8")

  constructor(runner: CellRunner, name: Name) {
    super({ decodeStrings: false })
    this.runner = runner
    this.streamName = name
    this.fd = name === "stdout" ? 1 : 2
  }

  override write(chunk: unknown, encoding?: unknown, done?: unknown): boolean {
    const isText = typeof chunk === "string" && (typeof encoding !== "string" || /^utf-?8$/i.test(encoding))
    const bytes = (): Buffer =>
      typeof chunk === "string" ? Buffer.from(chunk, encoding as BufferEncoding) : Buffer.from(chunk as Uint8Array)
    this.runner.write(this.streamName, isText ? chunk : this.decoder.write(bytes()))
    const callback = typeof encoding === "function" ? encoding : done
    if (typeof callback === "function") process.nextTick(callback)
    return true
  }

  /** As Node's own: it stays open as long as the process. */
  override end(chunk?: unknown, encoding?: unknown, done?: unknown): this {
    if (chunk !== undefined && typeof chunk !== "function") this.write(chunk, encoding)
    const callback = [chunk, encoding, done].find((given) => typeof given === "function")
    if (callback !== undefined) process.nextTick(callback as () => void)
    return this
  }
}
