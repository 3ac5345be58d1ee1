import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { conflictSides, formatOf, readNotebook } from "@quire/notebook"
import type { Notebook } from "@quire/notebook"
import { readAll } from "@quire/storage"
import type { FilePath, Storage, Version } from "@quire/storage"
import type { HostError } from "./errors.ts"

/** Larger files are data, not notebooks. */
const NOTEBOOK_LIMIT = 64 * 1024 * 1024

export function isNotebookName(path: string): boolean {
  return formatOf(path) !== undefined
}

/** What a notebook file says. */
export interface ReadSides {
  readonly ours: Notebook
  /** The other side, and what both come from, where a version control system has left both in the file. */
  readonly other: { readonly base: Notebook; readonly theirs: Notebook } | undefined
}

/** Reads a notebook's text as the kind that its name says, with both sides of what could not be merged. */
export function readSides(path: string, text: string): Result<ReadSides, HostError> {
  const format = formatOf(path) ?? "md"
  const read = (side: string): Result<Notebook, HostError> => {
    const notebook = readNotebook(format, side)
    return notebook.ok ? notebook : err({ ...notebook.error, path })
  }
  const sides = conflictSides(text)
  const [ours, theirs] = [read(sides?.ours ?? text), sides && read(sides.theirs)]
  // Marks in a text that is whole with them are somebody's text.
  const whole = sides === undefined || format === "md" ? undefined : read(text)
  if (whole?.ok === true) return ok({ ours: whole.value, other: undefined })
  if (!ours.ok) return whole ?? ours
  if (sides === undefined || theirs === undefined) return ok({ ours: ours.value, other: undefined })
  if (!theirs.ok) return theirs
  const base = read(sides.base)
  // What both have in common need be no notebook: then each is all new.
  const none = { ...ours.value, cells: [] }
  return ok({ ours: ours.value, other: { base: base.ok ? base.value : none, theirs: theirs.value } })
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
  if (text === undefined) return err({ code: "not-text", path, because: "it holds bytes that no text has" })
  return ok({ text, version })
}

/** The text of UTF-8 bytes, its byte order mark kept; undefined for anything else. */
export function decodeText(bytes: Uint8Array): string | undefined {
  // A NUL is legal UTF-8, but no text editor writes one: such a file is binary.
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
