import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"

const FOLDER = join(import.meta.dirname, "../s3-servers")

/** A fake of one of AWS's endpoints, in a process of its own; its modes stand at the head of its file. */
export interface Fake extends AsyncDisposable {
  readonly url: string
  /** Changes its mode and other options, and forgets what was changed before. */
  set(options: Readonly<Record<string, unknown>>): Promise<void>
}

/** Starts `fake-NAME.mjs` on any free port. */
export async function startFake(name: "imds" | "container" | "sts", first: Record<string, string>): Promise<Fake> {
  const words = Object.entries(first).flatMap(([key, value]) => [`--${key}`, value])
  const child = spawn(process.execPath, [join(FOLDER, `fake-${name}.mjs`), "--port", "0", ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string]
  const url = new URL(/ready (\S+)/.exec(line)?.[1] ?? "").origin
  return {
    url,
    set: async (options) => {
      const usual = { mode: first["mode"] ?? "ok", expires: 3600, fail: 0, delay: 3000 }
      await fetch(`${url}/__control`, { method: "POST", body: JSON.stringify({ ...usual, ...options }) })
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, "exit")
      child.kill("SIGTERM")
      await ended
    },
  }
}

/** The proxy that spoils what passes between a storage and a real server. */
export interface FaultProxy extends AsyncDisposable {
  readonly url: string
  /** Replaces all faults. */
  faults(list: readonly Fault[]): Promise<void>
}

export interface Fault {
  readonly fault: string
  /** How often; "*" always. Default 1. */
  readonly times?: number | "*"
  readonly method?: string
  /** Matched on path and query. */
  readonly path?: string
  readonly [option: string]: unknown
}

export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const child = spawn(process.execPath, [join(FOLDER, "fake-s3-faults.mjs"), "--upstream", upstream, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string]
  const url = new URL(/ready (\S+)/.exec(line)?.[1] ?? "").origin
  return {
    url,
    faults: async (list) => {
      const answer = await fetch(`${url}/__faults`, { method: "POST", body: JSON.stringify(list) })
      if (!answer.ok) throw new Error(await answer.text())
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, "exit")
      child.kill("SIGTERM")
      await ended
    },
  }
}
