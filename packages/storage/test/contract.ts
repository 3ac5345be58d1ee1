import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { readAll } from "../src/storage.ts"
import type { AnyPath, FileSource, ReadOptions, Storage, Version, WriteOptions } from "../src/storage.ts"
import type { FilePath, FolderPath } from "../src/path.ts"

export interface StorageUnderTest {
  readonly storage: Storage
  /** The same place, opened read only. */
  readonly readOnly: Storage
  /** Keys that this storage allows beside ordinary ones. */
  readonly oddNames: readonly string[]
  /** What is left of uploads that were begun and not ended; undefined where there are none to count. */
  readonly leftParts?: (() => Promise<number>) | undefined
}

/** Behaviours that a kind of storage does not have, and why. */
export type Skips = Readonly<Record<string, string>>

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const PART = 9 * 1024 * 1024

/** A stream of chunks; `fails` after them. */
function streamOf(chunks: readonly Uint8Array[], fails = false): ReadableStream<Uint8Array> {
  let n = 0
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[n++]
      if (chunk !== undefined) controller.enqueue(chunk)
      else if (fails) controller.error(new Error("the source broke"))
      else controller.close()
    },
  })
}

/** One test's folder in the storage, and short words for what tests do there. */
class Place {
  readonly storage: Storage
  readonly readOnly: Storage
  readonly oddNames: readonly string[]
  readonly leftParts: StorageUnderTest["leftParts"]
  readonly folder: FolderPath

  constructor(under: StorageUnderTest, number: number) {
    this.storage = under.storage
    this.readOnly = under.readOnly
    this.oddNames = under.oddNames
    this.leftParts = under.leftParts
    this.folder = `/t${number}/` as FolderPath
  }

  at(name: string): FilePath {
    return `${this.folder}${name}` as FilePath
  }

  in(name: string): FolderPath {
    return `${this.folder}${name}` as FolderPath
  }

  /** The new version, or the error's code. */
  async put(name: string, body: string | FileSource, options?: WriteOptions): Promise<string> {
    const written = await this.storage.write(this.at(name), typeof body === "string" ? encode(body) : body, options)
    return written.ok ? written.value : written.error.code
  }

  async version(name: string, body: string, options?: WriteOptions): Promise<Version> {
    const written = await this.storage.write(this.at(name), encode(body), options)
    if (!written.ok) throw new Error(JSON.stringify(written.error))
    return written.value
  }

  /** What is read, or the error's code. */
  async text(name: string, options: ReadOptions = {}): Promise<string> {
    const read = await this.storage.read(this.at(name), options)
    return read.ok ? await new Response(read.value.body).text() : read.error.code
  }

  async bytes(name: string): Promise<Uint8Array> {
    const read = await readAll(this.storage, this.at(name), 100_000_000)
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    return read.value.bytes
  }

  /** Names in a folder, all pages, sorted; or the error's code. */
  async names(name = "", limit?: number): Promise<string> {
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = await this.storage.list(this.in(name), { cursor, limit })
      if (!page.ok) return page.error.code
      names.push(...page.value.entries.map(({ path }) => path.slice(this.folder.length + name.length)))
      cursor = page.value.cursor
    } while (cursor !== undefined)
    return names.toSorted().join(" ")
  }

  async fill(...names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.version(name, name)))
  }

  async code(done: Promise<{ ok: boolean; error?: { code: string } }>): Promise<string> {
    const result = await done
    return result.ok ? "ok" : (result.error?.code ?? "")
  }

  copy(from: string, to: string): Promise<string> {
    return this.code(this.storage.copy(this.path(from), this.path(to)))
  }

  move(from: string, to: string): Promise<string> {
    return this.code(this.storage.move(this.path(from), this.path(to)))
  }

  remove(name: string): Promise<string> {
    return this.code(this.storage.remove(this.path(name)))
  }

  make(name: string): Promise<string> {
    return this.code(this.storage.createFolder(this.in(name)))
  }

  path(name: string): AnyPath {
    return `${this.folder}${name}` as AnyPath
  }
}

type Behaviour = readonly [name: string, act: (place: Place) => Promise<void>]

const is = async (actual: Promise<unknown>, expected: unknown): Promise<void> => expect(await actual).toEqual(expected)

const BODIES: readonly Behaviour[] = [
  ["what is written is read", async (p) => (await p.put("a", "one"), is(p.text("a"), "one"))],
  ["an empty file is a file", async (p) => (await p.put("a", ""), is(p.text("a"), ""))],
  [
    "every byte comes back",
    async (p) => {
      const all = Uint8Array.from({ length: 256 }, (_, n) => n)
      await p.put("a", all)
      expect(Buffer.compare(await p.bytes("a"), all)).toBe(0)
    },
  ],
  [
    "three megabytes come back",
    async (p) => {
      const large = new Uint8Array(3_000_000).fill(7)
      await p.put("a", large)
      expect(Buffer.compare(await p.bytes("a"), large)).toBe(0)
    },
  ],
  ["line endings are kept", async (p) => (await p.put("a", "x\r\ny\rz\n"), is(p.text("a"), "x\r\ny\rz\n"))],
  [
    "a byte order mark is kept",
    async (p) => {
      await p.put("a", Uint8Array.of(0xef, 0xbb, 0xbf, 0x78))
      expect([...(await p.bytes("a"))]).toEqual([0xef, 0xbb, 0xbf, 0x78])
    },
  ],
  [
    "a shorter file leaves no tail of the longer",
    async (p) => {
      await p.put("a", "a long one")
      await p.put("a", "short")
      await is(p.text("a"), "short")
    },
  ],
  ["folders are made as needed", async (p) => (await p.put("b/c/d/e", "deep"), is(p.text("b/c/d/e"), "deep"))],
  ["a file that begins with a dot", async (p) => (await p.put(".x", "1"), is(p.text(".x"), "1"))],
  [
    "a name of 255 bytes",
    async (p) => {
      const name = "n".repeat(255)
      await p.put(name, "1")
      await is(p.text(name), "1")
    },
  ],
  ["a path above 1024 bytes is invalid", async (p) => is(p.put(`${"d/".repeat(520)}x`, "1"), "invalid-path")],
  [
    "a file above what is wanted is not read on",
    async (p) => {
      await p.put("a", "x".repeat(2000))
      expect(await readAll(p.storage, p.at("a"), 1000)).toMatchObject({ ok: false, error: { code: "too-large" } })
    },
  ],
  [
    "two readers at once get the same",
    async (p) => {
      await p.put("a", "same")
      expect(await Promise.all([p.text("a"), p.text("a")])).toEqual(["same", "same"])
    },
  ],
  [
    "a reader that lets go harms nobody",
    async (p) => {
      await p.put("a", new Uint8Array(2_000_000))
      const read = await p.storage.read(p.at("a"))
      if (read.ok) await read.value.body.cancel()
      expect((await p.bytes("a")).length).toBe(2_000_000)
    },
  ],
  [
    "a body says its size",
    async (p) => {
      await p.put("a", "12345")
      const read = await p.storage.read(p.at("a"))
      expect(read).toMatchObject({ ok: true, value: { size: 5 } })
      if (read.ok) await read.value.body.cancel()
    },
  ],
  [
    "twenty files at once",
    async (p) => {
      await p.fill(...Array.from({ length: 20 }, (_, n) => `f${n}`))
      expect(await Promise.all(Array.from({ length: 20 }, (_, n) => p.text(`f${n}`)))).toEqual(
        Array.from({ length: 20 }, (_, n) => `f${n}`),
      )
    },
  ],
]

const FACTS: readonly Behaviour[] = [
  [
    "the version of a write is that of stat",
    async (p) => {
      const version = await p.version("a", "1")
      expect(await p.storage.stat(p.at("a"))).toMatchObject({ ok: true, value: { version } })
    },
  ],
  [
    "the version of a write is that of read",
    async (p) => {
      const version = await p.version("a", "1")
      const read = await p.storage.read(p.at("a"))
      expect(read).toMatchObject({ ok: true, value: { version } })
      if (read.ok) await read.value.body.cancel()
    },
  ],
  [
    "a listing's version, where it has one, is that of the write",
    async (p) => {
      const version = await p.version("a", "1")
      const page = await p.storage.list(p.folder)
      expect(page.ok && [version, undefined]).toContain(page.ok ? page.value.entries[0]?.version : "")
    },
  ],
  [
    "another content has another version",
    async (p) => expect(await p.version("a", "1")).not.toBe(await p.version("a", "2")),
  ],
  [
    "the same content has the same version",
    async (p) => expect(await p.version("a", "1")).toBe(await p.version("a", "1")),
  ],
  ["a version has no quotes", async (p) => expect(await p.version("a", "1")).not.toContain('"')],
  [
    "stat says size and type",
    async (p) => {
      await p.put("a", "123")
      expect(await p.storage.stat(p.at("a"))).toMatchObject({
        ok: true,
        value: { type: "file", size: 3, path: p.at("a") },
      })
    },
  ],
  [
    "stat says when it was written",
    async (p) => {
      await p.put("a", "1")
      const found = await p.storage.stat(p.at("a"))
      expect(Math.abs((found.ok ? (found.value.modifiedAt ?? 0) : 0) - Date.now())).toBeLessThan(60_000)
    },
  ],
]

const MISSING: readonly Behaviour[] = [
  ["reading what is not there", async (p) => is(p.text("no"), "not-found")],
  ["stat of what is not there", async (p) => is(p.code(p.storage.stat(p.at("no"))), "not-found")],
  ["removing what is not there", async (p) => is(p.remove("no"), "not-found")],
  ["removing a folder that is not there", async (p) => is(p.remove("no/"), "not-found")],
  ["copying what is not there", async (p) => is(p.copy("no", "a"), "not-found")],
  ["copying a folder that is not there", async (p) => is(p.copy("no/", "a/"), "not-found")],
  ["moving what is not there", async (p) => is(p.move("no", "a"), "not-found")],
  ["moving a folder that is not there", async (p) => is(p.move("no/", "a/"), "not-found")],
  ["a range of what is not there", async (p) => is(p.text("no", { range: { offset: 1 } }), "not-found")],
  [
    "a folder's name is no file",
    async (p) => {
      await p.put("d/x", "1")
      expect(["not-found", "invalid-path"]).toContain(await p.text("d"))
    },
  ],
  [
    "what was removed is not there",
    async (p) => (await p.put("a", "1"), await p.remove("a"), is(p.text("a"), "not-found")),
  ],
  [
    "the error names the path",
    async (p) =>
      expect(await p.storage.stat(p.at("no"))).toEqual({ ok: false, error: { code: "not-found", path: p.at("no") } }),
  ],
]

const CONDITIONS: readonly Behaviour[] = [
  ["absent: a new file is written", async (p) => (await p.put("a", "1", { expect: "absent" }), is(p.text("a"), "1"))],
  [
    "absent: a file that is there is a conflict with its version",
    async (p) => {
      const found = await p.version("a", "1")
      expect(await p.storage.write(p.at("a"), encode("2"), { expect: "absent" })).toEqual({
        ok: false,
        error: { code: "conflict", path: p.at("a"), found },
      })
    },
  ],
  [
    "absent: a refused write changes nothing",
    async (p) => {
      await p.put("a", "1")
      await p.put("a", "2", { expect: "absent" })
      await is(p.text("a"), "1")
    },
  ],
  [
    "absent: after a removal it is new again",
    async (p) => {
      await p.put("a", "1")
      await p.remove("a")
      await p.version("a", "2", { expect: "absent" })
      await is(p.text("a"), "2")
    },
  ],
  [
    "absent: an empty file is there",
    async (p) => (await p.put("a", ""), is(p.put("a", "1", { expect: "absent" }), "conflict")),
  ],
  [
    "a version: the current one is written over",
    async (p) => {
      await p.version("a", "2", { expect: await p.version("a", "1") })
      await is(p.text("a"), "2")
    },
  ],
  [
    "a version: an old one is a conflict with what is there",
    async (p) => {
      const old = await p.version("a", "1")
      const found = await p.version("a", "2")
      expect(await p.storage.write(p.at("a"), encode("3"), { expect: old })).toEqual({
        ok: false,
        error: { code: "conflict", path: p.at("a"), found },
      })
    },
  ],
  [
    "a version: a refused write changes nothing",
    async (p) => {
      const old = await p.version("a", "1")
      await p.version("a", "2")
      await p.put("a", "3", { expect: old })
      await is(p.text("a"), "2")
    },
  ],
  [
    "a version: of a file that is gone is a conflict",
    async (p) => {
      const old = await p.version("a", "1")
      await p.remove("a")
      await is(p.put("a", "2", { expect: old }), "conflict")
      await is(p.text("a"), "not-found")
    },
  ],
  [
    "a version: ten in a row",
    async (p) => {
      let version = await p.version("a", "0")
      for (let n = 1; n <= 10; n++) version = await p.version("a", String(n), { expect: version })
      await is(p.text("a"), "10")
    },
  ],
  [
    "a version: writing the same again is no conflict",
    async (p) => {
      const version = await p.version("a", "1")
      expect(await p.version("a", "1", { expect: version })).toBe(version)
    },
  ],
  [
    "without one, what is there is written over",
    async (p) => (await p.put("a", "1"), await p.put("a", "2"), is(p.text("a"), "2")),
  ],
  ...(["absent", "version"] as const).map((kind): Behaviour => [
    `${kind}: of ten at once one wins where conditions are strong, and the others get a conflict`,
    async (p) => {
      const expected = kind === "absent" ? "absent" : await p.version("race", "start")
      const tries = await Promise.all(
        Array.from({ length: 10 }, (_, n) => p.put("race", `writer ${n}`, { expect: expected })),
      )
      const winners = tries.filter((outcome) => outcome !== "conflict")
      if (p.storage.capabilities.conditionalWrites === "strong") expect(winners).toHaveLength(1)
      expect(winners.length).toBeGreaterThan(0)
      expect(await p.text("race")).toMatch(/^writer \d$/)
    },
  ]),
]

const TEN = "0123456789"
const range = (offset: number, length?: number): ReadOptions => ({ range: { offset, length } })
const RANGES: readonly Behaviour[] = (
  [
    ["the first bytes", range(0, 3), "012"],
    ["bytes from the middle", range(4, 2), "45"],
    ["from the middle to the end", range(7), "789"],
    ["from the start to the end", range(0), TEN],
    ["the last byte", range(9, 1), "9"],
    ["more than there is", range(8, 100), "89"],
    ["from the end on", range(10), ""],
    ["past the end", range(50, 5), ""],
    ["no bytes", range(3, 0), ""],
  ] as const
).map(([name, options, expected]): Behaviour => [
  `a range: ${name}`,
  async (p) => {
    await p.put("a", TEN)
    await is(p.text("a", options), expected)
  },
])

const MORE_RANGES: readonly Behaviour[] = [
  ["a range of an empty file", async (p) => (await p.put("a", ""), is(p.text("a", range(0, 5)), ""))],
  [
    "a range is of bytes, not characters",
    async (p) => {
      await p.put("a", "äöü")
      const read = await p.storage.read(p.at("a"), range(1, 3))
      expect(read.ok && [...new Uint8Array(await new Response(read.value.body).arrayBuffer())]).toEqual([
        0xa4, 0xc3, 0xb6,
      ])
    },
  ],
  [
    "a range has the version of the whole, and its own size",
    async (p) => {
      const version = await p.version("a", TEN)
      const read = await p.storage.read(p.at("a"), range(2, 4))
      expect(read).toMatchObject({ ok: true, value: { version, size: 4 } })
      if (read.ok) await read.value.body.cancel()
    },
  ],
]

const large = (seed: number): Uint8Array[] =>
  Array.from({ length: 9 }, (_, n) => new Uint8Array(1024 * 1024).fill((seed + n) % 251))
const hash = (chunks: readonly Uint8Array[]): string => {
  const sum = createHash("sha256")
  for (const chunk of chunks) sum.update(chunk)
  return sum.digest("hex")
}
const noParts = async (p: Place): Promise<void> => expect(await (p.leftParts?.() ?? 0)).toBe(0)

const STREAMS: readonly Behaviour[] = [
  [
    "a stream is written",
    async (p) => (await p.put("a", streamOf([encode("one "), encode("two")])), is(p.text("a"), "one two")),
  ],
  ["an empty stream is an empty file", async (p) => (await p.put("a", streamOf([])), is(p.text("a"), ""))],
  [
    "a thousand small chunks",
    async (p) => {
      await p.put("a", streamOf(Array.from({ length: 1000 }, () => encode("x"))))
      await is(p.text("a"), "x".repeat(1000))
    },
  ],
  [
    "a stream of nine megabytes comes back whole",
    async (p) => {
      const chunks = large(1)
      await p.put("a", streamOf(chunks))
      expect(hash([await p.bytes("a")])).toBe(hash(chunks))
      await noParts(p)
    },
  ],
  [
    "a large file's version is that of stat",
    async (p) => {
      const version = await p.put("a", streamOf(large(2)))
      expect(await p.storage.stat(p.at("a"))).toMatchObject({ ok: true, value: { version, size: PART } })
    },
  ],
  [
    "a large file is written over by its version",
    async (p) => {
      const version = (await p.put("a", streamOf(large(3)))) as Version
      await p.version("a", "small", { expect: version })
      await is(p.text("a"), "small")
    },
  ],
  [
    "a stream for a new file",
    async (p) => (await p.put("a", streamOf([encode("1")]), { expect: "absent" }), is(p.text("a"), "1")),
  ],
  [
    "a stream against an old version is a conflict, and changes nothing",
    async (p) => {
      const old = await p.version("a", "1")
      await p.version("a", "2")
      await is(p.put("a", streamOf([encode("3")]), { expect: old }), "conflict")
      await is(p.text("a"), "2")
    },
  ],
  [
    "a large stream for a file that is there is a conflict, and leaves no parts",
    async (p) => {
      await p.put("a", "1")
      await is(p.put("a", streamOf(large(4)), { expect: "absent" }), "conflict")
      await is(p.text("a"), "1")
      await noParts(p)
    },
  ],
  [
    "a stream that breaks writes nothing",
    async (p) => {
      await is(p.put("a", streamOf([encode("half")], true)), "unexpected")
      await is(p.text("a"), "not-found")
    },
  ],
  [
    "a stream that breaks leaves what was there",
    async (p) => {
      await p.put("a", "before")
      await p.put("a", streamOf([encode("half")], true))
      await is(p.text("a"), "before")
    },
  ],
  [
    "a large stream that breaks leaves what was there, and no parts",
    async (p) => {
      await p.put("a", "before")
      await is(p.put("a", streamOf(large(5), true)), "unexpected")
      await is(p.text("a"), "before")
      await noParts(p)
    },
  ],
  [
    "a write that is given up leaves what was there, and no parts",
    async (p) => {
      await p.put("a", "before")
      const stop = new AbortController()
      const chunks = large(6)
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          const chunk = chunks.shift()
          if (chunk === undefined) return stop.abort()
          controller.enqueue(chunk)
        },
      })
      expect(await Promise.race([p.put("a", body, { signal: stop.signal }), wait(8000)])).not.toMatch(
        /^[0-9a-f]{32}|late$/,
      )
      await is(p.text("a"), "before")
      await noParts(p)
    },
  ],
  [
    "progress only grows, and ends at the size",
    async (p) => {
      const seen: number[] = []
      await p.put("a", streamOf(large(7)), { onProgress: (bytes) => seen.push(bytes) })
      expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      expect(seen.at(-1)).toBe(PART)
    },
  ],
  [
    "a read goes straight into a write",
    async (p) => {
      await p.put("a", streamOf(large(8)))
      const read = await p.storage.read(p.at("a"))
      if (!read.ok) throw new Error(read.error.code)
      await p.put("b", read.value.body)
      expect(hash([await p.bytes("b")])).toBe(hash(large(8)))
    },
  ],
]

const LISTS: readonly Behaviour[] = [
  ["files of a folder", async (p) => (await p.fill("a", "b", "c"), is(p.names(), "a b c"))],
  ["a folder comes once, as a folder", async (p) => (await p.fill("d/x", "d/y", "e"), is(p.names(), "d/ e"))],
  ["what lies deeper is not shown", async (p) => (await p.fill("d/e/f/x"), is(p.names("d/"), "e/"))],
  ["a folder's own files", async (p) => (await p.fill("d/x", "d/y", "x"), is(p.names("d/"), "x y"))],
  ["names that begin alike are told apart", async (p) => (await p.fill("a/1", "ab/2", "a.md"), is(p.names("a/"), "1"))],
  ["pages of two", async (p) => (await p.fill("a", "b", "c/x", "d", "e"), is(p.names("", 2), "a b c/ d e"))],
  ["pages of one", async (p) => (await p.fill("a", "b/x", "c"), is(p.names("", 1), "a b/ c"))],
  [
    "a page holds no more than asked for, and the last has no cursor",
    async (p) => {
      await p.fill("a", "b", "c")
      const first = await p.storage.list(p.folder, { limit: 2 })
      expect(first.ok && [first.value.entries.length, first.value.cursor !== undefined]).toEqual([2, true])
      const rest = await p.storage.list(p.folder, { limit: 2, cursor: first.ok ? first.value.cursor : "" })
      expect(rest.ok && [rest.value.entries.length, rest.value.cursor]).toEqual([1, undefined])
    },
  ],
  [
    "forty files in pages of seven: each once",
    async (p) => {
      const names = Array.from({ length: 40 }, (_, n) => `f${String(n).padStart(2, "0")}`)
      await p.fill(...names)
      await is(p.names("", 7), names.join(" "))
    },
  ],
  [
    "entries say size and time",
    async (p) => {
      await p.put("a", "123")
      const page = await p.storage.list(p.folder)
      expect(page.ok && page.value.entries[0]).toMatchObject({
        type: "file",
        size: 3,
        modifiedAt: expect.any(Number) as number,
      })
    },
  ],
  ["what was removed is not listed", async (p) => (await p.fill("a", "b"), await p.remove("a"), is(p.names(), "b"))],
  [
    "what was overwritten is listed once",
    async (p) => (await p.put("a", "1"), await p.put("a", "2"), is(p.names(), "a")),
  ],
  [
    "the root lists the folder",
    async (p) => {
      await p.fill("a")
      const page = await p.storage.list("/" as FolderPath)
      expect(page.ok && page.value.entries.map(({ path }) => path)).toContain(p.folder)
    },
  ],
  [
    "odd names are written, read, listed and removed",
    async (p) => {
      const plain = [
        "with space",
        "100% (copy).md",
        "a+b=c&d;e,f@g:h!",
        "#1?",
        "é",
        "emoji 🌡️",
        "~.-_'\"",
        "[x]{y}^`|\\<>",
      ]
      const names = [...plain, ...p.oddNames]
      for (const name of names) expect([name, await p.put(name, name)]).not.toContain("invalid-path")
      for (const name of names) expect([name, await p.text(name)]).toEqual([name, name])
      const page = await p.storage.list(p.folder)
      const files = page.ok ? page.value.entries.filter(({ type }) => type === "file") : []
      const found = files.map(({ path }) => path.slice(p.folder.length))
      expect(new Set(found)).toEqual(new Set(names.filter((name) => !name.includes("/"))))
      for (const name of names) expect([name, await p.remove(name)]).toEqual([name, "ok"])
    },
  ],
]

const FOLDERS: readonly Behaviour[] = [
  ["a folder is made, and listed", async (p) => (await p.make("d/"), is(p.names(), "d/"))],
  ["a folder that was made is empty", async (p) => (await p.make("d/"), is(p.names("d/"), ""))],
  ["a folder that is there is a conflict", async (p) => (await p.make("d/"), is(p.make("d/"), "conflict"))],
  ["a folder with files is there", async (p) => (await p.fill("d/x"), is(p.make("d/"), "conflict"))],
  ["folders within folders", async (p) => (await p.make("d/e/f/"), is(p.names("d/e/"), "f/"))],
  [
    "files go into a folder that was made",
    async (p) => (await p.make("d/"), await p.fill("d/x"), is(p.names("d/"), "x")),
  ],
  ["an empty folder is removed", async (p) => (await p.make("d/"), await p.remove("d/"), is(p.make("d/"), "ok"))],
  [
    "a folder is removed with all in it",
    async (p) => (await p.fill("d/x", "d/e/y"), await p.remove("d/"), is(p.text("d/e/y"), "not-found")),
  ],
  [
    "removing a folder leaves names that begin alike",
    async (p) => {
      await p.fill("d/x", "dd/y", "d.md")
      await p.remove("d/")
      await is(p.names(), "d.md dd/")
    },
  ],
  [
    "a folder is removed once",
    async (p) => (await p.fill("d/x"), await p.remove("d/"), is(p.remove("d/"), "not-found")),
  ],
  ["the storage itself is not removed", async (p) => is(p.code(p.storage.remove("/" as FolderPath)), "invalid-path")],
  [
    "the storage itself is not moved",
    async (p) => is(p.code(p.storage.move("/" as FolderPath, p.in("x/"))), "invalid-path"),
  ],
]

const TRANSFERS: readonly Behaviour[] = [
  ["a copy has the content", async (p) => (await p.put("a", "1"), await p.copy("a", "b"), is(p.text("b"), "1"))],
  ["a copy leaves the original", async (p) => (await p.put("a", "1"), await p.copy("a", "b"), is(p.text("a"), "1"))],
  [
    "a copy has the version",
    async (p) => {
      const version = await p.version("a", "1")
      await p.copy("a", "b")
      expect(await p.storage.stat(p.at("b"))).toMatchObject({ ok: true, value: { version } })
    },
  ],
  [
    "a copy goes into folders that are not there yet",
    async (p) => (await p.put("a", "1"), await p.copy("a", "x/y/b"), is(p.text("x/y/b"), "1")),
  ],
  ["a copy of an empty file", async (p) => (await p.put("a", ""), await p.copy("a", "b"), is(p.text("b"), ""))],
  [
    "a copy of odd names",
    async (p) => (await p.put("a b+%#?é", "1"), await p.copy("a b+%#?é", "c d+%#?é"), is(p.text("c d+%#?é"), "1")),
  ],
  ["a copy on what is there is a conflict", async (p) => (await p.fill("a", "b"), is(p.copy("a", "b"), "conflict"))],
  [
    "a copy that is refused changes nothing",
    async (p) => (await p.fill("a", "b"), await p.copy("a", "b"), is(p.text("b"), "b")),
  ],
  ["a copy on itself is a conflict", async (p) => (await p.fill("a"), is(p.copy("a", "a"), "conflict"))],
  ["a file does not go to a folder's name", async (p) => (await p.fill("a"), is(p.copy("a", "b/"), "invalid-path"))],
  ["a folder does not go to a file's name", async (p) => (await p.fill("d/a"), is(p.copy("d/", "b"), "invalid-path"))],
  ["a folder does not go into itself", async (p) => (await p.fill("d/a"), is(p.copy("d/", "d/e/"), "invalid-path"))],
  [
    "a folder is copied with all in it",
    async (p) => (await p.fill("d/x", "d/e/y"), await p.copy("d/", "c/"), is(p.text("c/e/y"), "d/e/y")),
  ],
  [
    "a folder's copy leaves the original",
    async (p) => (await p.fill("d/x"), await p.copy("d/", "c/"), is(p.names("d/"), "x")),
  ],
  [
    "a folder's copy on a folder is a conflict",
    async (p) => (await p.fill("d/x", "c/y"), is(p.copy("d/", "c/"), "conflict")),
  ],
  ["an empty folder is copied", async (p) => (await p.make("d/"), await p.copy("d/", "c/"), is(p.names(), "c/ d/"))],
  [
    "a folder of forty files is copied, and says how far it is",
    async (p) => {
      await p.fill(...Array.from({ length: 40 }, (_, n) => `d/f${n}`))
      const seen: number[] = []
      await p.storage.copy(p.in("d/"), p.in("c/"), { onProgress: (files) => seen.push(files) })
      expect((await p.names("c/")).split(" ")).toHaveLength(40)
      expect(seen.length).toBeGreaterThan(0)
    },
  ],
  ["a move has the content", async (p) => (await p.put("a", "1"), await p.move("a", "b"), is(p.text("b"), "1"))],
  ["a move leaves nothing behind", async (p) => (await p.put("a", "1"), await p.move("a", "b"), is(p.names(), "b"))],
  ["a move on what is there is a conflict", async (p) => (await p.fill("a", "b"), is(p.move("a", "b"), "conflict"))],
  [
    "a move that is refused changes nothing",
    async (p) => (await p.fill("a", "b"), await p.move("a", "b"), is(p.names(), "a b")),
  ],
  ["a move on itself changes nothing", async (p) => (await p.fill("a"), await p.move("a", "a"), is(p.text("a"), "a"))],
  [
    "a move that changes case only",
    async (p) => (await p.put("readme.md", "1"), await p.move("readme.md", "README.md"), is(p.names(), "README.md")),
  ],
  [
    "a folder is moved with all in it",
    async (p) => (await p.fill("d/x", "d/e/y"), await p.move("d/", "c/"), is(p.text("c/e/y"), "d/e/y")),
  ],
  [
    "a folder that was moved is gone",
    async (p) => (await p.fill("d/x", "z"), await p.move("d/", "c/"), is(p.names(), "c/ z")),
  ],
  [
    "a folder's move on a folder is a conflict",
    async (p) => (await p.fill("d/x", "c/y"), is(p.move("d/", "c/"), "conflict")),
  ],
  ["a folder is not moved into itself", async (p) => (await p.fill("d/a"), is(p.move("d/", "d/e/"), "invalid-path"))],
  [
    "a move leaves names that begin alike",
    async (p) => (await p.fill("d/x", "dd/y"), await p.move("d/", "c/"), is(p.names(), "c/ dd/")),
  ],
]

const READ_ONLY: readonly Behaviour[] = [
  [
    "read only: it is read",
    async (p) => {
      await p.put("a", "1")
      expect(await readAll(p.readOnly, p.at("a"), 10)).toMatchObject({ ok: true })
    },
  ],
  ["read only: it says so", async (p) => expect(p.readOnly.capabilities.isWritable).toBe(false)],
  ["read only: nothing is written", async (p) => is(p.code(p.readOnly.write(p.at("a"), encode("1"))), "read-only")],
  [
    "read only: no stream is written",
    async (p) => is(p.code(p.readOnly.write(p.at("a"), streamOf([encode("1")]))), "read-only"),
  ],
  [
    "read only: nothing is removed",
    async (p) => (await p.put("a", "1"), is(p.code(p.readOnly.remove(p.at("a"))), "read-only")),
  ],
  [
    "read only: nothing is copied",
    async (p) => (await p.put("a", "1"), is(p.code(p.readOnly.copy(p.at("a"), p.at("b"))), "read-only")),
  ],
  [
    "read only: nothing is moved",
    async (p) => (await p.put("a", "1"), is(p.code(p.readOnly.move(p.at("a"), p.at("b"))), "read-only")),
  ],
  ["read only: no folder is made", async (p) => is(p.code(p.readOnly.createFolder(p.in("d/"))), "read-only")],
]

const PROBES: readonly Behaviour[] = [
  [
    "the probe finds that all works",
    async (p) => expect(await p.storage.probe()).toMatchObject({ error: undefined, canRead: true, canWrite: true }),
  ],
  [
    "the probe tells each step",
    async (p) => expect((await p.storage.probe()).steps[0]).toMatchObject({ name: "list", outcome: "ok" }),
  ],
  [
    "the probe of a read-only storage does not write",
    async (p) => expect(await p.readOnly.probe()).toMatchObject({ error: undefined, canRead: true, canWrite: false }),
  ],
  [
    "the probe leaves nothing behind",
    async (p) => {
      await p.fill("a")
      await p.storage.probe()
      const page = await p.storage.list("/" as FolderPath)
      expect(page.ok && page.value.entries.filter(({ path }) => path.includes("quire"))).toEqual([])
    },
  ],
]

export const BEHAVIOURS: readonly Behaviour[] = [
  ...BODIES,
  ...FACTS,
  ...MISSING,
  ...CONDITIONS,
  ...RANGES,
  ...MORE_RANGES,
  ...STREAMS,
  ...LISTS,
  ...FOLDERS,
  ...TRANSFERS,
  ...READ_ONLY,
  ...PROBES,
]

const wait = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve("late"), ms))

/** What every storage does, whatever it is made of. Each test works in a folder of its own. */
export function describeStorage(name: string, start: () => Promise<StorageUnderTest>, skips: Skips = {}): void {
  describe(`the contract of a storage: ${name}`, () => {
    let running: Promise<StorageUnderTest> | undefined
    let count = 0
    for (const [behaviour, act] of BEHAVIOURS) {
      test.skipIf(behaviour in skips)(behaviour, async () => {
        running ??= start()
        await act(new Place(await running, ++count))
      })
    }
    test("every skip names a behaviour", () => {
      expect(Object.keys(skips).filter((skip) => !BEHAVIOURS.some(([known]) => known === skip))).toEqual([])
    })
  })
}
