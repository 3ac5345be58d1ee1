import { spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { describeStorage } from "../../test/contract.ts"
import type { FilePath, FolderPath } from "../path.ts"
import type { StorageId } from "../storage.ts"
import { localStorage } from "./local.ts"
import { translateFileError } from "./file-errors.ts"

const folder = (): string => mkdtempSync(join(tmpdir(), "quire-local-"))
const storageAt = (at: string, isReadOnly = false): ReturnType<typeof localStorage> =>
  localStorage({ id: "l" as StorageId, name: "local", folder: at, isReadOnly })

describe("[C5] a local folder", () => {
  const at = folder()
  describeStorage(
    "local",
    () => Promise.resolve({ storage: storageAt(at), readOnly: storageAt(at, true), oddNames: ["tab\there", "\u0001"] }),
    { "a path above 1024 bytes is invalid": "a disk allows longer paths; the API refuses them before" },
  )
})

describe("[C6] nothing leads out of a local storage", () => {
  test.each(["/../x", "/a/../../x", "/a//b", "/./x", "/a\0b", "/out", "/out/x", "/dangling", "/up/x"])(
    "%j",
    async (path) => {
      const at = folder()
      mkdirSync(join(at, "in"))
      const home = join(at, "in")
      writeFileSync(join(at, "secret"), "s")
      symlinkSync(join(at, "secret"), join(home, "out"))
      symlinkSync(at, join(home, "up"))
      symlinkSync("/nowhere/at/all", join(home, "dangling"))
      const storage = storageAt(home)
      for (const result of [
        await storage.read(path as FilePath),
        await storage.write(path as FilePath, new Uint8Array()),
      ]) {
        expect(result.ok || ["invalid-path", "not-found"].includes(result.error.code)).toBe(true)
        expect(result.ok).toBe(false)
      }
      expect(readdirSync(at).toSorted()).toEqual(["in", "secret"])
    },
  )

  test("a file with two names stays one file, and keeps its mode", async () => {
    const at = folder()
    writeFileSync(join(at, "a"), "1", { mode: 0o640 })
    linkSync(join(at, "a"), join(at, "b"))
    expect(await storageAt(at).write("/a" as FilePath, new TextEncoder().encode("22"))).toMatchObject({ ok: true })
    expect(readFileSync(join(at, "b"), "utf8")).toBe("22")
    expect(statSync(join(at, "a"))).toMatchObject({ nlink: 2, mode: 0o100640 })
  })

  test("a pipe in a file's place is refused, not waited for", async () => {
    const at = folder()
    spawnSync("mkfifo", [join(at, "pipe")])
    const storage = storageAt(at)
    const path = "/pipe" as FilePath
    const results = [
      await storage.read(path),
      await storage.stat(path),
      await storage.write(path, new Uint8Array()),
      await storage.write(path, new Uint8Array(), { expect: "absent" }),
    ]
    for (const result of results) expect(result).toMatchObject({ ok: false, error: { code: "not-supported" } })
  })

  test.skipIf(process.getuid?.() !== 0)("another's file stays another's", async () => {
    const at = folder()
    writeFileSync(join(at, "a"), "1")
    chownSync(join(at, "a"), 65_534, 65_534)
    expect(await storageAt(at).write("/a" as FilePath, new TextEncoder().encode("22"))).toMatchObject({ ok: true })
    expect(statSync(join(at, "a"))).toMatchObject({ uid: 65_534, gid: 65_534, size: 2 })
  })

  test("a link within it is followed, and written through", async () => {
    const at = folder()
    writeFileSync(join(at, "real"), "1")
    symlinkSync("real", join(at, "link"))
    const storage = storageAt(at)
    expect(await storage.write("/link" as FilePath, new TextEncoder().encode("2"))).toMatchObject({ ok: true })
    expect(await storage.stat("/real" as FilePath)).toMatchObject({ ok: true, value: { size: 1 } })
    expect(readdirSync(at).toSorted()).toEqual(["link", "real"])
  })
})

test("[C7] what the disk refuses is said in our words", async () => {
  expect(
    ["EACCES", "EROFS", "ENOSPC", "ENAMETOOLONG", "EIO"].map(
      (code) => translateFileError({ code }, "/x", "write").code,
    ),
  ).toEqual(["access-denied", "read-only", "no-space", "invalid-path", "unexpected"])
  const storage = storageAt(folder(), true)
  expect(await storage.write("/x" as FilePath, new Uint8Array())).toEqual({
    ok: false,
    error: { code: "read-only", path: "/x" },
  })
  expect(await storage.list("/none/" as FolderPath)).toEqual({
    ok: false,
    error: { code: "not-found", path: "/none/" },
  })
  expect(await storageAt(folder()).write(`/${"x".repeat(300)}` as FilePath, new Uint8Array())).toMatchObject({
    ok: false,
    error: { code: "invalid-path" },
  })
  chmodSync(tmpdir(), 0o1777)
})
