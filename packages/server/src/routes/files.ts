import { Hono } from "hono"
import type { Context } from "hono"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { FileEntry } from "@quire/protocol"
import { nameOf, parseFilePath, parseFolderPath } from "@quire/storage"
import type { FilePath, Storage, Version } from "@quire/storage"
import type { ServerContext } from "../context.ts"
import { problemResponse } from "../problem.ts"
import type { ApiError } from "../problem.ts"
import { limitBody } from "./body.ts"

const UPLOAD_LIMIT = 256 * 1024 * 1024

export function fileRoutes({ storages }: ServerContext): Hono {
  const at = (c: Context): Result<{ storage: Storage; path: FilePath }, ApiError> => {
    const storage = storages.get(c.req.param("id") ?? "")
    if (storage === undefined) return err({ code: "not-found", path: c.req.param("id") ?? "" })
    const path = parseFilePath(c.req.query("path") ?? "")
    return path.ok ? ok({ storage, path: path.value }) : path
  }

  return new Hono()
    .get("/storages/:id/files", async (c) => {
      const storage = storages.get(c.req.param("id"))
      if (storage === undefined) return problemResponse({ code: "not-found", path: c.req.param("id") })
      const folder = parseFolderPath(c.req.query("path") ?? "/")
      if (!folder.ok) return problemResponse(folder.error)
      const page = await storage.list(folder.value, { cursor: c.req.query("cursor"), limit: 200 })
      storages.report(storage.id, page.ok || page.error.code === "not-found" ? undefined : page.error)
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
    .get("/storages/:id/files/content", async (c) => {
      const found = at(c)
      if (!found.ok) return problemResponse(found.error)
      const read = await found.value.storage.read(found.value.path, { signal: c.req.raw.signal })
      if (!read.ok) return problemResponse(read.error)
      const { body, version, size } = read.value
      const name = encodeURIComponent(nameOf(found.value.path))
      return new Response(body, {
        headers: {
          "content-type": "application/octet-stream",
          "content-length": String(size),
          "content-disposition": `attachment; filename*=UTF-8''${name}`,
          "content-security-policy": "sandbox",
          etag: `"${version}"`,
        },
      })
    })
    .put("/storages/:id/files/content", limitBody(UPLOAD_LIMIT), async (c) => {
      const found = at(c)
      if (!found.ok) return problemResponse(found.error)
      const match = c.req.header("if-match")
      const isNew = c.req.header("if-none-match") === "*"
      if (match === undefined && !isNew && c.req.query("overwrite") !== "true")
        return problemResponse({ code: "precondition-required" })
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      const version = match?.replace(/^(?:W\/)?"(.*)"$/, "$1") as Version | undefined
      const written = await found.value.storage.write(found.value.path, bytes, { expect: isNew ? "absent" : version })
      if (!written.ok) return problemResponse(written.error)
      return c.json({ version: written.value }, 200, { etag: `"${written.value}"` })
    })
    .delete("/storages/:id/files/content", async (c) => {
      const found = at(c)
      if (!found.ok) return problemResponse(found.error)
      const removed = await found.value.storage.remove(found.value.path)
      return removed.ok ? c.body(null, 204) : problemResponse(removed.error)
    })
}
