// What the tests of bad input and hostile cells share.
import { spawnSync } from "node:child_process"
import { chownSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import { newFolder } from "./server.ts"
import type { RunningQuire } from "./server.ts"

export const ROOT = join(import.meta.dirname, "../..")
export const isRoot = process.getuid?.() === 0
/** Somebody else than root, whom permissions hold. */
export const NOBODY = 65_534

export interface Problem {
  readonly code: string
  readonly hint: string
}
export interface Cell {
  readonly id: string
  readonly kind: string
  readonly source: string
}
export interface Session {
  readonly id: string
  readonly cells: readonly Cell[]
  readonly journalProblem?: Problem
  readonly save: { readonly status: string; readonly problem?: Problem }
}
export interface CellResult {
  readonly name?: string
  readonly status: string
  readonly outputs: readonly { readonly type: string; readonly name?: string; readonly message?: string }[]
}

export const OTHER = "```ts\n1 + 41\n```\n"

/** The server answers, and another notebook opens and runs. */
export async function expectAlive(quire: RunningQuire): Promise<void> {
  expect(quire.child.exitCode, quire.output().slice(-2000)).toBe(null)
  const health = await fetch(`${quire.url}/health`, { signal: AbortSignal.timeout(10_000) })
  expect(health.status).toBe(200)
  const path = `/other-${Math.random().toString(36).slice(2)}.md`
  const put = await quire.api("PUT", `/storages/home/files/content?overwrite=true&path=${path}`, OTHER)
  if (put.status !== 200) return
  const other = await open(quire, path)
  const ran = await quire.api("POST", `/sessions/${other.id}/run`, { wait: true })
  expect(ran.text).toContain('"42"')
}

export async function open(quire: RunningQuire, path: string): Promise<Session> {
  const opened = await quire.api<{ id: string }>("POST", "/sessions", { storage: "home", path })
  expect(opened.status, opened.text).toBe(201)
  return await read(quire, opened.body.id)
}

export async function read(quire: RunningQuire, id: string): Promise<Session> {
  return (await quire.api<Session>("GET", `/sessions/${id}`)).body
}

export async function edit(quire: RunningQuire, { id, cells }: Session, source: string): Promise<void> {
  const cell = cells.find(({ kind }) => kind !== "heading")
  const changed = await quire.api("PATCH", `/sessions/${id}/cells/${cell?.id}`, { source })
  expect(changed.status, changed.text).toBe(204)
}

export function savedAs(quire: RunningQuire, id: string): () => Promise<string> {
  return async () => {
    const { save } = await read(quire, id)
    return save.problem?.code ?? save.status
  }
}

export function quireRun(file: string, ...more: string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "packages/cli/src/main.ts"), "run", file, ...more],
    { encoding: "utf8", timeout: 60_000, env: { ...process.env, QUIRE_DATA: newFolder("data") } },
  )
  return { status, text: `${stdout}\n${stderr}` }
}

/** A home and a data folder that belong to nobody, so that permissions hold. */
export function nobodysFolders(): { home: string; dataFolder: string } {
  const folders = { home: newFolder("home"), dataFolder: newFolder("data") }
  for (const folder of Object.values(folders)) chownSync(folder, NOBODY, NOBODY)
  return folders
}
