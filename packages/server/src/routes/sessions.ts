import { ok } from "@quire/base"
import { Hono } from "hono"
import type { Context } from "hono"
import { newCell } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { cellResults, saveCopy } from "@quire/host"
import type { LiveSession } from "@quire/host"
import { openSession, runCells } from "@quire/protocol"
import type { RecentNotebook, RecoveredNotebook, SessionSummary } from "@quire/protocol"
import { editText, insertCell, moveCell, readCells, removeCell, setCellField, sourceOf } from "@quire/session"
import type { FilePath } from "@quire/storage"
import { z } from "zod"
import type { ServerContext } from "../context.ts"
import { problemResponse } from "../problem.ts"
import { HOME_ID } from "../settings/storages.ts"
import { readBody } from "./body.ts"
import { printedFile } from "./printed-file.ts"

const addCell = z.object({
  kind: z.enum(["markdown", "code", "heading"]),
  source: z.string().max(5_000_000).default(""),
  words: z.string().max(500).default("ts"),
  after: z.string().max(64).optional(),
})
const changeCell = z.object({ source: z.string().max(5_000_000).optional(), words: z.string().max(500).optional() })
const moveTo = z.object({ after: z.string().max(64).nullable() })

export function sessionRoutes(context: ServerContext): Hono {
  const { host, storages, database, clock, tour, log } = context
  const closed = (): Response => problemResponse({ code: "session-closed" })
  const withSession = async (
    c: Context,
    act: (session: LiveSession) => Promise<Response> | Response,
  ): Promise<Response> => {
    const session = host.session(c.req.param("id") ?? "")
    return session === undefined ? closed() : await act(session)
  }
  const open = async (storageId: string, path: string, create: boolean, epoch?: string): Promise<Response> => {
    const storage = storages.get(storageId)
    if (storage === undefined) return problemResponse({ code: "not-found", path: storageId })
    const opened = await host.open(storage, path, create)
    if (!opened.ok && opened.error.code === "not-found" && epoch !== undefined) {
      const place = await host.placeOf(epoch)
      if (place?.storage === storageId) return problemResponse({ code: "moved", path, to: place.path })
    }
    if (!opened.ok) return problemResponse(opened.error)
    const summary = summarise(opened.value)
    const noted = database.opened(storageId, path, summary.title, clock.now())
    if (!noted.ok) log("warn", "a recent notebook could not be noted", { because: noted.error.because })
    return Response.json(summary, { status: 201 })
  }

  return new Hono()
    .get("/sessions", (c) => c.json(host.sessions().map(summarise)))
    .get("/recents", (c) =>
      c.json(
        database.recents().flatMap((recent): RecentNotebook[] => {
          const storage = storages.get(recent.storage)
          return storage === undefined ? [] : [{ ...recent, storageName: storage.name }]
        }),
      ),
    )
    .get("/recovered", async (c) => {
      const found = await host.recovered()
      if (!found.ok) return problemResponse(found.error)
      return c.json(
        found.value.map(({ session, storage, path, title }): RecoveredNotebook => {
          return { session, storage, path, title, storageName: storages.get(storage)?.name }
        }),
      )
    })
    .get("/recovered/:session", async (c) => {
      const found = await host.recovered()
      if (!found.ok) return problemResponse(found.error)
      const one = found.value.find(({ session }) => session === c.req.param("session"))
      if (one === undefined) return problemResponse({ code: "not-found", path: c.req.param("session") })
      const name = encodeURIComponent(one.path.slice(one.path.lastIndexOf("/") + 1))
      return c.body(one.text, 200, {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename*=UTF-8''${name}`,
        "content-security-policy": "sandbox",
      })
    })
    .post("/sessions", async (c) => {
      const body = await readBody(c, openSession)
      if (!body.ok) return problemResponse(body.error)
      const { storage, path, create = false, epoch } = body.value
      return await open(storage, path, create, epoch)
    })
    .post("/tour", async () => {
      const path = "/welcome-to-quire.md" as FilePath
      const home = storages.get(HOME_ID)
      const written = await home?.write(path, new TextEncoder().encode(tour), { expect: "absent" })
      if (written !== undefined && !written.ok && written.error.code !== "conflict")
        return problemResponse(written.error)
      return await open(HOME_ID, path, false)
    })
    .get("/sessions/:id", (c) =>
      withSession(c, (session) =>
        c.json({
          ...summarise(session),
          cells: readCells(session.doc).map(({ id, kind, words, level, source }) => ({
            id,
            kind,
            words,
            level,
            source,
          })),
          marks: session.state.marks,
          results: cellResults(session),
          save: session.state.save,
          journalProblem: session.state.journalProblem,
          runtime: session.state.runtime,
        }),
      ),
    )
    .delete("/sessions/:id", (c) =>
      withSession(c, async (session) => (await host.close(session.id), c.body(null, 204))),
    )
    .post("/sessions/:id/run", async (c) => {
      const body = await readBody(c, runCells)
      if (!body.ok) return problemResponse(body.error)
      return await withSession(c, async (session) => {
        await session.run((body.value.cells as CellId[] | undefined) ?? "stale")
        if (body.value.wait !== true) return c.body(null, 202)
        await session.idle()
        return c.json({ cells: cellResults(session) })
      })
    })
    .post("/sessions/:id/interrupt", (c) => withSession(c, (session) => (session.interrupt(), c.body(null, 202))))
    .post("/sessions/:id/restart", (c) => withSession(c, (session) => (session.restart(), c.body(null, 202))))
    .post("/sessions/:id/save", (c) =>
      withSession(c, async (session) => {
        await session.saveNow()
        return c.json(session.state.save)
      }),
    )
    .post("/sessions/:id/follow-file", (c) =>
      withSession(c, async (session) => {
        const { save } = session.state
        const to = save.status === "failed" ? save.problem.movedTo : undefined
        if (to === undefined) return problemResponse({ code: "not-found", path: session.path })
        // Somebody has opened it there already, with a history of its own: two are never made one.
        if (await host.isKnown(session.storage.id, to)) return problemResponse({ code: "exists", path: to })
        const moved = await host.move(session.storage.id, session.path, to, async () => {
          const found = await session.storage.stat(to as FilePath)
          return found.ok ? ok(undefined) : found
        })
        return moved.ok ? c.json({ path: to }) : problemResponse(moved.error)
      }),
    )
    .post("/sessions/:id/copy", async (c) => {
      const body = await readBody(c, openSession)
      if (!body.ok) return problemResponse(body.error)
      const storage = storages.get(body.value.storage)
      if (storage === undefined) return problemResponse({ code: "not-found", path: body.value.storage })
      return await withSession(c, async (session) => {
        const copied = await saveCopy(session, storage, body.value.path)
        return copied.ok ? c.json({ path: copied.value }, 201) : problemResponse(copied.error)
      })
    })
    .post("/sessions/:id/cells", async (c) => {
      const body = await readBody(c, addCell)
      if (!body.ok) return problemResponse(body.error)
      const { kind, source, words, after } = body.value
      return await withSession(c, async (session) => {
        const id = crypto.randomUUID() as CellId
        const cell = newCell(kind, source, kind === "code" ? words : "", kind === "heading" ? 2 : 0)
        await session.change((doc) => insertCell(doc, after as CellId | undefined, id, cell))
        return c.json({ id }, 201)
      })
    })
    .patch("/sessions/:id/cells/:cell", async (c) => {
      const body = await readBody(c, changeCell)
      if (!body.ok) return problemResponse(body.error)
      const { source, words } = body.value
      return await withSession(c, async (session) => {
        const id = c.req.param("cell") as CellId
        const text = sourceOf(session.doc, id)
        if (text === undefined) return problemResponse({ code: "not-found", path: id })
        await session.change((doc) => {
          if (source !== undefined) editText(text, source)
          if (words !== undefined) setCellField(doc, id, "words", words)
        })
        return c.body(null, 204)
      })
    })
    .delete("/sessions/:id/cells/:cell", (c) =>
      withSession(c, async (session) => {
        await session.change((doc) => removeCell(doc, c.req.param("cell") as CellId, clock.now(), "the API"))
        return c.body(null, 204)
      }),
    )
    .get("/sessions/:id/cells/:cell/output", (c) =>
      withSession(c, (session) =>
        printedFile(session.outputFile(c.req.param("cell") as CellId), c.req.method === "HEAD"),
      ),
    )
    .post("/sessions/:id/cells/:cell/move", async (c) => {
      const body = await readBody(c, moveTo)
      if (!body.ok) return problemResponse(body.error)
      return await withSession(c, async (session) => {
        const after = (body.value.after ?? undefined) as CellId | undefined
        await session.change((doc) => moveCell(doc, c.req.param("cell") as CellId, after))
        return c.body(null, 204)
      })
    })
}

function summarise(session: LiveSession): SessionSummary {
  const { state, storage, path } = session
  const title = state.structure.find(({ level }) => level === 1)?.title ?? ""
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.(?:md|ipynb|livemd)$/i, "")
  const hasError = Object.values(state.marks).some(({ status }) => status === "error")
  return {
    id: session.id,
    storage: storage.id,
    storageName: storage.name,
    path,
    title: title === "" ? name : title,
    people: session.peopleHere,
    status: state.running !== undefined ? "running" : hasError ? "error" : "idle",
    running: state.running === undefined ? 0 : 1,
    queued: state.queue.length,
    memoryMb: state.runtime.status === "ready" ? state.runtime.memoryMb : 0,
    openedAt: session.openedAt,
  }
}
