import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const ROOT = join(import.meta.dirname, "../..")
const CACHE = join(tmpdir(), "quire-tests-cache")
export const TOKEN = "a-token-for-tests"

/** A running `quire`, as a person starts it. */
export interface RunningQuire extends AsyncDisposable {
  readonly url: string
  readonly child: ChildProcess
  readonly dataFolder: string
  /** What it has written to stdout and stderr so far. */
  output(): string
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  api<T>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T; text: string }>
}

export interface QuireOptions {
  readonly home: string
  readonly dataFolder?: string
  readonly environment?: Record<string, string>
  readonly uid?: number
  readonly port?: number
}

/** Starts the server and waits until it has printed its address. Nothing of this process's AWS settings reaches it. */
export async function startQuire({
  home,
  dataFolder = newFolder("data"),
  environment = {},
  uid,
  port = 0,
}: QuireOptions): Promise<RunningQuire> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:AWS_|QUIRE_|npm_|INIT_CWD|VITEST|NODE_ENV)/.test(name)),
  )
  const child = spawn(
    process.execPath,
    [join(ROOT, "packages/cli/src/main.ts"), home, "--port", String(port), "--data", dataFolder],
    {
      // One for all tests, each of which has a data folder of its own.
      env: { ...inherited, NODE_COMPILE_CACHE: CACHE, QUIRE_TOKEN: TOKEN, ...environment } as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    },
  )
  let text = ""
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk))
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => {
      const found = /Quire is at (http:\/\/[^/]+)\//.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    void exited.then(() => reject(new Error(`quire ended: ${text}`)))
  })
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
  }
  return {
    url,
    child,
    dataFolder,
    output: () => text,
    kill: () => stop("SIGKILL"),
    api: async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, ...headers },
        signal: AbortSignal.timeout(30_000),
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      })
      const answer = await response.text()
      const isJson = /[/+]json\b/.test(response.headers.get("content-type") ?? "")
      return { status: response.status, body: (isJson ? JSON.parse(answer) : undefined) as T, text: answer }
    },
    [Symbol.asyncDispose]: () => stop("SIGTERM"),
  }
}

export function newFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `quire-${name}-`))
}
