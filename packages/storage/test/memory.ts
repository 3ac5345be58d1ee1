import { createHash } from "node:crypto"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { chunksOf } from "../src/chunks.ts"
import type { StorageError } from "../src/errors.ts"
import type { FilePath, FolderPath } from "../src/path.ts"
import { whyNoRemoval, whyNoTransfer } from "../src/storage.ts"
import type { AnyPath, Entry, Storage, StorageId, Version } from "../src/storage.ts"

/** The contract's shortest implementation: a map. What all others are held to, it is held to first. */
export function memoryStorage(isReadOnly = false, files = new Map<string, Uint8Array>()): Storage {
  const versionOf = (bytes: Uint8Array): Version => createHash("md5").update(bytes).digest("hex") as Version
  const below = (path: AnyPath): string[] => [...files.keys()].filter((key) => key.startsWith(path))
  const isThere = (path: AnyPath): boolean => (path.endsWith("/") ? below(path).length > 0 : files.has(path))
  const refused = (path: AnyPath): Result<never, StorageError> | undefined =>
    isReadOnly ? err({ code: "read-only", path }) : undefined
  const entryOf = (path: string): Entry => {
    const bytes = files.get(path) ?? new Uint8Array()
    return {
      path: path as FilePath,
      type: "file",
      size: bytes.length,
      modifiedAt: Date.now(),
      version: versionOf(bytes),
    }
  }
  const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> => new Blob([bytes.slice()]).stream()

  const storage: Storage = {
    id: "memory" as StorageId,
    name: "memory",
    kind: "local",
    where: "memory",
    capabilities: { isWritable: !isReadOnly, conditionalWrites: "strong", canWatch: false },
    list: (folder, { cursor, limit = 1000 } = {}) => {
      const names = new Set(
        below(folder)
          .filter((key) => key !== folder)
          .map((key) => key.slice(0, (key.indexOf("/", folder.length) + 1 || Infinity) as number)),
      )
      const sorted = [...names].toSorted().filter((name) => cursor === undefined || name > cursor)
      const page = sorted.slice(0, limit)
      const entries = page.map((name): Entry =>
        name.endsWith("/")
          ? { path: name as FolderPath, type: "folder", size: undefined, modifiedAt: undefined, version: undefined }
          : entryOf(name),
      )
      return Promise.resolve(ok({ entries, cursor: sorted.length > limit ? page.at(-1) : undefined }))
    },
    stat: (path) => Promise.resolve(files.has(path) ? ok(entryOf(path)) : err({ code: "not-found", path })),
    read: (path, { range, signal } = {}) => {
      const bytes = files.get(path)
      if (signal?.aborted === true) return Promise.resolve(err({ code: "timeout", host: "memory", afterMs: 0 }))
      if (bytes === undefined) return Promise.resolve(err({ code: "not-found", path }))
      const start = Math.min(range?.offset ?? 0, bytes.length)
      const part = bytes.subarray(start, Math.min(start + (range?.length ?? Infinity), bytes.length))
      return Promise.resolve(ok({ body: streamOf(part), version: versionOf(bytes), size: part.length }))
    },
    write: async (path, body, { expect, signal, onProgress } = {}) => {
      const no = refused(path)
      if (no !== undefined) return no
      if (new TextEncoder().encode(path).length > 1024)
        return err({ code: "invalid-path", path, because: "the name is too long" })
      const chunks: Uint8Array[] = []
      try {
        for await (const chunk of chunksOf(body, signal)) {
          chunks.push(chunk.slice())
          onProgress?.(chunks.reduce((sum, { length }) => sum + length, 0))
        }
        signal?.throwIfAborted()
      } catch {
        return err({ code: "unexpected", what: "the source broke off", reference: "source" })
      }
      const found = files.get(path)
      const version = found === undefined ? undefined : versionOf(found)
      if (expect !== undefined && version !== (expect === "absent" ? undefined : expect))
        return err({ code: "conflict", path, found: version })
      const bytes = new Uint8Array(Buffer.concat(chunks))
      files.set(path, bytes)
      return ok(versionOf(bytes))
    },
    remove: (path) => {
      const problem = whyNoRemoval(path)
      const no = refused(path) ?? (problem === undefined ? undefined : err(problem))
      if (no !== undefined) return Promise.resolve(no)
      if (!isThere(path)) return Promise.resolve(err({ code: "not-found", path }))
      for (const key of path.endsWith("/") ? below(path) : [path]) files.delete(key)
      return Promise.resolve(ok(undefined))
    },
    copy: (from, to, { onProgress } = {}) => {
      const no = refused(to)
      const problem = whyNoTransfer(from, to)
      if (no !== undefined) return Promise.resolve(no)
      if (problem !== undefined) return Promise.resolve(err(problem))
      if (isThere(to)) {
        const there = files.get(to)
        return Promise.resolve(
          err({ code: "conflict", path: to, found: there === undefined ? undefined : versionOf(there) }),
        )
      }
      if (!isThere(from)) return Promise.resolve(err({ code: "not-found", path: from }))
      const keys = from.endsWith("/") ? below(from) : [from]
      for (const [index, key] of keys.entries()) {
        files.set(to + key.slice(from.length), files.get(key) ?? new Uint8Array())
        onProgress?.(index + 1)
      }
      return Promise.resolve(ok(undefined))
    },
    move: async (from, to, options) => {
      const copied = await storage.copy(from, to, options)
      return copied.ok ? await storage.remove(from) : copied
    },
    createFolder: (path) => {
      const no = refused(path)
      if (no !== undefined) return Promise.resolve(no)
      if (isThere(path)) return Promise.resolve(err({ code: "conflict", path, found: undefined }))
      files.set(path, new Uint8Array())
      return Promise.resolve(ok(undefined))
    },
    probe: () =>
      Promise.resolve({
        steps: [{ name: "list", outcome: "ok", detail: "", ms: 0 }],
        error: undefined,
        canRead: true,
        canWrite: !isReadOnly,
        conditionalWrites: "strong",
        region: undefined,
      }),
  }
  return storage
}
