import { readFile, realpath } from "node:fs/promises"
import { parse, resolve, sep } from "node:path"
import { decodeText, describeHostError } from "@quire/host"
import type { Host, HostError } from "@quire/host"
import { formatOf, readNotebook } from "@quire/notebook"
import { localStorage } from "@quire/storage"
import type { StorageId } from "@quire/storage"
import { problemsOf } from "./before-run.ts"
import { checkedText, findingAt, TOP } from "./checked-text.ts"
import { readDocument, storageShowing } from "./document.ts"
import { inOrder } from "./finding.ts"
import type { Finding } from "./finding.ts"
import { runCells } from "./run.ts"
import { applyEdits } from "./outputs.ts"

export interface Checked {
  readonly findings: readonly Finding[]
  /** Cells that were looked at. */
  readonly cells: number
  /** The text that was read, and the same with its outputs as they are by now, where they were asked for and are others. */
  readonly update: { readonly before: string; readonly after: string } | undefined
}

/** What is wrong with one notebook or document. `runs`: its cells are run as well. Nothing is written. */
export async function checkFile(host: Host, file: string, runs: boolean): Promise<Checked> {
  // Imports are looked for where the file is, wherever its name leads from; one storage for all makes one type checker.
  const path = await realpath(file).catch(() => resolve(file))
  const { root } = parse(path)
  const local = localStorage({ id: "check" as StorageId, name: "check", folder: root, isReadOnly: true })
  const before = await readText(path)
  const document = before !== undefined && formatOf(path) === "md" ? readDocument(before) : undefined
  const storage = document === undefined ? local : storageShowing(local, document.text)
  const opened = await host.open(storage, `/${path.slice(root.length).replaceAll(sep, "/")}`, false)
  if (!opened.ok) return nothing([notOpened(file, opened.error)])
  const session = opened.value
  try {
    const text = document?.text ?? before ?? ""
    const read = readNotebook(formatOf(path) ?? "md", text)
    if (!read.ok) return nothing([findingAt(file, TOP, read.error.code, read.error.because)])
    const checked = checkedText(file, session, text, read.value, document)
    const cells = session.state.structure.filter(({ kind, isStatic }) => kind === "code" && !isStatic).length
    const found = await problemsOf(checked, runs)
    if (!runs || before === undefined) return { findings: inOrder(found), cells, update: undefined }
    const { findings, edits } = await runCells(checked)
    const update = edits.length === 0 ? undefined : { before, after: applyEdits(before, edits) }
    return { findings: inOrder([...found, ...findings]), cells, update }
  } finally {
    await host.close(session.id)
  }
}

function nothing(findings: readonly Finding[]): Checked {
  return { findings, cells: 0, update: undefined }
}

/** Undefined: it cannot be read, or is no text, which is the session's to tell. */
export async function readText(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined)
  return bytes === undefined ? undefined : decodeText(bytes)
}

function notOpened(file: string, error: HostError): Finding {
  const { message, hint } = describeHostError(error)
  return error.code === "bad-notebook-file"
    ? findingAt(file, error, error.code, `${error.because}.`, hint)
    : findingAt(file, TOP, error.code, message, hint)
}
