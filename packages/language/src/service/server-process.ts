import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { CancellationTokenSource, createMessageConnection, StreamMessageReader } from "vscode-jsonrpc/node"
import type { MessageConnection } from "vscode-jsonrpc/node"
import { DirectMessageWriter } from "./message-writer.ts"

/** Why the service gave no answer. */
export type ServiceError =
  | { readonly code: "cancelled" }
  /** It ended, and is started again when the time has come. */
  | { readonly code: "service-ended"; readonly because: string; readonly retryInMs: number }
  /** It said that it cannot. */
  | { readonly code: "service-refused"; readonly because: string }

export interface ServerLimits {
  /** A process that takes more is replaced. */
  readonly memoryMb: number
  /** One that nobody has asked for so long is ended. */
  readonly idleMs: number
  /** An answer that takes longer counts as none, and the process is replaced. */
  readonly answerMs: number
  /** How often memory and idleness are looked at. */
  readonly watchMs: number
}

export const SERVER_LIMITS: ServerLimits = { memoryMb: 2048, idleMs: 10 * 60_000, answerMs: 20_000, watchMs: 5000 }

interface HeldFile {
  readonly languageId: string
  text: string
  /** Of the texts that the process was told; 0: it has read the file from the disk, if at all. */
  version: number
  /** The disk did not take it, so the process is told of it. */
  isOnDisk: boolean
}

interface Running {
  readonly child: ChildProcess
  readonly connection: MessageConnection
  readonly ready: Promise<boolean>
  isReady: boolean
  readonly since: number
}

// As the protocol counts what happens to a file.
const [CREATED, CHANGED, DELETED] = [1, 2, 3]

const CALM_MS = 60_000
// How much may be garbage, in percent of what is not (Go says 100): at 500 cells it takes 50 MB less, and no longer.
const GARBAGE_SHARE = "50"
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000

/** TypeScript's native language server as a child that may end at any time: it is started when something is asked, gets all
 *  files that are open, and is replaced with growing pauses when it ends by itself, takes too much memory or too long. */
export class ServerProcess implements AsyncDisposable {
  private readonly folder: string
  private readonly limits: ServerLimits
  private readonly files = new Map<string, HeldFile>()
  /** Files of the disk that were made, changed or removed since the last question. */
  private readonly saved = new Map<string, number>()
  private running: Running | undefined
  private watch: NodeJS.Timeout | undefined
  private failures = 0
  private notBefore = 0
  private asking = 0
  private lastAsked = 0
  private because = ""

  /** `folder`: where it stands; all files lie below. */
  constructor(folder: string, limits: ServerLimits = SERVER_LIMITS) {
    this.folder = folder
    this.limits = limits
  }

  /** The process, while there is one. */
  get pid(): number | undefined {
    return this.running?.child.pid
  }

  /** Gives a file a text. Until it is asked about, the process reads it from the disk: told of 500 files one by one, it
   *  takes 9 ms for each (4.6 s in all, against 0.5). */
  put(path: string, languageId: string, text: string): void {
    const known = this.files.get(path)
    if (known !== undefined && known.languageId === languageId) {
      if (known.text === text) return
      known.text = text
      if (known.version === 0) return this.write(path, known, CHANGED)
      known.version++
      const textDocument = { uri: uriOf(path), version: known.version }
      return this.tell("textDocument/didChange", { textDocument, contentChanges: [{ text }] })
    }
    if (known !== undefined) this.remove(path)
    const file: HeldFile = { languageId, text, version: 0, isOnDisk: true }
    this.files.set(path, file)
    this.write(path, file, CREATED)
  }

  remove(path: string): void {
    const file = this.files.get(path)
    if (file === undefined) return
    this.files.delete(path)
    removeFile(path)
    if (file.version > 0) this.tell("textDocument/didClose", { textDocument: { uri: uriOf(path) } })
    this.note(path, DELETED)
  }

  /** Files of the disk were changed, made or removed. */
  changed(paths: readonly string[]): void {
    for (const path of paths) this.note(path, CHANGED)
  }

  /** Asks it something. Starts it when it does not run. */
  async ask<T>(method: string, params: object, signal?: AbortSignal): Promise<Result<T, ServiceError>> {
    this.asking++
    try {
      return await this.answer<T>(method, params, signal)
    } finally {
      this.asking--
      this.lastAsked = performance.now()
    }
  }

  private async answer<T>(method: string, params: object, signal?: AbortSignal): Promise<Result<T, ServiceError>> {
    const running = this.start()
    if (running === undefined) return this.ended()
    const isGivenUp = (): boolean => signal?.aborted === true
    const source = new CancellationTokenSource()
    const cancel = (): void => source.cancel()
    signal?.addEventListener("abort", cancel)
    // The greeting is an answer, too.
    const timer = setTimeout(
      () => this.end(running, `it took more than ${this.limits.answerMs / 1000} s to answer`),
      this.limits.answerMs,
    )
    try {
      if (!(await running.ready)) return this.ended()
      this.bringUpToDate(params)
      if (isGivenUp()) return err({ code: "cancelled" })
      return ok(await running.connection.sendRequest<T>(method, params, source.token))
    } catch (error) {
      if (isGivenUp()) return err({ code: "cancelled" })
      if (this.running !== running) return this.ended()
      return err({ code: "service-refused", because: error instanceof Error ? error.message : String(error) })
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener("abort", cancel)
    }
  }

  /** Ends the process; the next question starts it again. */
  async stop(): Promise<void> {
    const { running } = this
    if (running === undefined) return
    this.forget(running)
    const { child } = running
    if (child.exitCode !== null || child.signalCode !== null) return
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve())
      child.ref()
      child.kill("SIGKILL")
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const path of this.files.keys()) removeFile(path)
    this.files.clear()
    await this.stop()
  }

  private ended(): Result<never, ServiceError> {
    return err({
      code: "service-ended",
      because: this.because,
      retryInMs: Math.max(0, Math.round(this.notBefore - performance.now())),
    })
  }

  private start(): Running | undefined {
    if (this.running !== undefined) return this.running
    if (performance.now() < this.notBefore) return undefined
    try {
      return this.startChild()
    } catch (error) {
      // Its program is not installed for this machine, or the system has no more processes or files.
      this.because = error instanceof Error ? error.message : String(error)
      this.notBefore = performance.now() + LONGEST_PAUSE_MS
      return undefined
    }
  }

  private startChild(): Running {
    const child = spawn(binary(), ["--lsp", "--stdio"], {
      cwd: this.folder,
      // Of the server's environment it gets nothing, so it has none of its secrets.
      env: { GOGC: GARBAGE_SHARE, GOMEMLIMIT: `${Math.round(this.limits.memoryMb * 0.75)}MiB` },
      stdio: ["pipe", "pipe", "ignore"],
    })
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new DirectMessageWriter(child.stdin),
    )
    const running: Running = {
      child,
      connection,
      since: performance.now(),
      isReady: false,
      ready: this.greet(connection).then(
        () => (running.isReady = true),
        () => false,
      ),
    }
    this.running = running
    child.once("error", (error) => this.end(running, error.message))
    child.once("exit", (code, by) => this.end(running, by === null ? `it ended with ${code}` : `it was ended by ${by}`))
    child.stdin.on("error", () => undefined)
    connection.onError(() => undefined)
    child.unref()
    this.watch = setInterval(() => void this.look(running), this.limits.watchMs)
    this.watch.unref()
    // It reads what is there.
    this.saved.clear()
    for (const [path, file] of this.files) this.heldAnew(path, file)
    return running
  }

  private async greet(connection: MessageConnection): Promise<void> {
    connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
      items.map(() => PREFERENCES),
    )
    connection.onRequest((method) => (method === "workspace/workspaceFolders" ? [] : null))
    connection.listen()
    const uri = uriOf(this.folder)
    await connection.sendRequest("initialize", { processId: process.pid, rootUri: uri, capabilities: CAPABILITIES })
    await connection.sendNotification("initialized", {})
  }

  /** Held back until it has answered the greeting; from then on in the order in which it is called. */
  private tell(method: string, params: object): void {
    const { running } = this
    if (running === undefined) return
    const send = (): void => {
      if (this.running === running) running.connection.sendNotification(method, params).catch(() => undefined)
    }
    if (running.isReady) send()
    else void running.ready.then((isReady) => isReady && send())
  }

  /** What was saved since the last question, and the file that this one is about. */
  private bringUpToDate(params: object): void {
    const changes = [...this.saved].map(([path, type]) => ({ uri: uriOf(path), type }))
    this.saved.clear()
    if (changes.length > 0) this.tell("workspace/didChangeWatchedFiles", { changes })
    const { uri } = (params as { textDocument?: { uri?: string } }).textDocument ?? {}
    const path = uri === undefined ? undefined : fileURLToPath(uri)
    const file = path === undefined ? undefined : this.files.get(path)
    if (path !== undefined && file?.version === 0) this.open(path, file)
  }

  /** What happened to a file since the last question, as one thing. */
  private note(path: string, what: number): void {
    const before = this.saved.get(path)
    if (before === CREATED && what === DELETED) this.saved.delete(path)
    else if (before === DELETED && what === CREATED) this.saved.set(path, CHANGED)
    else if (before !== CREATED) this.saved.set(path, what)
  }

  private write(path: string, file: HeldFile, what: number): void {
    try {
      writeFileSync(path, file.text, { mode: 0o600 })
      this.note(path, what)
    } catch {
      file.isOnDisk = false
      this.open(path, file)
    }
  }

  private open(path: string, file: HeldFile): void {
    file.version = 1
    const { languageId, text } = file
    this.tell("textDocument/didOpen", { textDocument: { uri: uriOf(path), languageId, version: 1, text } })
  }

  /** For a process that has just begun. */
  private heldAnew(path: string, file: HeldFile): void {
    if (file.version > 0 && file.isOnDisk) this.write(path, file, CHANGED)
    if (file.isOnDisk) file.version = 0
    else this.open(path, file)
    this.saved.delete(path)
  }

  private async look(running: Running): Promise<void> {
    if (this.asking === 0 && performance.now() - this.lastAsked > this.limits.idleMs) return await this.stop()
    const residentMb = await residentMbOf(running.child.pid)
    if (residentMb > this.limits.memoryMb) this.end(running, `it took more than ${this.limits.memoryMb} MB`)
  }

  /** It is no more, or is no more wanted: the next one waits, the longer the oftener. */
  private end(running: Running, because: string): void {
    if (this.running !== running) return
    this.forget(running)
    running.child.kill("SIGKILL")
    this.because = because
    if (performance.now() - running.since > CALM_MS) this.failures = 0
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.failures++, LONGEST_PAUSE_MS)
    this.notBefore = performance.now() + pause
  }

  private forget(running: Running): void {
    this.running = undefined
    clearInterval(this.watch)
    running.connection.dispose()
  }
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The folder cannot be written any more; it is emptied at the next start.
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href
}

/** The native program itself: the package's own command is a Node process more. */
function binary(): string {
  const own = createRequire(import.meta.url)
  const name = `@typescript/typescript-${process.platform}-${process.arch}/package.json`
  const folder = dirname(createRequire(own.resolve("typescript/package.json")).resolve(name))
  return join(folder, "lib", process.platform === "win32" ? "tsc.exe" : "tsc")
}

/** Only where the system has it in a file; elsewhere 0. */
async function residentMbOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "")
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
}

const CAPABILITIES = {
  general: { positionEncodings: ["utf-16"] },
  workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
  textDocument: {
    diagnostic: { relatedDocumentSupport: false, tagSupport: { valueSet: [1, 2] } },
    hover: { contentFormat: ["markdown"] },
    signatureHelp: {
      signatureInformation: {
        documentationFormat: ["markdown"],
        parameterInformation: { labelOffsetSupport: true },
        activeParameterSupport: true,
      },
    },
    completion: {
      completionItem: {
        snippetSupport: false,
        labelDetailsSupport: true,
        insertReplaceSupport: false,
        documentationFormat: ["markdown"],
        resolveSupport: { properties: ["documentation", "detail", "additionalTextEdits"] },
      },
    },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.organizeImports"] } },
      resolveSupport: { properties: ["edit"] },
    },
    publishDiagnostics: { tagSupport: { valueSet: [1, 2] } },
    rename: { prepareSupport: true },
  },
}

/** What the service asks about the editor, whichever section it asks for. */
const PREFERENCES = {
  preferences: {
    useAliasesForRenames: true,
    importModuleSpecifier: "shortest",
    includePackageJsonAutoImports: "on",
  },
  suggest: { autoImports: true, includeCompletionsForImportStatements: true },
  inlayHints: {
    parameterNames: { enabled: "literals" },
    variableTypes: { enabled: true },
    functionLikeReturnTypes: { enabled: true },
  },
}
