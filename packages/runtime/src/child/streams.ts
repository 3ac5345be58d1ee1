import process from "node:process"
import { Console } from "node:console"
import { Writable } from "node:stream"
import { StringDecoder } from "node:string_decoder"
import { formatWithOptions } from "node:util"
import type { CellRunner } from "./cell-runner.ts"

type Name = "stdout" | "stderr"

/** Sends what cells print to the cell that printed it: `console`, and `process.stdout` and `stderr` written to directly. */
export function patchConsole(runner: CellRunner): void {
  for (const name of ["stdout", "stderr"] as const) {
    // A character may come in two parts.
    const decoder = new StringDecoder("utf8")
    process[name].write = ((chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
      const isText = typeof chunk === "string" && (typeof encoding !== "string" || /^utf-?8$/i.test(encoding))
      const bytes = (): Buffer =>
        typeof chunk === "string" ? Buffer.from(chunk, encoding as BufferEncoding) : Buffer.from(chunk as Uint8Array)
      runner.write(name, isText ? chunk : decoder.write(bytes()))
      const callback = typeof encoding === "function" ? encoding : done
      if (typeof callback === "function") process.nextTick(callback)
      return true
    }) as typeof process.stdout.write
  }
  const full = new Console({ stdout: sink(runner, "stdout"), stderr: sink(runner, "stderr"), colorMode: false })
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

/** A stream that is written synchronously: the console's own queue would lose the order between cells. */
function sink(runner: CellRunner, name: Name): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      runner.write(name, String(chunk))
      done()
    },
  })
}
