import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"

export interface InstallError {
  readonly code: "install-failed" | "install-cancelled"
  readonly message: string
  /** The last lines of what the package manager said. */
  readonly log: string
}

/** What one call of pnpm did. */
export interface PnpmRun {
  readonly output: string
  /** `name@version` of packages whose install scripts did not run. */
  readonly heldScripts: readonly string[]
}

export interface PnpmOptions {
  /** Where pnpm keeps its store and caches. */
  readonly home: string
  /** The folder it works in. */
  readonly folder: string
  readonly onProgress?: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

const LOG_LINES = 40
const CANCELLED: InstallError = { code: "install-cancelled", message: "It was cancelled.", log: "" }

/** Runs pnpm. All that it keeps lands in `home`; the user's own `.npmrc` and proxies are honoured, none of a notebook's
 *  folder is read. */
export async function runPnpm(
  arguments_: readonly string[],
  options: PnpmOptions,
): Promise<Result<PnpmRun, InstallError>> {
  const { folder, signal } = options
  const isCancelled = (): boolean => signal?.aborted === true
  if (isCancelled()) return err(CANCELLED)
  const child = spawn(pnpmBinary(), [...arguments_, "--dir", folder], {
    cwd: folder,
    env: environmentFor(options.home),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that install scripts end with it.
    detached: true,
  })
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
    } catch {
      // Ended already.
    }
  }
  signal?.addEventListener("abort", end, { once: true })
  const said = new Said(options.onProgress)
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => said.hear(line))
  const code = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("close", (exit, killed) => resolve(exit ?? killed ?? "ended"))
  })
  signal?.removeEventListener("abort", end)
  if (isCancelled()) return err(CANCELLED)
  if (code === 0) return ok({ output: said.plain.join("\n"), heldScripts: said.heldScripts })
  const log = said.plain.slice(-LOG_LINES).join("\n")
  return err({ code: "install-failed", message: reasonIn(log) ?? `pnpm ended with ${code}`, log })
}

/** pnpm prints a chain of reasons, the innermost behind an arrow, broken over lines. */
function reasonIn(log: string): string | undefined {
  const [, innermost] = /╰─▶ ([\s\S]*?)(?=\n\s*(?:help:|\n|$)|$)/.exec(log) ?? []
  const found = innermost ?? /^.*(?:ERR_PNPM|ENOTFOUND|ECONNREFUSED|EAI_AGAIN).*$/m.exec(log)?.[0]
  return found
    ?.replace(/(?<=[-/])\n[\s│]*/g, "")
    .replace(/\s*\n[\s│]*/g, " ")
    .trim()
}

/** What pnpm says, a line of JSON or of text at a time. */
class Said {
  readonly plain: string[] = []
  heldScripts: readonly string[] = []
  private readonly onProgress: ((line: string) => void) | undefined
  private readonly counts = { resolved: 0, fetched: 0, imported: 0 }
  private last = 0

  constructor(onProgress: ((line: string) => void) | undefined) {
    this.onProgress = onProgress
  }

  hear(line: string): void {
    const message = parse(line)
    if (message === undefined) return void this.plain.push(line)
    if (message.name === "pnpm:ignored-scripts") this.heldScripts = message.packageNames ?? []
    else if (message.name === "pnpm:lifecycle" && message.line !== undefined) this.plain.push(message.line)
    else if (message.name === "pnpm:progress") this.progress(message.status ?? "")
    else if (message.level === "error" || message.level === "warn") this.plain.push(message.message ?? line)
  }

  private progress(status: string): void {
    if (!(status in this.counts)) return
    this.counts[status as keyof Said["counts"]]++
    const now = Date.now()
    if (now - this.last < 100) return
    this.last = now
    const { resolved, fetched, imported } = this.counts
    this.onProgress?.(`resolved ${resolved}, downloaded ${fetched}, added ${imported}`)
  }
}

interface Line {
  readonly name?: string
  readonly level?: string
  readonly status?: string
  readonly message?: string
  readonly line?: string
  readonly packageNames?: readonly string[]
}

function parse(line: string): Line | undefined {
  if (!line.startsWith('{"')) return undefined
  try {
    return JSON.parse(line) as Line
  } catch {
    return undefined
  }
}

function environmentFor(home: string): Record<string, string> {
  const own = join(home, "pnpm")
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined && !/^(?:npm_|AWS_|QUIRE_|NODE_OPTIONS$)/i.test(name)) kept[name] = value
  return { ...kept, XDG_CACHE_HOME: own, XDG_STATE_HOME: own, XDG_DATA_HOME: own, CI: "1" }
}

/** pnpm is a native program, which npm installs for this platform beside its manifest. */
function pnpmBinary(): string {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve("pnpm/package.json")
  const exe = createRequire(manifest).resolve(`@pnpm/exe.${process.platform}-${process.arch}/package.json`)
  return join(exe, "..", process.platform === "win32" ? "pnpm.exe" : "pnpm")
}
