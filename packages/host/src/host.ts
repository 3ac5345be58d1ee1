import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { access, constants, readdir, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { err, ok } from "@quire/base"
import type { Clock, Ids, Result } from "@quire/base"
import { startLanguage, TypeService } from "@quire/language"
import type { LanguageProcess } from "@quire/language"
import type { SaveProblem } from "@quire/session"
import { cellEnvironment, KIT_MODULE } from "@quire/runtime"
import { parseFilePath } from "@quire/storage"
import type { FilePath, Storage } from "@quire/storage"
import { randomIds, systemClock } from "./ambient.ts"
import type { HostError } from "./errors.ts"
import { openJournal } from "./journal/journal.ts"
import type { Journal } from "./journal/journal.ts"
import type { NotebookPlace } from "./journal/messages.ts"
import { isNotebookName } from "./notebook-file.ts"
import { Packages } from "./packages/install.ts"
import type { LiveSession } from "./session/live-session.ts"
import { findRecovered } from "./session/recovered.ts"
import type { Recovered } from "./session/recovered.ts"
import { openSession } from "./session/open-session.ts"
import type { SessionOptions } from "./session/options.ts"

export interface HostOptions {
  /** Where journal, packages and work folders are kept. */
  readonly dataFolder: string
  /** Where packages are kept, shared between data folders; default: in the data folder. */
  readonly packagesFolder?: string | undefined
  /** False: nothing is journalled or saved (`quire run`). */
  readonly keepsText: boolean
  /** Shown above each notebook: what is kept here ends with the server. */
  readonly unkept?: SaveProblem | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly memoryMb?: number | undefined
  /** The type checker reads the project's files as well, to offer what they export; default: true. */
  readonly looksAtProject?: boolean | undefined
  /** A runtime that ran nothing for so long is ended; 0, the default: never. */
  readonly idleMinutes?: number | undefined
  readonly clock?: Clock | undefined
  readonly ids?: Ids | undefined
  readonly onIncident: (what: string, error: unknown) => void
}

/** Keeps sessions alive. One a process. */
export interface Host extends AsyncDisposable {
  readonly journal: Journal | undefined
  /** Opens a notebook, or gives the session that has it open. `create`: the file must not be there yet. */
  open(storage: Storage, path: string, create: boolean): Promise<Result<LiveSession, HostError>>
  /** Notebooks that the journal has more of than their files, and that nobody has open. */
  recovered(): Promise<Result<readonly Recovered[], HostError>>
  /** Moves a file, or a folder (both paths end in `/`), by `act`: notebooks of it that are open go on at their new place with
   *  all that they have; nothing is saved or opened meanwhile. */
  move<E>(storage: string, from: string, to: string, act: () => Promise<Result<void, E>>): Promise<Result<void, E>>
  /** Whether a notebook at a place has a history. */
  isKnown(storage: string, path: string): Promise<boolean>
  /** Where a history goes on, if it is known. */
  placeOf(epoch: string): Promise<NotebookPlace | undefined>
  session(id: string): LiveSession | undefined
  sessions(): readonly LiveSession[]
  close(id: string): Promise<void>
}

const OUTPUTS = "outputs"
const IDLE_CLOSE_MS = 30 * 60_000

/** Starts a host. Errors: `data-folder-unusable`, `data-folder-locked`. Whoever starts it disposes of it. */
export async function startHost(options: HostOptions): Promise<Result<Host, HostError>> {
  const { dataFolder, keepsText } = options
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    await access(dataFolder, constants.W_OK)
    readdirSync(dataFolder)
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    return err({ code: "data-folder-unusable", folder: dataFolder, because })
  }
  const journal = keepsText ? await openJournal(join(dataFolder, "journal.db"), dataFolder) : undefined
  if (journal !== undefined && !journal.ok) return journal
  if (journal !== undefined) await forgetOutputs(join(dataFolder, OUTPUTS), journal.value)
  return ok(new RunningHost(options, journal?.value))
}

/** What was printed in sessions that nobody knows any more. */
async function forgetOutputs(folder: string, journal: Journal): Promise<void> {
  const known = await journal.sessions()
  if (!known.ok || !existsSync(folder)) return
  for (const session of await readdir(folder).catch(() => []))
    if (!known.value.includes(session))
      await rm(join(folder, session), { recursive: true, force: true }).catch(() => {})
}

/** What a server that was killed has left of cells. */
function emptyTypes(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // A folder that cannot be written: types say so when somebody asks for them.
  }
}

/** Where a path lies after a move; undefined: it was not moved. */
function movedPath(path: string, from: string, to: string): FilePath | undefined {
  if (path === from) return to as FilePath
  return from.endsWith("/") && path.startsWith(from) ? (`${to}${path.slice(from.length)}` as FilePath) : undefined
}

class RunningHost implements Host {
  readonly journal: Journal | undefined
  private readonly options: HostOptions
  private readonly language: LanguageProcess = startLanguage()
  private readonly types: TypeService
  private readonly packages: Packages
  private readonly open_ = new Map<string, LiveSession>()
  private readonly opening = new Map<string, Promise<Result<LiveSession, HostError>>>()
  private readonly sweep: NodeJS.Timeout
  /** Nothing is opened while a notebook is between two paths. */
  private moving: Promise<unknown> = Promise.resolve()

  constructor(options: HostOptions, journal: Journal | undefined) {
    this.options = options
    this.journal = journal
    this.packages = new Packages(options.packagesFolder ?? join(options.dataFolder, "packages"))
    const { dataFolder, looksAtProject = true } = options
    const typesFolder = join(dataFolder, "types")
    emptyTypes(typesFolder)
    this.types = new TypeService({ folder: typesFolder, kit: KIT_MODULE, withFiles: looksAtProject })
    this.sweep = setInterval(() => this.closeIdle(), 60_000)
    this.sweep.unref()
  }

  async open(storage: Storage, path: string, create: boolean): Promise<Result<LiveSession, HostError>> {
    const parsed = parseFilePath(path)
    if (!parsed.ok) return parsed
    if (!isNotebookName(path)) return err({ code: "not-a-notebook", path })
    for (let moving; moving !== this.moving;) await (moving = this.moving)
    const key = `${storage.id}\0${path}`
    const opening = this.opening.get(key)
    if (opening !== undefined) return await opening
    const open = this.sessions().find((session) => session.storage.id === storage.id && session.path === path)
    if (open !== undefined) return create ? err({ code: "exists", path }) : ok(open)
    const started = this.start(storage, parsed.value, create).finally(() => this.opening.delete(key))
    this.opening.set(key, started)
    return await started
  }

  async recovered(): Promise<Result<readonly Recovered[], HostError>> {
    return this.journal === undefined ? ok([]) : await findRecovered(this.journal, (id) => this.open_.has(id))
  }

  async move<E>(
    storage: string,
    from: string,
    to: string,
    act: () => Promise<Result<void, E>>,
  ): Promise<Result<void, E>> {
    const before = this.moving
    const moving = (async () => {
      await before
      await Promise.allSettled(this.opening.values())
      const affected = this.sessions().flatMap((session) => {
        const path = session.storage.id === storage ? movedPath(session.path, from, to) : undefined
        return path === undefined ? [] : [{ session, path }]
      })
      const release = await Promise.all(affected.map(({ session }) => session.holdSaving()))
      const done = await act().finally(() => release.forEach((go) => go()))
      if (!done.ok) return done
      for (const { session, path } of affected) {
        session.fileMoved(path)
        await this.close(session.id)
      }
      // If the journal cannot, the notebook is there all the same, and what was not saved stands under its old path.
      await this.journal?.move(storage, from, to)
      return done
    })()
    this.moving = moving.catch(() => undefined)
    return await moving
  }

  async isKnown(storage: string, path: string): Promise<boolean> {
    const found = await this.journal?.find(storage, path)
    return found?.ok === true && found.value !== undefined
  }

  async placeOf(epoch: string): Promise<NotebookPlace | undefined> {
    const found = await this.journal?.placeOf(epoch)
    return found?.ok === true ? found.value : undefined
  }

  session(id: string): LiveSession | undefined {
    return this.open_.get(id)
  }

  sessions(): readonly LiveSession[] {
    return [...this.open_.values()]
  }

  async close(id: string): Promise<void> {
    const session = this.open_.get(id)
    this.open_.delete(id)
    await session?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.sweep)
    await Promise.all(this.sessions().map((session) => session.close()))
    await this.language[Symbol.asyncDispose]()
    await this.types[Symbol.asyncDispose]()
    await this.journal?.[Symbol.asyncDispose]()
  }

  private async start(storage: Storage, path: FilePath, create: boolean): Promise<Result<LiveSession, HostError>> {
    const { clock = systemClock, ids = randomIds, environment, memoryMb = 1024, onIncident } = this.options
    const id = ids.next()
    const folder = this.workFolder(storage, path, id)
    const options: SessionOptions = {
      id,
      storage,
      path,
      journal: this.journal,
      unkept: this.options.unkept,
      language: this.language.with(await this.language.settingsOf(folder)),
      format: (source, lang) => this.language.format(source, lang, folder),
      packages: this.packages,
      openTypes: (packages) => this.types.open({ workspace: storage.id, folder, name: basename(path), packages }),
      folder,
      environment: cellEnvironment(environment),
      memoryMb,
      outputsFolder: this.journal === undefined ? undefined : join(this.options.dataFolder, OUTPUTS),
      clock,
      ids,
      onIncident,
    }
    const session = await openSession(options, create)
    if (session.ok) this.open_.set(session.value.id, session.value)
    return session
  }

  /** Local notebooks run where they lie; others in a folder of their own. */
  private workFolder(storage: Storage, path: FilePath, id: string): string {
    const beside = storage.kind === "local" ? dirname(join(storage.where, path)) : undefined
    if (beside !== undefined && existsSync(beside)) return beside
    const own = join(this.options.dataFolder, "work", id)
    mkdirSync(own, { recursive: true })
    return own
  }

  /** A session closes when nobody is there, nothing runs and all is saved, after a while. */
  private closeIdle(): void {
    const now = (this.options.clock ?? systemClock).now()
    const { idleMinutes = 0 } = this.options
    for (const session of this.sessions()) {
      if (idleMinutes > 0) session.endIdle(now, idleMinutes)
      const { running, queue, save } = session.state
      const isBusy = session.peopleHere > 0 || running !== undefined || queue.length > 0 || save.status !== "saved"
      if (!isBusy && now - session.idleSince > IDLE_CLOSE_MS) {
        this.close(session.id).catch((error: unknown) => this.options.onIncident("closing a session", error))
      }
    }
  }
}
