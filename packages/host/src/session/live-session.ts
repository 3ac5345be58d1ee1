import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { assertNever, err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { formatOf, parse, readFrontMatter } from "@quire/notebook"
import type { NotebookTypes } from "@quire/language"
import type { CellId, Diagnostic, FrontMatter, FrontMatterError } from "@quire/notebook"
import { encode } from "@quire/protocol"
import type { ChildCall } from "@quire/protocol"
import {
  frontMatterOf,
  joinCells,
  cellProblems,
  readCell,
  cellsOf,
  reduce,
  splitCell,
  replaceWithCells,
  thinBin,
  toSnapshot,
} from "@quire/session"
import type { Effect, SessionEvent, SessionSnapshot, SessionState } from "@quire/session"
import type { FilePath, Storage } from "@quire/storage"
import {
  applyUpdate,
  createAbsolutePositionFromRelativePosition,
  decodeRelativePosition,
  Doc,
  encodeStateAsUpdate,
  encodeStateVector,
} from "yjs"
import type { KnownFile } from "../journal/messages.ts"
import { describeHostError } from "../errors.ts"
import type { HostError } from "../errors.ts"
import { ProjectFiles } from "../project/project-files.ts"
import { ProjectWatch } from "../project/project-watch.ts"
import type { InstallError } from "../packages/pnpm.ts"
import { Analyser } from "./analyser.ts"
import { Broadcast } from "./broadcast.ts"
import { CellLanguage } from "./cell-language.ts"
import { Durability } from "./durability.ts"
import { History } from "./history.ts"
import { ImportedNotebooks } from "./imported-notebooks.ts"
import { keepOutputs } from "./keep-outputs.ts"
import type { SessionOptions } from "./options.ts"
import { Runner } from "./runner.ts"
import { Saver } from "./saver.ts"
import { SessionTypes } from "./session-types.ts"
import { watchFile } from "./watch.ts"

/** Somebody who looks at the session: a page's socket. */
export interface Peer {
  onUpdate(update: Uint8Array): void
  /** The session ends: what it has not acknowledged goes to the next one. */
  end(): void
  /** The name that they go by; undefined: unknown. */
  readonly person?: string | undefined
}

const SNAPSHOT_AFTER_MS = 1000
const READ_WITHIN_MS = 300
/** A storage that does not answer must not keep the server from ending: the journal has the text. */
const LAST_SAVE_MS = 5000
/** Deleted cells that are kept. */
const BIN_CELLS = 200

/** One open notebook, kept alive: its document, its state, its runtime, its saving. */
export class LiveSession {
  readonly id: string
  readonly storage: Storage
  readonly path: string
  readonly openedAt: number
  readonly epoch: string
  readonly doc: Doc
  readonly broadcast = new Broadcast()
  readonly history: History
  private readonly options: SessionOptions
  private readonly analyser: Analyser
  private readonly runner: Runner
  private readonly projectWatch: ProjectWatch
  /** What TypeScript says of the cells. */
  private readonly types: SessionTypes | undefined
  /** What editors ask about them; undefined: nobody checks types. */
  readonly language: CellLanguage | undefined
  private readonly saver: Saver
  private readonly durability: Durability
  private readonly peers = new Set<Peer>()
  private readonly stopWatching: () => void
  private current: SessionState
  private saveTimer: NodeJS.Timeout | undefined
  private snapshotTimer: NodeJS.Timeout | undefined
  private lastActivity: number
  private lastRun = 0
  private isOrderedSave = false
  /** Somebody has written into it since it was opened here. */
  private isEdited = false
  private isClosing = false
  private isClosed = false

  /** See `openSession`. */
  constructor(options: SessionOptions, doc: Doc, epoch: string, file: KnownFile, state: SessionState) {
    this.options = options
    this.id = options.id
    this.storage = options.storage
    this.path = options.path
    this.openedAt = options.clock.now()
    this.lastActivity = this.openedAt
    this.epoch = epoch
    this.doc = doc
    this.current = { ...state, journalProblem: options.unkept }
    const dispatch = (event: SessionEvent): void => this.dispatch(event)
    this.analyser = new Analyser(doc, options.language, dispatch)
    const project = new ProjectFiles(options.language, options.folder)
    this.projectWatch = new ProjectWatch(
      project,
      () => this.current,
      dispatch,
      (path) => this.types?.fileSaved(path),
    )
    this.runner = new Runner(options, doc, project, () => this.current, dispatch)
    const types = options.openTypes?.(() => this.runner.packagesFolder)
    const imported = (of: NotebookTypes): ImportedNotebooks =>
      new ImportedNotebooks(options.folder, options.language, of)
    const current = (): SessionState => this.current
    const fetchTypes = (): Promise<boolean> => this.runner.fetchTypes()
    this.types = types && new SessionTypes(types, imported(types), fetchTypes, doc, current, dispatch)
    this.language =
      this.types && new CellLanguage(options, doc, this.types, current, (asked) => this.runner.call(asked))
    this.history = new History(options, doc, file.base.text ?? "")
    const beforeMerge = (): void => this.guard("keeping a version", this.history.keep("before-merge", ""))
    this.durability = new Durability(options, doc, (error) => {
      if (error === undefined) return dispatch({ type: "journalChanged", problem: options.unkept })
      const { title, hint } = describeHostError(error)
      dispatch({ type: "journalChanged", problem: { code: error.code, message: `${title}.`, hint } })
    })
    this.saver = new Saver(options, doc, file, this.durability, beforeMerge, dispatch)
    doc.on("update", (update: Uint8Array, origin: unknown) => this.changed(update, origin))
    const isLocal = options.storage.kind === "local"
    const localFile = isLocal ? join(options.storage.where, options.path) : undefined
    const watches = options.journal !== undefined
    this.stopWatching = watches
      ? watchFile(options.storage, localFile, () => this.saver.checkOutside())
      : () => undefined
  }

  /** Resolves when all cells have been read, or it takes too long to keep a person waiting: of thousands of cells what is
   *  known comes bit by bit. */
  async ready(): Promise<void> {
    await Promise.race([this.analyser.settled(), sleep(READ_WITHIN_MS, undefined, { ref: false })])
  }

  /** Goes on where a server that ended left off. */
  async resume(): Promise<void> {
    thinBin(this.doc, BIN_CELLS)
    await this.durability.compact()
    await this.ready()
    // It is not saved before that is known. Not waited for: a dead storage must not keep people from their text.
    this.dispatch({ type: "saveRequested" })
    void this.saver.checkOutside()
  }

  get state(): SessionState {
    return this.current
  }

  /** What the notebook asks for at its top, or why that cannot be read. */
  get frontMatter(): Result<FrontMatter, FrontMatterError> {
    return readFrontMatter(frontMatterOf(this.doc).toString())
  }

  /** All that is said of a cell before it runs. */
  problems(cell: CellId): readonly Diagnostic[] {
    return cellProblems(this.current, cell)
  }

  get idleSince(): number {
    return this.lastActivity
  }

  get peopleHere(): number {
    return this.peers.size
  }

  join(peer: Peer): () => void {
    this.peers.add(peer)
    this.dispatch({ type: "peopleChanged", here: this.peers.size })
    return () => {
      this.peers.delete(peer)
      this.dispatch({ type: "peopleChanged", here: this.peers.size })
    }
  }

  /** Resolves when the document is one that a death takes nothing from: only that is shown to a page that comes. While
   *  somebody types without a pause it gives up: false. */
  async durable(): Promise<boolean> {
    for (let n = 0; n < 50 && this.durability.isAhead; n++) await this.durability.attempted()
    return !this.durability.isAhead
  }

  /** All that a page needs to start: what it lacks of the document, and the state. Ask `durable` first. */
  welcome(stateVector: Uint8Array | undefined): {
    update: Uint8Array
    stateVector: Uint8Array
    snapshot: SessionSnapshot
    seq: number
  } {
    this.broadcast.flush()
    return {
      update: encodeStateAsUpdate(this.doc, stateVector),
      stateVector: encodeStateVector(this.doc),
      snapshot: toSnapshot(this.current),
      seq: this.broadcast.seq,
    }
  }

  /** Takes an edit of a peer. Resolves when it is on disk: only then may it be acknowledged, and only then do others see
   *  it. A malformed one throws. */
  async edit(update: Uint8Array, from: Peer): Promise<void> {
    this.assertOpen()
    applyUpdate(this.doc, update, from)
    await this.durability.settled()
  }

  /** Changes the document on the server's own account (API, importer). */
  async change(act: (doc: Doc) => void): Promise<void> {
    this.assertOpen()
    this.doc.transact(() => act(this.doc), "server")
    await this.durability.settled()
    await this.analyser.settled()
  }

  /** Orders of people. A run waits until the cells' analyses are those of their text. */
  async run(cells: readonly CellId[] | "stale" | "all"): Promise<void> {
    await this.analyser.settled()
    if (this.current.typeErrorsStop) await this.types?.settled()
    this.dispatch({ type: "runRequested", cells })
  }

  /** All that is said of its cells, once that is of the text that it has: types, names and syntax. Installs packages.
   *  `unavailable`: why nothing is said of types. */
  async check(): Promise<{ readonly unavailable: string | undefined }> {
    await this.analyser.settled()
    await this.runner.ensurePackages()
    await this.types?.settled()
    return { unavailable: this.types?.unavailable }
  }

  cancel(cells: readonly CellId[]): void {
    this.dispatch({ type: "runCancelled", cells })
  }

  interrupt(): void {
    this.dispatch({ type: "interruptRequested" })
  }

  restart(): void {
    this.dispatch({ type: "restartRequested" })
  }

  /** The file that holds all that a cell's last run printed; it is there when that is more than its state keeps. */
  outputFile(cell: CellId): string | undefined {
    return this.current.structure.some(({ id }) => id === cell) ? this.runner.outputFile(cell) : undefined
  }

  /** Gives an input its value. Resolves when it is on disk. */
  async setInput(cell: CellId, input: string, value: unknown): Promise<Result<void, HostError>> {
    if (!this.current.structure.some(({ id }) => id === cell)) return ok(undefined)
    this.dispatch({ type: "inputChanged", cell, input, value })
    const kept = await this.options.journal?.setInput(this.id, cell, input, Uint8Array.from(encode(value)))
    return kept ?? ok(undefined)
  }

  warmUp(): void {
    this.runner.warmUp()
  }

  /** Ends a runtime that has run nothing for so long. */
  endIdle(now: number, minutes: number): void {
    const { running, queue, runtime } = this.current
    if (runtime.status !== "ready" || running !== undefined || queue.length > 0) return
    if (now - Math.max(this.lastRun, runtime.since) >= minutes * 60_000) this.runner.endIdle(minutes)
  }

  cancelInstall(): void {
    this.runner.cancelInstall()
  }

  async allowScripts(packages: readonly string[]): Promise<void> {
    await this.runner.allowScripts(packages)
  }

  /** The newest version of a package that the notebook may want. */
  async latestVersion(name: string): Promise<Result<string, InstallError>> {
    if (!/^(?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*$/i.test(name))
      return err({ code: "install-failed", message: `${name} is no name of a package.`, log: "" })
    return await this.options.packages.latest(name)
  }

  call(call: ChildCall): Promise<Result<unknown, { readonly code: string; readonly message?: string }>> {
    return this.runner.call(call)
  }

  /** Saves now. Resolves when the attempt has ended; `state.save` says how. */
  async saveNow(): Promise<void> {
    this.isOrderedSave = true
    this.dispatch({ type: "saveRequested" })
    await this.saver.checkOutside()
  }

  /** A person left a Markdown cell: if they typed a heading or a fence into it, it becomes the cells that it says. */
  settleCell(id: CellId): void {
    this.assertOpen()
    const cell = readCell(id, cellsOf(this.doc).get(id))
    if (cell?.kind !== "markdown" || formatOf(this.path) !== "md") return
    const parts = parse(cell.source).cells
    if (parts.length < 2 && parts[0]?.kind !== "heading" && parts[0]?.kind !== "code") return
    const ids = parts.slice(1).map(() => this.options.ids.next() as CellId)
    this.doc.transact(() => replaceWithCells(this.doc, id, parts, ids), "server")
  }

  /** Splits a cell at a place that a page names; the new cell. Here, one after the other: two people who split at the same
   *  time would each make a cell of the rest. */
  splitCell(id: CellId, place: Uint8Array, words?: string): CellId | undefined {
    this.assertOpen()
    const at = createAbsolutePositionFromRelativePosition(decodeRelativePosition(place), this.doc)?.index
    const next = this.options.ids.next() as CellId
    const split = (): boolean => at !== undefined && splitCell(this.doc, id, at, next, words)
    return this.doc.transact(split, "server") ? next : undefined
  }

  /** Joins a cell with the one that a page sees below it. */
  joinCells(id: CellId, next: CellId, by: string): boolean {
    this.assertOpen()
    return this.doc.transact(() => joinCells(this.doc, id, next, this.options.clock.now(), by), "server")
  }

  /** Waits until nothing runs and nothing is queued. */
  async idle(): Promise<void> {
    while (!this.isIdle) {
      await new Promise<void>((resolve) => {
        const stop = this.broadcast.listen(() => {
          stop()
          resolve()
        })
      })
    }
  }

  /** Waits for a save that is under way, and lets none begin before what it gives is called. */
  holdSaving(): Promise<() => void> {
    return this.saver.hold()
  }

  /** Its file goes by another path: pages are to open it there, once this session has been closed. */
  fileMoved(path: FilePath): void {
    this.dispatch({ type: "fileMoved", path })
    this.broadcast.flush()
  }

  /** Saves, ends the runtime and lets go. The journal keeps the text whatever the storage does. */
  async close(): Promise<void> {
    // From here on nothing is taken that would not be kept: pages bring it to the next session.
    this.isClosing = true
    for (const peer of this.peers) peer.end()
    this.stopWatching()
    clearTimeout(this.saveTimer)
    clearTimeout(this.snapshotTimer)
    await this.runner.close()
    if (this.options.journal !== undefined && this.current.save.status !== "saved") {
      await Promise.race([this.saver.save(false), sleep(LAST_SAVE_MS, undefined, { ref: false })])
    }
    await Promise.race([this.history.close(), sleep(LAST_SAVE_MS, undefined, { ref: false })])
    await this.durability.close(LAST_SAVE_MS)
    if (this.current.save.status === "saved" && !this.durability.isRefused)
      await this.options.journal?.settle(this.id, undefined)
    await this.keepSnapshot()
    this.isClosed = true
    this.projectWatch.close()
    this.types?.close()
    clearTimeout(this.saveTimer)
    clearTimeout(this.snapshotTimer)
    this.doc.destroy()
  }

  private assertOpen(): void {
    if (this.isClosing) throw new Error("the session is closed")
  }

  private changed(update: Uint8Array, origin: unknown): void {
    const tried = this.durability.add(update)
    // An edit is relayed only after its commit: nobody sees what a crash could take back. While the disk refuses
    // everything, which the page says, people go on together.
    void tried.then(() => {
      for (const peer of this.peers) if (peer !== origin) peer.onUpdate(update)
    })
    this.lastActivity = this.options.clock.now()
    this.isEdited ||= isPeer(origin)
    this.types?.changed()
    this.history.changed(isPeer(origin) ? origin.person : undefined)
    this.analyser.schedule()
    if (this.options.journal !== undefined) this.dispatch({ type: "documentChanged", at: this.options.clock.now() })
  }

  private dispatch(event: SessionEvent): void {
    if (this.isClosed) return
    const before = this.current
    const { state, effects } = reduce(before, event)
    this.current = state
    this.broadcast.push(event)
    if (event.type !== "runtimeMeasured") this.lastActivity = this.options.clock.now()
    if (event.type === "cellStarted" || event.type === "cellEnded") this.lastRun = this.options.clock.now()
    if (event.type === "structureChanged") this.forgetGone(before)
    if (event.type === "cellEnded") keepOutputs(this.doc, state, event.cell)
    if (event.type === "packagesChanged" && event.packages.status !== "installing") this.types?.filesChanged()
    if (event.type === "structureChanged") this.types?.changed()
    if (event.type === "analysed") {
      if (this.isEdited) this.types?.wake()
      this.types?.changed()
      this.guard("looking at the project's files", this.projectWatch.analysed())
      this.runner.prepareSoon(Object.keys(event.analyses) as CellId[])
    }
    this.scheduleSnapshot()
    for (const effect of effects) this.carryOut(effect)
    // The end of all that was asked for is waited for: it keeps no pace.
    if (event.type === "cellEnded" && this.isIdle) this.broadcast.flush()
  }

  private get isIdle(): boolean {
    return this.current.running === undefined && this.current.queue.length === 0
  }

  private forgetGone(before: SessionState): void {
    const kept = new Set(this.current.structure.map(({ id }) => id))
    for (const { id } of before.structure) if (!kept.has(id)) this.runner.forget(id)
  }

  private carryOut(effect: Effect): void {
    switch (effect.type) {
      case "startCell":
        return this.guard("starting a cell", this.runner.startCell(effect))
      case "interruptRuntime":
        return this.runner.interrupt()
      case "restartRuntime":
        return this.guard("restarting the runtime", this.runner.restart())
      case "setInput":
        return this.runner.setInput(effect.cell, effect.input, effect.value)
      case "scheduleSave":
        clearTimeout(this.saveTimer)
        this.saveTimer = setTimeout(
          () => this.dispatch({ type: "saveDue", at: this.options.clock.now() }),
          effect.afterMs,
        )
        return
      case "save": {
        const isOrdered = this.isOrderedSave
        this.isOrderedSave = false
        return this.guard("saving", this.saver.save(isOrdered))
      }
      default:
        return assertNever(effect)
    }
  }

  private guard(what: string, done: Promise<unknown>): void {
    done.catch((error: unknown) => this.options.onIncident(what, error))
  }

  private scheduleSnapshot(): void {
    if (this.options.journal === undefined) return
    this.snapshotTimer ??= setTimeout(() => {
      this.keepSnapshot().catch((error: unknown) => this.options.onIncident("keeping outputs", error))
    }, SNAPSHOT_AFTER_MS)
  }

  private async keepSnapshot(): Promise<void> {
    this.snapshotTimer = undefined
    const { cells } = toSnapshot(this.current)
    await this.options.journal?.setSnapshot(this.id, Uint8Array.from(encode({ cells })))
  }
}

/** What comes from a page has it as its origin. */
function isPeer(origin: unknown): origin is Peer {
  return typeof origin === "object" && origin !== null && "onUpdate" in origin
}
