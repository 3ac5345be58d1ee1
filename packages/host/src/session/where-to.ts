import { folderOf, readAll } from "@quire/storage"
import type { FilePath, Storage } from "@quire/storage"
import { isNotebookName } from "../notebook-file.ts"

const PAGE = 500
/** Of so many files of the same size the text is looked at. */
const LOOKS = 20

/** The name that a file which is gone has now: a notebook of the same folder with the same text. */
export async function whereTo(storage: Storage, path: FilePath, text: string): Promise<FilePath | undefined> {
  const bytes = Buffer.from(text)
  if (bytes.length === 0) return undefined
  const listed = await storage.list(folderOf(path), { limit: PAGE })
  if (!listed.ok) return undefined
  const alike = listed.value.entries.filter(
    (entry) =>
      entry.type === "file" && entry.path !== path && entry.size === bytes.length && isNotebookName(entry.path),
  )
  for (const { path: other } of alike.slice(0, LOOKS)) {
    const read = await readAll(storage, other as FilePath, bytes.length)
    if (read.ok && bytes.equals(read.value.bytes)) return other as FilePath
  }
  return undefined
}
