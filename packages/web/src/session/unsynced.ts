import { openDB } from "idb"
import type { DBSchema, IDBPDatabase } from "idb"
import type { KeptReplica } from "@quire/session"

interface Schema extends DBSchema {
  /** By notebook and tab. */
  unsynced: { key: [string, string]; value: KeptReplica }
}

const WAIT_MS = 300

/** Keeps in this browser what the server has not acknowledged, so that a tab that is closed, or dies, while it is offline
 *  loses nothing: the next page of the notebook brings it. A browser that keeps nothing (a private window) goes without. */
export class UnsyncedStore {
  private notebook: string
  private readonly tab = crypto.randomUUID()
  private readonly database: Promise<IDBPDatabase<Schema> | undefined>
  private timer: ReturnType<typeof setTimeout> | undefined
  private isKept = false
  private release: () => void = () => undefined

  constructor(notebook: string) {
    this.notebook = notebook
    this.database = openDB<Schema>("quire", 1, {
      upgrade: (database) => void database.createObjectStore("unsynced"),
    }).catch(() => undefined)
    // Held as long as this tab lives: what it keeps is its own until then.
    void navigator.locks?.request(this.lockOf(this.tab), () => new Promise<void>((resolve) => (this.release = resolve)))
  }

  /** To be called when something is unsynced, or nothing any more. `read` gives what is to be kept. */
  changed(isUnsynced: boolean, read: () => KeptReplica | undefined): void {
    clearTimeout(this.timer)
    if (!isUnsynced && !this.isKept) return
    this.timer = setTimeout(() => void this.write(isUnsynced ? read() : undefined), isUnsynced ? WAIT_MS : 0)
  }

  /** What tabs that are gone have left. `forget` is to be called once the server has it. */
  async left(): Promise<{ readonly kept: readonly KeptReplica[]; readonly forget: () => void }> {
    const database = await this.database
    const range = IDBKeyRange.bound([this.notebook, ""], [this.notebook, "\uffff"])
    const keys = (await database?.getAllKeys("unsynced", range).catch(() => [])) ?? []
    const found: { key: [string, string]; value: KeptReplica }[] = []
    for (const key of keys) {
      if (key[1] === this.tab || (await this.isAlive(key[1]))) continue
      const value = await database?.get("unsynced", key).catch(() => undefined)
      if (value !== undefined) found.push({ key, value })
    }
    const forget = (): void => {
      for (const { key } of found) void database?.delete("unsynced", key).catch(() => undefined)
    }
    return { kept: found.map(({ value }) => value), forget }
  }

  /** The notebook goes by another name from now on. */
  async moveTo(notebook: string, kept: KeptReplica | undefined): Promise<void> {
    clearTimeout(this.timer)
    const before = this.notebook
    this.notebook = notebook
    if (kept !== undefined) await this.write(kept)
    await (await this.database)?.delete("unsynced", [before, this.tab]).catch(() => undefined)
  }

  end(): void {
    this.release()
  }

  private async write(kept: KeptReplica | undefined): Promise<void> {
    const key: [string, string] = [this.notebook, this.tab]
    this.isKept = kept !== undefined
    const database = await this.database
    if (kept === undefined) await database?.delete("unsynced", key).catch(() => undefined)
    else await database?.put("unsynced", kept, key).catch(() => undefined)
  }

  private lockOf(tab: string): string {
    return `quire-unsynced-${tab}`
  }

  private async isAlive(tab: string): Promise<boolean> {
    if (navigator.locks === undefined) return false
    return await navigator.locks.request(this.lockOf(tab), { ifAvailable: true }, (lock) => lock === null)
  }
}
