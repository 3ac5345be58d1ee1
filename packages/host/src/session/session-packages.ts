import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { readFrontMatter } from "@quire/notebook"
import { frontMatterOf } from "@quire/session"
import type { PackagesStatus, SessionEvent } from "@quire/session"
import { parseFilePath } from "@quire/storage"
import type { Doc } from "yjs"
import type { InstallError } from "../packages/pnpm.ts"
import { readNotebookFile } from "../notebook-file.ts"
import type { NotebookFile } from "../notebook-file.ts"
import type { SessionOptions } from "./options.ts"

/** The packages of one notebook: named in its front matter, locked in `NAME.lock.yaml` beside it, in whatever storage it
 *  lies. They are installed when a cell is about to run, and never by opening. */
export class SessionPackages {
  private readonly options: SessionOptions
  private readonly doc: Doc
  private readonly dispatch: (event: SessionEvent) => void
  /** The names and versions that are installed, as the front matter has them. */
  private installed = ""
  private cancelling = new AbortController()

  constructor(options: SessionOptions, doc: Doc, dispatch: (event: SessionEvent) => void) {
    this.options = options
    this.doc = doc
    this.dispatch = dispatch
  }

  /** Where they are, or will be. */
  get folder(): string {
    return this.options.packages.folderOf(this.notebook)
  }

  hasAny(): boolean {
    return this.dependencies().size > 0
  }

  /** Whether all that the front matter names is there. */
  isReady(): boolean {
    return this.named() === this.installed
  }

  /** Installs what is missing. True: a version that was there before was replaced. */
  async ensure(): Promise<Result<boolean, InstallError>> {
    const named = this.named()
    if (named === this.installed) return ok(false)
    const dependencies = this.dependencies()
    if (dependencies.size === 0) {
      this.installed = named
      this.say({ status: "none" })
      return ok(false)
    }
    this.cancelling = new AbortController()
    this.say({ status: "installing", text: [...dependencies].map((pair) => pair.join("@")).join(", ") })
    const lock = await this.readLock()
    const installed = await this.options.packages.ensure(
      { notebook: this.notebook, dependencies, lock: lock?.text },
      (text) => this.say({ status: "installing", text }),
      this.cancelling.signal,
    )
    if (!installed.ok) return this.failed(installed.error)
    this.installed = named
    if (installed.value.lock !== lock?.text) await this.writeLock(installed.value.lock, lock)
    this.say({ status: "ready", heldScripts: installed.value.heldScripts })
    return ok(installed.value.isReplaced)
  }

  /** Fetches the types of packages that are installed and bring none. True: there are others than before. */
  async fetchTypes(): Promise<boolean> {
    const dependencies = this.dependencies()
    if (!this.isReady() || dependencies.size === 0) return false
    const { packages } = this.options
    const fetched = await packages.ensureTypes({ notebook: this.notebook, dependencies }, this.cancelling.signal)
    return fetched.ok && fetched.value
  }

  private failed(error: InstallError): Result<never, InstallError> {
    const { message, log } = error
    this.say({ status: "failed", message, log })
    return err(error)
  }

  cancel(): void {
    this.cancelling.abort()
  }

  /** A person said yes: they run at once, with an install. */
  async allowScripts(packages: readonly string[]): Promise<Result<boolean, InstallError>> {
    const allowed = await this.options.packages.allowScripts(packages)
    if (!allowed.ok) return this.failed(allowed.error)
    this.installed = ""
    return await this.ensure()
  }

  private get notebook(): string {
    return `${this.options.storage.id}\0${this.options.storage.where}\0${this.options.path}`
  }

  private say(packages: PackagesStatus): void {
    this.dispatch({ type: "packagesChanged", packages })
  }

  private named(): string {
    return JSON.stringify([...this.dependencies()])
  }

  private dependencies(): ReadonlyMap<string, string> {
    const read = readFrontMatter(frontMatterOf(this.doc).toString())
    return read.ok ? read.value.dependencies : new Map()
  }

  private lockPath(): ReturnType<typeof parseFilePath> {
    return parseFilePath(`${this.options.path.replace(/\.(?:md|markdown)$/i, "")}.lock.yaml`)
  }

  private async readLock(): Promise<NotebookFile | undefined> {
    const path = this.lockPath()
    const read = path.ok ? await readNotebookFile(this.options.storage, path.value) : undefined
    return read?.ok === true ? read.value : undefined
  }

  /** Not written by `quire run`, which changes no files, nor where the storage refuses: the notebook's own packages folder
   *  keeps it, too. */
  private async writeLock(lock: string, before: NotebookFile | undefined): Promise<void> {
    const path = this.lockPath()
    if (!path.ok || this.options.journal === undefined) return
    await this.options.storage.write(path.value, new TextEncoder().encode(lock), {
      expect: before?.version ?? "absent",
    })
  }
}
