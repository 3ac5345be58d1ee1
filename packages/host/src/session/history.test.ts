import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { editText, readCells, removeCell, sourceOf } from "@quire/session"
import { localStorage } from "@quire/storage"
import type { StorageId } from "@quire/storage"
import { encodeStateAsUpdate, Doc, applyUpdate, encodeStateVector } from "yjs"
import { describe, expect, test } from "vitest"
import { startHost } from "../host.ts"
import type { Host } from "../host.ts"
import type { LiveSession, Peer } from "./live-session.ts"

const newFolder = (): string => mkdtempSync(join(tmpdir(), "quire-history-"))

async function hostAt(dataFolder: string): Promise<Host> {
  const started = await startHost({ dataFolder, keepsText: true, environment: {}, onIncident: () => undefined })
  if (!started.ok) throw new Error(started.error.code)
  return started.value
}

async function opened(host: Host, home: string): Promise<LiveSession> {
  const storage = localStorage({ id: "home" as StorageId, name: "home", folder: home, isReadOnly: false })
  const session = await host.open(storage, "/n.md", false)
  if (!session.ok) throw new Error(session.error.code)
  return session.value
}

/** Somebody at a page changes the first cell. */
async function write(session: LiveSession, person: string, text: string): Promise<void> {
  const page = new Doc()
  applyUpdate(page, encodeStateAsUpdate(session.doc))
  const known = encodeStateVector(page)
  const [cell] = readCells(page)
  const source = cell === undefined ? undefined : sourceOf(page, cell.id)
  if (source !== undefined) editText(source, text)
  const peer: Peer = { person, onUpdate: () => undefined, end: () => undefined }
  await session.edit(encodeStateAsUpdate(page, known), peer)
}

async function versions(session: LiveSession): Promise<{ n: number; by: string; reason: string; name: string }[]> {
  const listed = await session.history.list()
  if (!listed.ok) throw new Error(listed.error.code)
  return listed.value.map(({ n, by, reason, name }) => ({ n, by, reason, name }))
}

describe("[S19] versions", () => {
  test("begin with what was found, say who wrote, and outlive the server", async () => {
    const [home, data] = [newFolder(), newFolder()]
    writeFileSync(join(home, "n.md"), "first\n")
    const host = await hostAt(data)
    const session = await opened(host, home)
    expect(await versions(session)).toEqual([])
    await write(session, "Ada", "second")
    await write(session, "Bob", "third")
    await session.history.keep("named", "A good one")
    await host[Symbol.asyncDispose]()

    await using again = await hostAt(data)
    const reopened = await opened(again, home)
    expect(await versions(reopened)).toEqual([
      { n: 2, by: "Ada, Bob", reason: "named", name: "A good one" },
      { n: 1, by: "", reason: "opened", name: "" },
    ])
    expect(await reopened.history.read(1)).toEqual({ ok: true, value: "first\n" })
    expect(await reopened.history.read(2)).toEqual({ ok: true, value: "third\n" })
    expect(await reopened.history.read(9)).toMatchObject({ ok: false, error: { code: "not-found" } })
  })

  test("come back as an edit, which is itself a version that can come back", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), "---\na: 1\n---\n\nfirst\n\n```ts\n1\n```\n")
    await using host = await hostAt(newFolder())
    const session = await opened(host, home)
    const [, code] = readCells(session.doc)
    await write(session, "Ada", "second")
    await session.change((doc) => removeCell(doc, code!.id, 1, "Ada"))
    expect(await session.history.restore(1)).toMatchObject({ ok: true })
    await session.saveNow()
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe("---\na: 1\n---\n\nfirst\n\n```ts\n1\n```\n")
    const [newest] = await versions(session)
    expect(newest).toMatchObject({ reason: "before-restore", by: "Ada" })
    await session.history.restore(newest!.n)
    expect(readCells(session.doc).map(({ source }) => source)).toEqual(["second"])
  })

  test("are kept before a change from outside is merged", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), "first\n")
    await using host = await hostAt(newFolder())
    const session = await opened(host, home)
    await write(session, "Ada", "second")
    await session.saveNow()
    writeFileSync(join(home, "n.md"), "theirs\n")
    await session.saveNow()
    const [newest] = await versions(session)
    expect(newest).toMatchObject({ reason: "before-merge" })
    expect(await session.history.read(newest!.n)).toEqual({ ok: true, value: "second\n" })
  })
})
