import { Hono } from "hono"
import { newStorage } from "@quire/protocol"
import type { ServerContext } from "../context.ts"
import { problemResponse } from "../problem.ts"
import { readBody } from "./body.ts"

export function storageRoutes({ storages }: ServerContext): Hono {
  return new Hono()
    .get("/storages", (c) => c.json(storages.list()))
    .post("/storages", async (c) => {
      const body = await readBody(c, newStorage)
      if (!body.ok) return problemResponse(body.error)
      const added = await storages.add(body.value)
      return added.ok ? c.json(added.value, 201) : problemResponse(added.error)
    })
    .post("/storages/probe", async (c) => {
      const body = await readBody(c, newStorage)
      return body.ok ? c.json(await storages.probe(body.value)) : problemResponse(body.error)
    })
    .get("/storages/:id", (c) => {
      const found = storages.list().find(({ id }) => id === c.req.param("id"))
      return found === undefined ? problemResponse({ code: "not-found", path: c.req.param("id") }) : c.json(found)
    })
    .post("/storages/:id/probe", async (c) => {
      const id = c.req.param("id")
      await storages.check(id)
      const found = storages.list().find((storage) => storage.id === id)
      return found === undefined ? problemResponse({ code: "not-found", path: id }) : c.json(found)
    })
    .get("/storages/:id/form", (c) => {
      const found = storages.asked(c.req.param("id"))
      return found.ok ? c.json(found.value) : problemResponse(found.error)
    })
    .put("/storages/:id", async (c) => {
      const body = await readBody(c, newStorage)
      if (!body.ok) return problemResponse(body.error)
      const changed = await storages.change(c.req.param("id"), body.value)
      return changed.ok ? c.json(changed.value) : problemResponse(changed.error)
    })
    .delete("/storages/:id", (c) => {
      const removed = storages.remove(c.req.param("id"))
      return removed.ok ? c.body(null, 204) : problemResponse(removed.error)
    })
    .get("/credentials/aws", async (c) => {
      const profile = c.req.query("profile")?.trim()
      return c.json(await storages.explain(profile ? { profile } : {}))
    })
}
