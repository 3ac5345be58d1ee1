import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { readAll } from "@quire/storage"
import type { FilePath, Storage, Version } from "@quire/storage"
import type { HostError } from "./errors.ts"

/** Larger files are data, not notebooks. */
const NOTEBOOK_LIMIT = 64 * 1024 * 1024

export function isNotebookName(path: string): boolean {
  return /\.(?:md|markdown)$/i.test(path)
}

export interface NotebookFile {
  readonly text: string
  readonly version: Version
}

/** Reads a notebook's text. Bytes that are no UTF-8 are refused, not guessed: saving would destroy them. */
export async function readNotebookFile(storage: Storage, path: FilePath): Promise<Result<NotebookFile, HostError>> {
  const read = await readAll(storage, path, NOTEBOOK_LIMIT)
  if (!read.ok) return read
  const { bytes, version } = read.value
  const text = decodeText(bytes)
  if (text === undefined) return err({ code: "not-text", path, because: "it holds bytes that no UTF-8 text has" })
  return ok({ text, version })
}

/** The text of UTF-8 bytes, its byte order mark kept; undefined for anything else. */
function decodeText(bytes: Uint8Array): string | undefined {
  // A NUL is legal UTF-8, but no text editor writes one: such a file is binary.
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
