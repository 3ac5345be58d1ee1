import { languageOf, scanInnerFences } from "@quire/notebook"
import type { FilePlace, InnerFence } from "@quire/notebook"
import type { Storage } from "@quire/storage"

/** A document as it is checked. Fences in lists and quotes are prose to a notebook, and examples like all others to the
 *  readers of a document: here they stand at the beginning of their lines. */
export interface CheckedDocument {
  /** As many lines as the file has. */
  readonly text: string
  /** Where a place of the text stands in the file. */
  readonly inFile: (place: FilePlace) => FilePlace
  /** Whether the line is of a fence that stands elsewhere in the file. */
  readonly isMoved: (line: number) => boolean
  /** What became of the text, as the file has it. */
  readonly restored: (text: string) => string
}

/** Reads a Markdown document. A file that says it is a notebook is what a notebook's page shows. */
export function readDocument(file: string): CheckedDocument {
  const fences = isNotebook(file) ? [] : scanInnerFences(file).filter(({ info }) => languageOf(info) !== undefined)
  const moved: string[] = []
  const parts: string[] = []
  const before = new Map<number, number>()
  let at = 0
  let line = 1
  for (const fence of fences) {
    parts.push(file.slice(at, fence.start))
    line += countLines(file.slice(at, fence.start))
    const block = blockOf(file, fence)
    for (const [index, whole] of linesIn(file, fence).entries())
      before.set(line + index, whole.length - (fence.lines[index] ?? "").length)
    line += fence.lines.length - 1
    moved.push(block)
    parts.push(block)
    at = fence.end
  }
  return {
    text: [...parts, file.slice(at)].join(""),
    inFile: (place) => ({ line: place.line, column: place.column + Math.max(0, before.get(place.line) ?? 0) }),
    isMoved: (number) => before.has(number),
    restored: (text) => {
      let from = 0
      let restored = ""
      for (const [index, fence] of fences.entries()) {
        const block = moved[index] ?? ""
        const found = text.indexOf(block, from)
        restored += text.slice(from, found) + file.slice(fence.start, fence.end)
        from = found + block.length
      }
      return restored + text.slice(from)
    },
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

function isNotebook(text: string): boolean {
  return /^\uFEFF?---[ \t]*\r?\n(?:(?!---).*\r?\n)*?quire[ \t]*:/.test(text)
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
