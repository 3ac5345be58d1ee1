import { mkdtempSync, readFileSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { expect, test } from "vitest"
import { SettingsDatabase } from "./database.ts"
import { openSecretBox, SecretBox } from "./secret-box.ts"

const folder = (): string => mkdtempSync(join(tmpdir(), "quire-settings-"))
const row = { kind: "s3", name: "b", bucketUrl: "s3://b", identity: "typed", isReadOnly: false } as const
const keys = { accessKeyId: "AKIA", secretAccessKey: "canary-secret" }

test("[C2] typed keys lie sealed, and open with the same key only", () => {
  const at = folder()
  const box = openSecretBox(at, undefined)
  expect(statSync(join(at, "secret.key")).mode & 0o777).toBe(0o600)
  {
    using database = new SettingsDatabase(at, box)
    database.addStorage({ id: "one", row, keys })
    expect(database.storages(() => undefined)).toEqual([{ id: "one", row, keys, isLocked: false }])
  }
  expect(readFileSync(join(at, "settings.db"), "latin1")).not.toContain("canary-secret")
  using again = new SettingsDatabase(at, openSecretBox(at, undefined))
  expect(again.storages(() => undefined)[0]?.keys).toEqual(keys)
  using other = new SettingsDatabase(at, new SecretBox("another key"))
  expect(other.storages(() => undefined)).toEqual([{ id: "one", row, keys: undefined, isLocked: true }])
})

test("[S15] a row that cannot be read is reported, not fatal", () => {
  const at = folder()
  using database = new SettingsDatabase(at, new SecretBox("k"))
  database.addStorage({ id: "good", row, keys: undefined })
  const raw = new DatabaseSync(join(at, "settings.db"))
  raw.exec(`insert into storages values ('bad', 0, '{"kind":"ftp"}', null), ('worse', 0, 'no json', 'x')`)
  raw.close()
  const bad: string[] = []
  expect(database.storages((id) => bad.push(id)).map(({ id }) => id)).toEqual(["good"])
  expect(bad.toSorted()).toEqual(["bad", "worse"])
})
