// The thread that owns the journal: `node:sqlite` is synchronous, and a commit waits for the disk.
import { DatabaseSync } from "node:sqlite"
import type { StatementSync } from "node:sqlite"
import { parentPort, workerData } from "node:worker_threads"
import type { CellId } from "@quire/notebook"
import type { Version } from "@quire/storage"
import { ATTEMPTS } from "./messages.ts"
import type {
  BaseFile,
  FileOrder,
  FileText,
  JournalEntry,
  JournalOrder,
  JournalReply,
  JournalRequest,
  VersionOrder,
} from "./messages.ts"

const { file } = workerData as { file: string }

const PRAGMAS = `
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = full;
`

/** Each brings a journal from the version before to the next; `user_version` counts them. */
const MIGRATIONS = [
  `
  create table if not exists notebooks (
    session text primary key, storage text not null, path text not null, epoch text not null,
    baseText text, baseVersion text, snapshot blob, unique (storage, path)
  );
  create table if not exists updates (session text not null, n integer not null, bytes blob not null, primary key (session, n));
  create table if not exists inputs (session text not null, cell text not null, input text not null, value blob not null, primary key (session, cell, input));
  create table if not exists attempts (session text not null, hash text not null, primary key (session, hash));
  create table if not exists versions (
    session text not null, n integer not null, at integer not null, by text not null, reason text not null, name text not null,
    text blob not null, primary key (session, n)
  );
  `,
  // Texts with what their cells are called, instead of hashes.
  `
  alter table notebooks add column baseIds text;
  drop table attempts;
  create table attempts (session text not null, n integer not null, text text not null, ids text, primary key (session, n));
  `,
  "alter table notebooks add column isSettled integer not null default 0",
]

/** What a history has beside its row. */
const TABLES = ["updates", "inputs", "attempts", "versions"] as const

let database: DatabaseSync
try {
  database = new DatabaseSync(file)
  database.exec(PRAGMAS)
  // The exclusive lock is taken by the first write, not by the pragma.
  database.exec("begin immediate")
  const version = Number(database.prepare("pragma user_version").get()?.["user_version"])
  for (const migration of MIGRATIONS.slice(version)) database.exec(migration)
  database.exec(`pragma user_version = ${MIGRATIONS.length}; commit`)
  parentPort?.postMessage({ ready: true })
} catch (error) {
  parentPort?.postMessage({ ready: false, message: messageOf(error) })
  process.exit(0)
}

const statements = new Map<string, StatementSync>()
let waiting: JournalRequest[] = []

parentPort?.on("message", (requests: readonly JournalRequest[]) => {
  if (waiting.length === 0) setImmediate(commitAll)
  waiting.push(...requests)
})

/** Everything that waits is committed together; each is answered after the commit. */
function commitAll(): void {
  const requests = waiting
  waiting = []
  const replies: JournalReply[] = []
  try {
    database.exec("begin immediate")
    for (const { id, order } of requests) replies.push({ id, ok: true, value: carryOut(order) })
    database.exec("commit")
  } catch (error) {
    try {
      database.exec("rollback")
    } catch {
      // No transaction was open any more.
    }
    // SQLITE_FULL is 13, an I/O error 10.
    const isFull = (error as { errcode?: unknown }).errcode === 13
    for (const { id } of requests)
      parentPort?.postMessage({ id, ok: false, isFull, message: messageOf(error) } satisfies JournalReply)
    return
  }
  for (const reply of replies) parentPort?.postMessage(reply)
  if (requests.some(({ order }) => order.type === "close")) {
    database.close()
    process.exit(0)
  }
}

function carryOut(order: JournalOrder): unknown {
  switch (order.type) {
    case "create": {
      const { session, storage, path, epoch, base } = order.entry
      for (const table of TABLES)
        run(
          `delete from ${table} where session in (select session from notebooks where storage = ? and path = ?)`,
          storage,
          path,
        )
      run("delete from notebooks where storage = ? and path = ?", storage, path)
      run("insert into notebooks (session, storage, path, epoch) values (?, ?, ?, ?)", session, storage, path, epoch)
      setBase(session, base)
      append(session, order.update)
      return undefined
    }
    case "append":
      append(order.session, order.update)
      return undefined
    case "compact":
      run("delete from updates where session = ?", order.session)
      append(order.session, order.update)
      return undefined
    case "setBase":
    case "addAttempt":
    case "move":
    case "unsettled":
    case "settle":
      return carryOutFile(order)
    case "setSnapshot":
      run("update notebooks set snapshot = ? where session = ?", order.snapshot, order.session)
      return undefined
    case "setInput":
      run("insert or replace into inputs values (?, ?, ?, ?)", order.session, order.cell, order.input, order.value)
      return undefined
    case "versions":
    case "version":
    case "addVersion":
    case "nameVersion":
    case "forgetVersions":
      return carryOutVersion(order)
    case "forget":
      for (const table of TABLES) run(`delete from ${table} where session = ?`, order.session)
      run("delete from notebooks where session = ?", order.session)
      return undefined
    case "sessions":
      return sessions()
    case "find":
      return find(order.storage, order.path)
    case "placeOf":
      return placesWhere("epoch = ?", order.epoch)[0]
    case "close":
      return undefined
  }
}

function carryOutFile(order: FileOrder): unknown {
  switch (order.type) {
    case "setBase":
      setBase(order.session, order.base)
      prepare("delete from attempts where session = ? and n <= ?").run(order.session, order.settled)
      return undefined
    case "addAttempt": {
      const { n, text, ids } = order.attempt
      prepare("insert or replace into attempts values (?, ?, ?, ?)").run(order.session, n, text, idsText(ids))
      prepare("delete from attempts where session = ? and n <= ?").run(order.session, n - ATTEMPTS)
      return undefined
    }
    case "move":
      return move(order.storage, order.from, order.to)
    case "unsettled":
      return placesWhere("isSettled = 0")
    case "settle":
      prepare(
        "update notebooks set isSettled = 1 where session = ?1 and (?2 is null or ?2 = (select count(*) from updates where session = ?1))",
      ).run(order.session, order.updates ?? null)
      return undefined
  }
}

function placesWhere(condition: string, ...values: string[]): object[] {
  return prepare(`select session, storage, path from notebooks where ${condition}`)
    .all(...values)
    .map((row) => ({ ...row }))
}

function carryOutVersion(order: VersionOrder): unknown {
  switch (order.type) {
    case "versions":
      // Plain objects: rows have no prototype, and others are compared with them.
      return prepare("select n, at, by, reason, name from versions where session = ? order by n desc")
        .all(order.session)
        .map((row) => ({ ...row }))
    case "version":
      return prepare("select text from versions where session = ? and n = ?").get(order.session, order.n)?.["text"]
    case "addVersion": {
      const { at, by, reason, name, text } = order.version
      prepare(
        "insert into versions select ?, coalesce(max(n), 0) + 1, ?, ?, ?, ?, ? from versions where session = ?",
      ).run(order.session, at, by, reason, name, text, order.session)
      return undefined
    }
    case "nameVersion":
      prepare("update versions set name = ? where session = ? and n = ?").run(order.name, order.session, order.n)
      return undefined
    case "forgetVersions":
      for (const n of order.versions) prepare("delete from versions where session = ? and n = ?").run(order.session, n)
      return undefined
  }
}

function move(storage: string, from: string, to: string): void {
  const isFolder = from.endsWith("/")
  const found = prepare(
    `select session, path from notebooks where storage = ? and ${isFolder ? "substr(path, 1, length(?)) = ?" : "path in (?, ?)"}`,
  ).all(storage, from, from)
  for (const { session, path } of found)
    run(
      "update or ignore notebooks set path = ? where session = ?",
      `${to}${String(path).slice(from.length)}`,
      String(session),
    )
}

function sessions(): string[] {
  return prepare("select session from notebooks")
    .all()
    .map((row) => String(row["session"]))
}

function setBase(session: string, { text, version, ids }: BaseFile): void {
  run(
    "update notebooks set baseText = ?, baseVersion = ?, baseIds = ? where session = ?",
    text ?? null,
    version ?? null,
    idsText(ids),
    session,
  )
}

/** Ids in a column: a cell without one has an empty one. */
function idsText(ids: FileText["ids"]): string | null {
  return ids === undefined ? null : ids.map((id) => id ?? "").join(" ")
}

function readIds(value: unknown): FileText["ids"] {
  if (typeof value !== "string") return undefined
  return value === "" ? [] : value.split(" ").map((id) => (id === "" ? undefined : (id as CellId)))
}

function append(session: string, update: Uint8Array): void {
  run(
    "insert into updates select ?, coalesce(max(n), 0) + 1, ? from updates where session = ?",
    session,
    update,
    session,
  )
  run("update notebooks set isSettled = 0 where session = ? and isSettled = 1", session)
}

function find(storage: string, path: string): JournalEntry | undefined {
  const row = prepare("select * from notebooks where storage = ? and path = ?").get(storage, path)
  if (row === undefined) return undefined
  const session = String(row["session"])
  const updates = prepare("select bytes from updates where session = ? order by n").all(session)
  const inputs = prepare("select cell, input, value from inputs where session = ?").all(session)
  const attempts = prepare("select * from attempts where session = ? order by n").all(session)
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)
  return {
    session,
    storage,
    path,
    epoch: String(row["epoch"]),
    base: {
      text: text(row["baseText"]),
      version: text(row["baseVersion"]) as Version | undefined,
      ids: readIds(row["baseIds"]),
    },
    attempts: attempts.map((found) => ({
      n: Number(found["n"]),
      text: String(found["text"]),
      ids: readIds(found["ids"]),
    })),
    snapshot: row["snapshot"] instanceof Uint8Array ? row["snapshot"] : undefined,
    updates: updates.map((update) => update["bytes"] as Uint8Array),
    inputs: inputs.map((found) => ({
      cell: String(found["cell"]),
      input: String(found["input"]),
      value: found["value"] as Uint8Array,
    })),
  }
}

function run(sql: string, ...values: (string | null | Uint8Array)[]): void {
  prepare(sql).run(...values)
}

function prepare(sql: string): StatementSync {
  const statement = statements.get(sql) ?? database.prepare(sql)
  statements.set(sql, statement)
  return statement
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
