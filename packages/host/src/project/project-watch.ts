import { existsSync, watch } from "node:fs"
import type { FSWatcher } from "node:fs"
import { join } from "node:path"
import type { CellId } from "@quire/notebook"
import type { SessionEvent, SessionState } from "@quire/session"
import type { ProjectFiles } from "./project-files.ts"

const SETTLE_MS = 50

/** Says when a file of the project that cells import was saved: those cells become stale. A folder that cannot be watched
 *  is looked at when its cells run. */
export class ProjectWatch {
  private readonly project: ProjectFiles
  private readonly state: () => SessionState
  private readonly dispatch: (event: SessionEvent) => void
  private readonly onSaved: (path: string) => void
  private readonly watchers = new Map<string, FSWatcher>()
  private timer: NodeJS.Timeout | undefined
  private imports = ""
  private isClosed = false
  private looking: Promise<void> = Promise.resolve()

  constructor(
    project: ProjectFiles,
    state: () => SessionState,
    dispatch: (event: SessionEvent) => void,
    onSaved: (path: string) => void,
  ) {
    this.onSaved = onSaved
    this.project = project
    this.state = state
    this.dispatch = dispatch
  }

  /** To be called when the cells' analyses changed. */
  async analysed(): Promise<void> {
    const imports = JSON.stringify(this.importing().map(([id, { imports: own }]) => [id, own]))
    if (imports === this.imports) return
    this.imports = imports
    await this.look()
  }

  /** Looks at all files that cells import. */
  look(): Promise<void> {
    // One at a time: a slow one must not say an older version after a newer one.
    this.looking = this.looking.then(() => (this.isClosed ? undefined : this.lookNow())).catch(() => undefined)
    return this.looking
  }

  private async lookNow(): Promise<void> {
    const folders = new Set<string>()
    const files: Record<CellId, Readonly<Record<string, string>>> = {}
    for (const [id, { imports }] of this.importing()) {
      const found = await this.project.find(imports)
      for (const folder of found.folders) folders.add(folder)
      if (JSON.stringify(found.versions) !== JSON.stringify(this.state().files[id] ?? {})) files[id] = found.versions
    }
    for (const id of Object.keys(this.state().files) as CellId[]) {
      const isGone = this.state().analyses[id]?.imports.length === 0
      if (isGone && Object.keys(this.state().files[id] ?? {}).length > 0) files[id] = {}
    }
    this.watch(folders)
    if (Object.keys(files).length > 0 && !this.isClosed) this.dispatch({ type: "filesChanged", files })
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.timer)
    this.watch(new Set())
  }

  private importing(): [CellId, SessionState["analyses"][CellId]][] {
    const all = Object.entries(this.state().analyses) as [CellId, SessionState["analyses"][CellId]][]
    return all.filter(([, { imports }]) => imports.length > 0)
  }

  private watch(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.watchers) {
      if (folders.has(folder) && !this.isClosed) continue
      watcher.close()
      this.watchers.delete(folder)
    }
    if (this.isClosed) return
    for (const folder of folders) {
      if (this.watchers.has(folder)) continue
      try {
        const watcher = watch(folder, { persistent: false }, (kind, name) => {
          if (name !== null) this.onSaved(join(folder, name))
          if (kind === "rename" && !existsSync(folder)) this.drop(folder)
          this.lookSoon()
        })
        watcher.on("error", () => this.watchers.delete(folder))
        this.watchers.set(folder, watcher)
      } catch {
        // Not there, or too many watches.
      }
    }
  }

  /** A folder that is gone may come back: it is watched anew then, at the next look. */
  private drop(folder: string): void {
    this.watchers.get(folder)?.close()
    this.watchers.delete(folder)
  }

  private lookSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.look(), SETTLE_MS)
  }
}
