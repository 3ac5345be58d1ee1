import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { convertNotebook, formatOf, writeNotebook } from "@quire/notebook"
import { readDocument } from "@quire/session"
import { parseFilePath } from "@quire/storage"
import type { FilePath, Storage } from "@quire/storage"
import type { HostError } from "../errors.ts"
import type { LiveSession } from "./live-session.ts"

/** Writes what the notebook says now into a file of any storage and kind, which must not be there yet. The session stays with its
 *  own file. Errors: a storage's, `exists`, `not-a-notebook`. */
export async function saveCopy(
  session: LiveSession,
  storage: Storage,
  path: string,
): Promise<Result<FilePath, HostError>> {
  const target = parseFilePath(path)
  if (!target.ok) return target
  const format = formatOf(target.value)
  if (format === undefined) return err({ code: "not-a-notebook", path })
  const { notebook } = convertNotebook(readDocument(session.doc), format)
  const text = new TextEncoder().encode(writeNotebook(notebook))
  const written = await storage.write(target.value, text, { expect: "absent" })
  if (written.ok) return ok(target.value)
  return err(written.error.code === "conflict" ? { code: "exists", path } : written.error)
}
