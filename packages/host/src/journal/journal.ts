import { Worker } from "node:worker_threads"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { HostError } from "../errors.ts"
import type { VersionInfo } from "@quire/protocol"
import type {
  Attempt,
  BaseFile,
  JournalEntry,
  JournalOrder,
  NewEntry,
  NewVersion,
  NotebookPlace,
  JournalReply,
  JournalRequest,
} from "./messages.ts"

export type JournalError = Extract<HostError, { code: "journal-failed" }>

/** Keeps what people wrote, saved or not: a commit that has been answered survives `kill -9` at any instant. Orders given
 *  in one turn are committed together, or not at all. */
export interface Journal extends AsyncDisposable {
  /** All sessions that are kept. */
  sessions(): Promise<Result<readonly string[], JournalError>>
  /** Those that were not closed with all saved. */
  unsettled(): Promise<Result<readonly NotebookPlace[], JournalError>>
  /** Its file has all that the journal has, until the next edit. `updates`: only while it has so many. */
  settle(session: string, updates: number | undefined): Promise<Result<void, JournalError>>
  /** A notebook's entry, by its place. */
  find(storage: string, path: string): Promise<Result<JournalEntry | undefined, JournalError>>
  /** Where a history is. */
  placeOf(epoch: string): Promise<Result<NotebookPlace | undefined, JournalError>>
  /** Starts a history; an older one of the same place is forgotten. */
  create(entry: NewEntry, update: Uint8Array): Promise<Result<void, JournalError>>
  /** Adds an edit. Answered after its commit, together with all that waited. */
  append(session: string, update: Uint8Array): Promise<Result<void, JournalError>>
  /** Replaces all edits by one that holds them. */
  compact(session: string, update: Uint8Array): Promise<Result<void, JournalError>>
  /** A text is about to be saved. */
  addAttempt(session: string, attempt: Attempt): Promise<Result<void, JournalError>>
  /** The file as last read or saved. What was to be saved up to the attempt `settled` is forgotten. */
  setBase(session: string, base: BaseFile, settled: number): Promise<Result<void, JournalError>>
  /** A file, or a folder, goes by another path. What is kept of another notebook at the new path stays. */
  move(storage: string, from: string, to: string): Promise<Result<void, JournalError>>
  setSnapshot(session: string, snapshot: Uint8Array): Promise<Result<void, JournalError>>
  /** What somebody gave to an input, encoded. */
  setInput(session: string, cell: string, input: string, value: Uint8Array): Promise<Result<void, JournalError>>
  /** The newest first, without their texts. */
  versions(session: string): Promise<Result<readonly VersionInfo[], JournalError>>
  /** A version's packed text. */
  version(session: string, n: number): Promise<Result<Uint8Array | undefined, JournalError>>
  addVersion(session: string, version: NewVersion): Promise<Result<void, JournalError>>
  nameVersion(session: string, n: number, name: string): Promise<Result<void, JournalError>>
  forgetVersions(session: string, versions: readonly number[]): Promise<Result<void, JournalError>>
  forget(session: string): Promise<Result<void, JournalError>>
}

/** Opens the journal of a data folder. One process at a time: another gets `data-folder-locked`. */
export async function openJournal(file: string, folder: string): Promise<Result<Journal, HostError>> {
  const worker = new Worker(new URL(import.meta.resolve("#journal-worker")), { workerData: { file } })
  const started = await new Promise<{ ready: boolean; message?: string }>((resolve) => {
    worker.once("message", resolve)
    worker.once("error", (error: Error) => resolve({ ready: false, message: error.message }))
  })
  if (!started.ready) {
    const because = started.message ?? "it cannot be opened"
    if (/locked|busy/.test(because)) return err({ code: "data-folder-locked", folder })
    return err({ code: "data-folder-unusable", folder, because })
  }
  return ok(new WorkerJournal(worker))
}

class WorkerJournal implements Journal {
  private readonly worker: Worker
  private readonly waiting = new Map<number, (reply: JournalReply) => void>()
  private last = 0
  private turn: JournalRequest[] = []

  constructor(worker: Worker) {
    this.worker = worker
    worker.on("message", (reply: JournalReply) => {
      this.waiting.get(reply.id)?.(reply)
      this.waiting.delete(reply.id)
    })
    worker.on("error", (error: Error) => this.endAll(error.message))
    worker.on("exit", () => this.endAll("the journal is closed"))
    worker.unref()
  }

  sessions(): Promise<Result<readonly string[], JournalError>> {
    return this.ask({ type: "sessions" })
  }

  unsettled(): Promise<Result<readonly NotebookPlace[], JournalError>> {
    return this.ask({ type: "unsettled" })
  }

  settle(session: string, updates: number | undefined): Promise<Result<void, JournalError>> {
    return this.order({ type: "settle", session, updates })
  }

  async find(storage: string, path: string): Promise<Result<JournalEntry | undefined, JournalError>> {
    return await this.ask({ type: "find", storage, path })
  }

  placeOf(epoch: string): Promise<Result<NotebookPlace | undefined, JournalError>> {
    return this.ask({ type: "placeOf", epoch })
  }

  create(entry: NewEntry, update: Uint8Array): Promise<Result<void, JournalError>> {
    return this.order({ type: "create", entry, update })
  }

  append(session: string, update: Uint8Array): Promise<Result<void, JournalError>> {
    return this.order({ type: "append", session, update })
  }

  compact(session: string, update: Uint8Array): Promise<Result<void, JournalError>> {
    return this.order({ type: "compact", session, update })
  }

  setBase(session: string, base: BaseFile, settled: number): Promise<Result<void, JournalError>> {
    return this.order({ type: "setBase", session, base, settled })
  }

  addAttempt(session: string, attempt: Attempt): Promise<Result<void, JournalError>> {
    return this.order({ type: "addAttempt", session, attempt })
  }

  move(storage: string, from: string, to: string): Promise<Result<void, JournalError>> {
    return this.order({ type: "move", storage, from, to })
  }

  setSnapshot(session: string, snapshot: Uint8Array): Promise<Result<void, JournalError>> {
    return this.order({ type: "setSnapshot", session, snapshot })
  }

  setInput(session: string, cell: string, input: string, value: Uint8Array): Promise<Result<void, JournalError>> {
    return this.order({ type: "setInput", session, cell, input, value })
  }

  versions(session: string): Promise<Result<readonly VersionInfo[], JournalError>> {
    return this.ask({ type: "versions", session })
  }

  version(session: string, n: number): Promise<Result<Uint8Array | undefined, JournalError>> {
    return this.ask({ type: "version", session, n })
  }

  addVersion(session: string, version: NewVersion): Promise<Result<void, JournalError>> {
    return this.order({ type: "addVersion", session, version })
  }

  nameVersion(session: string, n: number, name: string): Promise<Result<void, JournalError>> {
    return this.order({ type: "nameVersion", session, n, name })
  }

  forgetVersions(session: string, versions: readonly number[]): Promise<Result<void, JournalError>> {
    return this.order({ type: "forgetVersions", session, versions })
  }

  forget(session: string): Promise<Result<void, JournalError>> {
    return this.order({ type: "forget", session })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise<void>((resolve) => this.worker.once("exit", () => resolve()))
    await this.ask({ type: "close" })
    this.worker.ref()
    await ended
  }

  private async order(order: JournalOrder): Promise<Result<void, JournalError>> {
    const answer = await this.ask(order)
    return answer.ok ? ok(undefined) : answer
  }

  private async ask<T>(order: JournalOrder): Promise<Result<T, JournalError>> {
    const id = ++this.last
    const reply = await new Promise<JournalReply>((resolve) => {
      this.waiting.set(id, resolve)
      this.worker.ref()
      if (this.turn.push({ id, order }) === 1) queueMicrotask(() => this.send())
    })
    if (this.waiting.size === 0) this.worker.unref()
    return reply.ok
      ? ok(reply.value as T)
      : err({ code: "journal-failed", isFull: reply.isFull, message: reply.message })
  }

  private send(): void {
    this.worker.postMessage(this.turn)
    this.turn = []
  }

  private endAll(message: string): void {
    for (const [id, settle] of this.waiting) settle({ id, ok: false, isFull: false, message })
    this.waiting.clear()
  }
}
