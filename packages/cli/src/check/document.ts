import { languageOf, scanInnerFences } from "@quire/notebook"
import type { FilePlace, InnerFence } from "@quire/notebook"
import type { Storage } from "@quire/storage"

/** A document as it is checked. Fences in lists and quotes are prose to a notebook, and examples like all others to the
 *  readers of a document: here they stand at the beginning of their lines. */
export interface CheckedDocument {
  /** It says that it is a notebook: its cells are there to be run, all in one. */
  readonly isNotebook: boolean
  /** As many lines as the file has. */
  readonly text: string
  /** Where a place of the text stands in the file. */
  readonly inFile: (place: FilePlace) => FilePlace
  /** Where an offset of the text stands in the file: one that is in no such fence. */
  readonly offsetInFile: (offset: number) => number
  /** Whether the line is of a fence that stands elsewhere in the file. */
  readonly isMoved: (line: number) => boolean
}

/** Reads a Markdown document. A file that says it is a notebook is what a notebook's page shows. */
export function readDocument(file: string): CheckedDocument {
  const isNotebook = saysNotebook(file)
  const fences = isNotebook ? [] : scanInnerFences(file).filter(({ info }) => languageOf(info) !== undefined)
  const columns = new Map<number, number>()
  /** Behind each fence: the text's offset there, and how much longer the file is up to there. */
  const gains: { readonly from: number; readonly by: number }[] = []
  let text = ""
  let at = 0
  let line = 1
  for (const fence of fences) {
    const between = file.slice(at, fence.start)
    line += countLines(between)
    for (const [index, whole] of linesIn(file, fence).entries())
      columns.set(line + index, whole.length - (fence.lines[index] ?? "").length)
    line += fence.lines.length - 1
    text += between + blockOf(file, fence)
    at = fence.end
    gains.push({ from: text.length, by: at - text.length })
  }
  return {
    isNotebook,
    text: text + file.slice(at),
    inFile: (place) => ({ line: place.line, column: Math.max(1, place.column + (columns.get(place.line) ?? 0)) }),
    offsetInFile: (offset) => offset + (gains.findLast(({ from }) => from <= offset)?.by ?? 0),
    isMoved: (number) => columns.has(number),
  }
}

/** The storage, with another text in the place of every file's. */
export function storageShowing(storage: Storage, text: string): Storage {
  const read: Storage["read"] = async (path, options) => {
    const opened = await storage.read(path, options)
    if (!opened.ok) return opened
    await opened.value.body.cancel()
    const bytes = new TextEncoder().encode(text)
    return { ok: true, value: { ...opened.value, body: new Blob([bytes]).stream(), size: bytes.length } }
  }
  return Object.create(storage, { read: { value: read } }) as Storage
}

/** Whether a file says that it is a notebook: by its front matter, a comment, words after a fence, or what it imports. */
function saysNotebook(file: string): boolean {
  const [, head = ""] = /^\uFEFF?---[ \t]*\r?\n([^]*?)\r?\n---/.exec(file) ?? []
  return (
    /^(?:quire|dependencies|reactive|type-errors)[ \t]*:/m.test(head) ||
    /^<!-- quire:/m.test(file) ||
    /["']quire\/kit["']/.test(file) ||
    /^(?:`{3,}|~{3,})[tj]sx?[ \t].*\b(?:name=|reactive\b|hide-code\b|hide-output\b|continue-on-error\b|static\b)/m.test(
      file,
    )
  )
}

function blockOf(file: string, fence: InnerFence): string {
  const [newline] = /\r\n|\n|\r/.exec(file.slice(fence.start)) ?? ["\n"]
  return fence.lines.join(newline)
}

function linesIn(file: string, { start, end }: InnerFence): string[] {
  return file.slice(start, end).split(/\r\n|\n|\r/)
}

function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0
}
