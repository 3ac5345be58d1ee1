import { describe, expect, test } from "vitest"
import { readAll } from "../src/storage.ts"
import type { Storage, Version } from "../src/storage.ts"
import type { FilePath, FolderPath } from "../src/path.ts"

export interface StorageUnderTest {
  readonly storage: Storage
  /** Keys that this storage allows beside ordinary ones. */
  readonly oddNames: readonly string[]
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const file = (path: string): FilePath => path as FilePath

/** What every storage does, whatever it is made of. Each test works in a folder of its own. */
export function describeStorage(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`the contract of a storage: ${name}`, () => {
    let running: Promise<StorageUnderTest> | undefined
    let count = 0
    const open = async (): Promise<StorageUnderTest & { at: string; text: (path: string) => Promise<string> }> => {
      running ??= start()
      const under = await running
      const text = async (path: string): Promise<string> => {
        const read = await readAll(under.storage, file(path), 1_000_000)
        return read.ok ? new TextDecoder().decode(read.value.bytes) : read.error.code
      }
      return { ...under, at: `/t${++count}`, text }
    }
    const versionOf = async (written: ReturnType<Storage["write"]>): Promise<Version> => {
      const result = await written
      if (!result.ok) throw new Error(JSON.stringify(result.error))
      return result.value
    }

    test("what is written is read, listed and removed", async () => {
      const { storage, at, text } = await open()
      const version = await versionOf(storage.write(file(`${at}/a.md`), bytes("one")))
      expect(await text(`${at}/a.md`)).toBe("one")
      const read = await storage.read(file(`${at}/a.md`))
      expect(read).toMatchObject({ ok: true, value: { version, size: 3 } })
      if (read.ok) await read.value.body.cancel()
      expect(await storage.stat(file(`${at}/a.md`))).toMatchObject({
        ok: true,
        value: { type: "file", size: 3, version },
      })
      const listed = await storage.list(`${at}/` as FolderPath)
      expect(listed.ok && listed.value.entries.map(({ path, type, size }) => ({ path, type, size }))).toEqual([
        { path: `${at}/a.md`, type: "file", size: 3 },
      ])
      expect(await storage.remove(file(`${at}/a.md`))).toEqual({ ok: true, value: undefined })
      expect(await text(`${at}/a.md`)).toBe("not-found")
    })

    test("what is not there is not-found", async () => {
      const { storage, at } = await open()
      const error = { ok: false, error: { code: "not-found", path: `${at}/no` } }
      expect(await storage.read(file(`${at}/no`))).toEqual(error)
      expect(await storage.stat(file(`${at}/no`))).toEqual(error)
      expect(await storage.remove(file(`${at}/no`))).toEqual(error)
    })

    test("a file that must be new is written once", async () => {
      const { storage, at, text } = await open()
      const version = await versionOf(storage.write(file(`${at}/n`), bytes("1"), { expect: "absent" }))
      expect(await storage.write(file(`${at}/n`), bytes("2"), { expect: "absent" })).toEqual({
        ok: false,
        error: { code: "conflict", path: `${at}/n`, found: version },
      })
      expect(await text(`${at}/n`)).toBe("1")
    })

    test("a write against another version is a conflict that says what it found", async () => {
      const { storage, at, text } = await open()
      const one = await versionOf(storage.write(file(`${at}/v`), bytes("1")))
      const two = await versionOf(storage.write(file(`${at}/v`), bytes("2"), { expect: one }))
      expect(await storage.write(file(`${at}/v`), bytes("3"), { expect: one })).toEqual({
        ok: false,
        error: { code: "conflict", path: `${at}/v`, found: two },
      })
      expect(await text(`${at}/v`)).toBe("2")
      await storage.remove(file(`${at}/v`))
      expect(await storage.write(file(`${at}/v`), bytes("3"), { expect: two })).toMatchObject({
        ok: false,
        error: { code: "conflict" },
      })
    })

    test("the same content has the same version", async () => {
      const { storage, at } = await open()
      const one = await versionOf(storage.write(file(`${at}/s`), bytes("same")))
      const two = await versionOf(storage.write(file(`${at}/s`), bytes("same"), { expect: one }))
      expect(two).toBe(one)
    })

    test("a listing comes in pages, folders as folders", async () => {
      const { storage, at } = await open()
      for (const name of ["a", "b/x", "b/y", "c", "d"])
        await versionOf(storage.write(file(`${at}/${name}`), bytes(name)))
      const seen: string[] = []
      let cursor: string | undefined
      let pages = 0
      do {
        const page = await storage.list(`${at}/` as FolderPath, { cursor, limit: 2 })
        if (!page.ok) throw new Error(page.error.code)
        seen.push(...page.value.entries.map(({ path }) => path.slice(at.length)))
        cursor = page.value.cursor
        pages++
      } while (cursor !== undefined && pages < 10)
      expect(seen.toSorted()).toEqual(["/a", "/b/", "/c", "/d"])
      expect(pages).toBeGreaterThan(1)
    })

    test("names that are odd", async () => {
      const { storage, at, oddNames, text } = await open()
      const names = [
        "with space",
        "100% (copy).md",
        "a+b=c&d;e,f@g:h!",
        "#1?",
        "é",
        "emoji 🌡️",
        "~.-_'\"",
        "[x]{y}^`|\\<>",
        ...oddNames,
      ]
      for (const [index, name] of names.entries()) {
        const path = `${at}/${name}`
        expect([name, await storage.write(file(path), bytes(String(index)))]).toMatchObject([name, { ok: true }])
        expect([name, await text(path)]).toEqual([name, String(index)])
      }
      const listed = await storage.list(`${at}/` as FolderPath)
      const found = listed.ok
        ? listed.value.entries.filter(({ type }) => type === "file").map(({ path }) => path.slice(at.length + 1))
        : []
      expect(new Set(found)).toEqual(new Set(names.filter((name) => !name.includes("/"))))
      for (const name of names)
        expect([name, await storage.remove(file(`${at}/${name}`))]).toMatchObject([name, { ok: true }])
    })

    test("of ten writers against one version, at most one wins where conditions are strong", async () => {
      const { storage, at, text } = await open()
      const version = await versionOf(storage.write(file(`${at}/race`), bytes("start"), { expect: "absent" }))
      const tries = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          storage.write(file(`${at}/race`), bytes(`writer ${n}`), { expect: version }),
        ),
      )
      const winners = tries.filter((result) => result.ok).length
      expect(winners).toBeGreaterThanOrEqual(1)
      if (storage.capabilities.conditionalWrites === "strong") expect(winners).toBe(1)
      for (const result of tries) if (!result.ok) expect(result.error.code).toBe("conflict")
      expect(await text(`${at}/race`)).toMatch(/^writer \d$/)
    })

    test("an empty file, and one of 3 MB", async () => {
      const { storage, at, text } = await open()
      await versionOf(storage.write(file(`${at}/empty`), new Uint8Array()))
      expect(await text(`${at}/empty`)).toBe("")
      const large = new Uint8Array(3_000_000).fill(7)
      await versionOf(storage.write(file(`${at}/large`), large))
      const read = await readAll(storage, file(`${at}/large`), 4_000_000)
      expect(read.ok && Buffer.compare(read.value.bytes, large)).toBe(0)
      expect(await readAll(storage, file(`${at}/large`), 1000)).toMatchObject({
        ok: false,
        error: { code: "too-large" },
      })
    })

    test("the probe finds that all works, and leaves nothing behind", async () => {
      const { storage } = await open()
      const report = await storage.probe()
      expect(report).toMatchObject({ error: undefined, canRead: true, canWrite: true })
      const listed = await storage.list("/" as FolderPath)
      expect(listed.ok && listed.value.entries.filter(({ path }) => path.includes("quire"))).toEqual([])
    })
  })
}
