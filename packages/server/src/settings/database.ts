import { chmodSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import type { RecentNotebook } from "@quire/protocol"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { HostError } from "@quire/host"
import { z } from "zod"
import type { SecretBox } from "./secret-box.ts"

/** A storage as settings keep it. Typed keys are sealed; `isLocked` when they cannot be opened: the key has changed. */
const storageRow = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("s3"),
    name: z.string(),
    bucketUrl: z.string(),
    region: z.string().optional(),
    identity: z.enum(["server", "typed", "anonymous"]),
    /** With `server`: this profile of `~/.aws`, and no other source. */
    profile: z.string().optional(),
    isReadOnly: z.boolean(),
  }),
  z.object({ kind: z.literal("local"), name: z.string(), folder: z.string(), isReadOnly: z.boolean() }),
])
export type StorageRow = z.infer<typeof storageRow>

const typedKeys = z.object({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string().optional(),
})
export type TypedKeys = z.infer<typeof typedKeys>

export interface KeptStorage {
  readonly id: string
  readonly row: StorageRow
  readonly keys: TypedKeys | undefined
  readonly isLocked: boolean
}

const SCHEMA = `
  pragma journal_mode = wal;
  create table if not exists storages (id text primary key, position integer not null, row text not null, sealed text);
  create table if not exists recents (
    storage text not null, path text not null, title text not null, openedAt integer not null, primary key (storage, path)
  );
`

/** The server's own facts: storages and what was opened last. Rows are read one by one: a bad one is left out and
 *  reported, never fatal. */
export class SettingsDatabase implements Disposable {
  private readonly folder: string
  private readonly database: DatabaseSync
  private readonly box: SecretBox

  constructor(dataFolder: string, box: SecretBox) {
    this.folder = dataFolder
    const file = join(dataFolder, "settings.db")
    this.database = new DatabaseSync(file)
    chmodSync(file, 0o600)
    this.database.exec(SCHEMA)
    this.box = box
  }

  storages(onBadRow: (id: string) => void): KeptStorage[] {
    return this.database
      .prepare("select * from storages order by position")
      .all()
      .flatMap((found): KeptStorage[] => {
        const id = String(found["id"])
        const row = storageRow.safeParse(parseJson(String(found["row"])))
        if (!row.success) {
          onBadRow(id)
          return []
        }
        const sealed = found["sealed"]
        if (typeof sealed !== "string") return [{ id, row: row.data, keys: undefined, isLocked: false }]
        const opened = typedKeys.safeParse(parseJson(this.box.open(sealed) ?? ""))
        return [{ id, row: row.data, keys: opened.success ? opened.data : undefined, isLocked: !opened.success }]
      })
  }

  addStorage({ id, row, keys }: Omit<KeptStorage, "isLocked">): Result<void, SettingsError> {
    const sealed = keys === undefined ? null : this.box.seal(JSON.stringify(keys))
    return this.write(
      "insert into storages select ?, coalesce(max(position), 0) + 1, ?, ? from storages",
      id,
      JSON.stringify(row),
      sealed,
    )
  }

  changeStorage({ id, row, keys }: Omit<KeptStorage, "isLocked">): Result<void, SettingsError> {
    const sealed = keys === undefined ? null : this.box.seal(JSON.stringify(keys))
    return this.write("update storages set row = ?, sealed = ? where id = ?", JSON.stringify(row), sealed, id)
  }

  removeStorage(id: string): Result<void, SettingsError> {
    const removed = this.write("delete from storages where id = ?", id)
    return removed.ok ? this.write("delete from recents where storage = ?", id) : removed
  }

  recents(): Omit<RecentNotebook, "storageName">[] {
    return this.database
      .prepare("select * from recents order by openedAt desc limit 20")
      .all()
      .map((row) => ({
        storage: String(row["storage"]),
        path: String(row["path"]),
        title: String(row["title"]),
        openedAt: Number(row["openedAt"]),
      }))
  }

  opened(storage: string, path: string, title: string, at: number): Result<void, SettingsError> {
    return this.write("insert or replace into recents values (?, ?, ?, ?)", storage, path, title, at)
  }

  [Symbol.dispose](): void {
    this.database.close()
  }

  /** The disk may be full, or the folder not writable any more. */
  private write(sql: string, ...values: (string | number | null)[]): Result<void, SettingsError> {
    try {
      this.database.prepare(sql).run(...values)
      return ok(undefined)
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error)
      return err({ code: "data-folder-unusable", folder: this.folder, because })
    }
  }
}

export type SettingsError = Extract<HostError, { code: "data-folder-unusable" }>

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
