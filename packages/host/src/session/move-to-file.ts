import { posix } from "node:path"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { parseFenceWords } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { cellsOf, editText, readCell, sourceOf } from "@quire/session"
import { parseFilePath } from "@quire/storage"
import type { HostError } from "../errors.ts"
import type { LiveSession } from "./live-session.ts"

/** Makes a file of the project out of a cell, which then imports it. The file is `path`, seen from the notebook; it must
 *  not be there yet. The cell is changed only once the file is written. Errors: a storage's, `exists`,
 *  `cannot-move-cell`. */
export async function moveCellToFile(
  session: LiveSession,
  id: CellId,
  path: string,
): Promise<Result<{ readonly path: string }, HostError>> {
  const no = (because: string): Result<never, HostError> => err({ code: "cannot-move-cell", because })
  // The graph is then that of the last key.
  await session.change(() => undefined)
  const cell = readCell(id, cellsOf(session.doc).get(id))
  if (cell === undefined || cell.kind !== "code") return err({ code: "not-found", path: id })
  // Cells of a bucket run in a folder that is not the notebook's: they cannot import what lies beside it.
  if (session.storage.kind !== "local") return no("The notebook is not in a folder of this server.")
  const { state } = session
  const node = state.graph.get(id)
  const others = [...(node?.inputs ?? []), ...(node?.late ?? [])].map(([name]) => `\`${name}\``)
  if (others.length > 0) return no(`It uses ${others.join(", ")} of other cells, which a file cannot import.`)
  const folder = posix.dirname(session.path)
  const target = parseFilePath(posix.join(folder, path))
  if (!target.ok) return target
  const relative = posix.relative(folder, target.value)
  const specifier = relative.startsWith(".") ? relative : `./${relative}`
  const used = [...state.graph.values()].flatMap(({ inputs, late }) =>
    [...inputs, ...late].flatMap(([name, owner]) => (owner === id ? [name] : [])),
  )
  const { moveToFile } = await import("@quire/language/direct")
  const moved = moveToFile(cell.source, parseFenceWords(cell.words).language, specifier, new Set(used))
  if (!moved.ok) return no(moved.problem)
  const written = await session.storage.write(target.value, new TextEncoder().encode(moved.file), { expect: "absent" })
  if (!written.ok)
    return err(written.error.code === "conflict" ? { code: "exists", path: target.value } : written.error)
  let isChanged = true
  await session.change((doc) => {
    const text = sourceOf(doc, id)
    isChanged = text?.toString() !== cell.source
    if (text !== undefined && !isChanged) editText(text, moved.cell)
  })
  if (isChanged) return no(`It was edited meanwhile, and stays as it is; the file ${target.value} is written.`)
  return ok({ path: target.value })
}
