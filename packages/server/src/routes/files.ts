import { Hono } from "hono"
import type { Context } from "hono"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { newFolder, transferFiles } from "@quire/protocol"
import type { FileEntry } from "@quire/protocol"
import { nameOf, parseFilePath, parseFolderPath } from "@quire/storage"
import type { AnyPath, ByteRange, FilePath, Storage, StorageError, TransferOptions, Version } from "@quire/storage"
import type { ServerContext } from "../context.ts"
import { problemResponse, toProblem } from "../problem.ts"
import type { ApiError } from "../problem.ts"
import { limitBody, readBody } from "./body.ts"

/** Bodies go through in a stream and are never held; this keeps a disk from being filled by one request. */
const UPLOAD_LIMIT = 20 * 1024 ** 3
const BODY_LIMIT = 64 * 1024
const PAGE_LIMIT = 5000

/** The files of a storage: listed, read, written, copied, moved, removed. */
export function fileRoutes({ storages, host }: ServerContext): Hono {
  const storageOf = (c: Context): Result<Storage, ApiError> => {
    const id = c.req.param("id") ?? ""
    const storage = storages.get(id)
    return storage === undefined ? err({ code: "not-found", path: id }) : ok(storage)
  }
  const fileOf = (c: Context): Result<{ storage: Storage; path: FilePath }, ApiError> => {
    const storage = storageOf(c)
    if (!storage.ok) return storage
    const path = parseFilePath(c.req.query("path") ?? "")
    return path.ok ? ok({ storage: storage.value, path: path.value }) : path
  }
  const transfer = async (c: Context, how: "copy" | "move"): Promise<Response> => {
    const storage = storageOf(c)
    const body = await readBody(c, transferFiles)
    if (!storage.ok) return problemResponse(storage.error)
    if (!body.ok) return problemResponse(body.error)
    const [from, to] = [parseAnyPath(body.value.from), parseAnyPath(body.value.to)]
    if (!from.ok) return problemResponse(from.error)
    if (!to.ok) return problemResponse(to.error)
    return await withProgress(c, (options) => {
      const act = (): Promise<Result<void, StorageError>> => storage.value[how](from.value, to.value, options)
      return how === "move" ? host.move(storage.value.id, from.value, to.value, act) : act()
    })
  }

  return new Hono()
    .get("/storages/:id/files", async (c) => {
      const storage = storageOf(c)
      if (!storage.ok) return problemResponse(storage.error)
      const folder = parseFolderPath(c.req.query("path") ?? "/")
      if (!folder.ok) return problemResponse(folder.error)
      const limit = Math.min(Math.max(Number(c.req.query("limit") ?? 200) || 200, 1), PAGE_LIMIT)
      const page = await storage.value.list(folder.value, { cursor: c.req.query("cursor"), limit })
      storages.report(storage.value.id, page.ok || page.error.code === "not-found" ? undefined : page.error)
      if (!page.ok) return problemResponse(page.error)
      const entries = page.value.entries.map(({ path, type, size, modifiedAt }): FileEntry => ({
        name: nameOf(path),
        path,
        type,
        size,
        modifiedAt,
      }))
      return c.json({ entries, cursor: page.value.cursor })
    })
    .post("/storages/:id/folders", limitBody(BODY_LIMIT), async (c) => {
      const storage = storageOf(c)
      const body = await readBody(c, newFolder)
      if (!storage.ok) return problemResponse(storage.error)
      if (!body.ok) return problemResponse(body.error)
      const path = parseFolderPath(body.value.path)
      if (!path.ok) return problemResponse(path.error)
      const made = await storage.value.createFolder(path.value)
      return made.ok ? c.body(null, 204) : problemResponse(made.error)
    })
    .post("/storages/:id/files/copy", limitBody(BODY_LIMIT), (c) => transfer(c, "copy"))
    .post("/storages/:id/files/move", limitBody(BODY_LIMIT), (c) => transfer(c, "move"))
    .get("/storages/:id/files/content", async (c) => {
      const found = fileOf(c)
      return found.ok ? await download(c, found.value) : problemResponse(found.error)
    })
    .put("/storages/:id/files/content", async (c) => {
      const found = fileOf(c)
      return found.ok ? await upload(c, found.value) : problemResponse(found.error)
    })
    .delete("/storages/:id/files/content", async (c) => {
      const storage = storageOf(c)
      if (!storage.ok) return problemResponse(storage.error)
      const path = parseAnyPath(c.req.query("path") ?? "")
      if (!path.ok) return problemResponse(path.error)
      return await withProgress(c, (options) => storage.value.remove(path.value, options))
    })
}

/** A file or, when it ends in `/`, a folder. */
function parseAnyPath(path: string): Result<AnyPath, ApiError> {
  return path.endsWith("/") ? parseFolderPath(path) : parseFilePath(path)
}

const LINE_MS = 200

/** Does something to files. Who accepts `application/x-ndjson` is told how far it is, a line now and then, and last how
 *  it ended: `{"files":120}`, then `{"done":true}` or `{"problem":…}`. It ends when the asker goes away. */
async function withProgress(
  c: Context,
  act: (options: TransferOptions) => Promise<Result<void, StorageError>>,
): Promise<Response> {
  const { signal } = c.req.raw
  if (c.req.header("accept") !== "application/x-ndjson") {
    const done = await act({ signal })
    return done.ok ? c.body(null, 204) : problemResponse(done.error)
  }
  const stop = new AbortController()
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const say = (line: object): void => {
        if (!stop.signal.aborted) controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`))
      }
      let last = 0
      const onProgress = (files: number): void => {
        if (performance.now() - last < LINE_MS) return
        last = performance.now()
        say({ files })
      }
      const done = await act({ signal: AbortSignal.any([signal, stop.signal]), onProgress })
      say(done.ok ? { done: true } : { problem: toProblem(done.error) })
      if (!stop.signal.aborted) controller.close()
    },
    cancel: () => stop.abort(),
  })
  return new Response(body, { headers: { "content-type": "application/x-ndjson" } })
}

interface Found {
  readonly storage: Storage
  readonly path: FilePath
}

async function download(c: Context, { storage, path }: Found): Promise<Response> {
  const range = readRange(c.req.header("range"))
  const { signal } = c.req.raw
  const read = await storage.read(path, { signal, range })
  if (!read.ok) return problemResponse(read.error)
  const { body, version, size } = read.value
  const headers: Record<string, string> = {
    "content-type": "application/octet-stream",
    "content-length": String(size),
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(nameOf(path))}`,
    "content-security-policy": "sandbox",
    "accept-ranges": "bytes",
    etag: `"${version}"`,
  }
  if (range === undefined || size === 0) return new Response(body, { headers })
  const end = range.offset + size - 1
  return new Response(body, { status: 206, headers: { ...headers, "content-range": `bytes ${range.offset}-${end}/*` } })
}

/** One range from the front; others are not known here, and the whole is sent, as HTTP allows. */
function readRange(header: string | undefined): ByteRange | undefined {
  const [, first, last = ""] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? []
  if (first === undefined) return undefined
  const offset = Number(first)
  return last === "" ? { offset } : { offset, length: Math.max(0, Number(last) - offset + 1) }
}

/** Writes the body as it comes. */
async function upload(c: Context, { storage, path }: Found): Promise<Response> {
  const match = c.req.header("if-match")
  const isNew = c.req.header("if-none-match") === "*"
  if (match === undefined && !isNew && c.req.query("overwrite") !== "true")
    return problemResponse({ code: "precondition-required" })
  const length = Number(c.req.header("content-length") ?? 0)
  const tooLarge: ApiError = { code: "body-too-large", limit: UPLOAD_LIMIT }
  if (length > UPLOAD_LIMIT) return problemResponse(tooLarge)
  const version = match?.replace(/^(?:W\/)?"(.*)"$/, "$1") as Version | undefined
  const { body, signal } = c.req.raw
  const source = body === null ? new Uint8Array() : body.pipeThrough(limited(UPLOAD_LIMIT, tooLarge))
  const written = await storage.write(path, source, { expect: isNew ? "absent" : version, signal })
  if (!written.ok) return problemResponse(written.error)
  return c.json({ version: written.value }, 200, { etag: `"${written.value}"` })
}

function limited(limit: number, problem: ApiError): TransformStream<Uint8Array, Uint8Array> {
  let size = 0
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.length
      if (size > limit) controller.error(Object.assign(new Error("too large"), { storageError: problem }))
      else controller.enqueue(chunk)
    },
  })
}
