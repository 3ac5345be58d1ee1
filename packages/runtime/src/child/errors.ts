import { SourceMap } from "node:module"
import type { SourceMapPayload } from "node:module"
import type { CellId } from "@quire/notebook"
import type { ErrorFrame, ErrorValue } from "@quire/protocol/child"
import { inspect } from "node:util"

/** Source maps of the cells' runs, parsed when an error needs them. */
export class ErrorMaps {
  private readonly texts = new Map<string, { readonly map: string; readonly lines: number }>()
  private readonly names = new Map<string, string>()
  private readonly frames = new WeakMap<object, readonly ErrorFrame[]>()
  private readonly maps = new Map<string, SourceMap>()

  /** Keeps the maps of the last runs; older ones of a cell may still be on the stack of a timer. */
  add(filename: string, map: string, lines: number): void {
    this.texts.delete(filename)
    this.texts.set(filename, { map, lines })
    // A cell that is hoisted anew has no run yet, and so the same file name.
    this.maps.delete(filename)
    if (this.texts.size > 2000) {
      const [oldest] = this.texts.keys()
      if (oldest !== undefined) {
        this.texts.delete(oldest)
        this.maps.delete(oldest)
      }
    }
  }

  /** What people call a cell. */
  setName(cell: string, name: string): void {
    this.names.set(cell, name)
  }

  /** Makes `error.stack`, and so what is printed of an error, name the lines that were typed, and none of ours. */
  install(): void {
    Error.prepareStackTrace = (error, sites) => {
      // A call site prints as V8 prints frames, whatever its type says.
      const printed = sites.map((site) => `    at ${(site as { toString(): string }).toString()}`)
      const frames = readFrames(printed.join("\n"), this)
      this.frames.set(error, frames)
      const lines = frames.map((frame) => lineOf(frame, this.names.get(frame.cell ?? "")))
      const header = safely(() => Error.prototype.toString.call(error), "Error")
      return [asTyped(header), ...lines].join("\n")
    }
  }

  framesOf(error: Error): readonly ErrorFrame[] {
    const stack = safely(() => String(error.stack), "")
    return this.frames.get(error) ?? readFrames(stack, this)
  }

  /** Line and column as typed, both from 1; undefined where the place is of our making. */
  typed(filename: string, line: number, column: number): { line: number; column: number } | undefined {
    const text = this.texts.get(filename)
    // The last line is the call of the wrapper, which is ours.
    if (text === undefined || line > text.lines) return undefined
    const map = this.maps.get(filename) ?? new SourceMap(JSON.parse(text.map) as SourceMapPayload)
    this.maps.set(filename, map)
    const entry = map.findEntry(line - 1, column - 1)
    if (!("originalLine" in entry)) return undefined
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  }
}

const MESSAGE_CHARACTERS = 50_000

/** What was thrown, as data: errors with frames, causes and members; anything else as it prints. */
export function describeError(thrown: unknown, maps: ErrorMaps, depth = 0): ErrorValue {
  try {
    return isError(thrown) ? describe(thrown, maps, depth) : plain(thrown)
  } catch {
    // Its own code failed while it was looked at: a getter, a proxy.
    return { name: "Thrown", message: UNSHOWN, stack: UNSHOWN, frames: [], causes: [] }
  }
}

const UNSHOWN = "a value that cannot be shown"

function plain(thrown: unknown): ErrorValue {
  const text = (typeof thrown === "string" ? thrown : inspect(thrown, { depth: 2 })).slice(0, MESSAGE_CHARACTERS)
  return { name: "Thrown", message: text, stack: text, frames: [], causes: [] }
}

function describe(thrown: Error, maps: ErrorMaps, depth: number): ErrorValue {
  const name = safely(() => String(thrown.name), "Error")
  const message = asTyped(safely(() => String(thrown.message), "")).slice(0, MESSAGE_CHARACTERS)
  const frames = maps.framesOf(thrown)
  const cause = safely(() => thrown.cause, undefined)
  const members: unknown = safely((): unknown => (thrown instanceof AggregateError ? thrown.errors : []), [])
  const nested = [...(cause === undefined ? [] : [cause]), ...(Array.isArray(members) ? (members as unknown[]) : [])]
  const causes = depth < 3 ? nested.slice(0, 10).map((cause: unknown) => describeError(cause, maps, depth + 1)) : []
  const lines = frames.map((frame) => lineOf(frame, frame.cell))
  const missing = safely((): unknown => (thrown as { missingPackage?: unknown }).missingPackage, undefined)
  const missingPackage = typeof missing === "string" ? { missingPackage: missing } : {}
  return { ...missingPackage, name, message, stack: [`${name}: ${message}`, ...lines].join("\n"), frames, causes }
}

/** An error of this realm or another. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]"
}

/** V8's words for an error print the code that was compiled, where imports are fields of a module. */
function asTyped(message: string): string {
  return message.replace(
    /\(0 , __vite_ssr_import_\d+__\.([\p{ID_Continue}$]+)\)|__vite_ssr_import_\d+__\.([\p{ID_Continue}$]+)/gu,
    "$1$2",
  )
}

function lineOf({ cell, file, name, line, column }: ErrorFrame, cellName: string | undefined): string {
  const place = `${cell === undefined ? file : `cell ${cellName ?? cell}`}:${line}:${column}`
  return `    at ${name === "" ? place : `${name} (${place})`}`
}

const FRAME =
  /^\s+at (?:async )?(?:(.*?) \()?((?:quire-cell:|quire-file:|file:|node:|\/|[A-Za-z]:\\).*?):(\d+):(\d+)\)?$/

function readFrames(whole: string, maps: ErrorMaps): ErrorFrame[] {
  // The message stands in front of the frames, and may be of any length.
  const stack = whole.slice(-4 * MESSAGE_CHARACTERS)
  const frames: ErrorFrame[] = []
  for (const text of stack.split("\n").slice(-200)) {
    const [, name = "", file = "", line = "1", column = "1"] = FRAME.exec(text) ?? []
    if (file === "") continue
    const at = { line: Number(line), column: Number(column) }
    const [, kind, where = ""] = /^quire-(cell|file):(.*):[^:]*$/.exec(file) ?? []
    if (kind !== undefined) {
      const typed = maps.typed(file, at.line, at.column)
      const place = kind === "cell" ? { cell: where as CellId, file: "" } : { cell: undefined, file: where }
      if (typed !== undefined) frames.push({ ...place, name: nameOf(name), ...typed })
    } else if (!isOurs(file)) frames.push({ cell: undefined, name, file: file.replace(/^file:\/\//, ""), ...at })
  }
  // What stands below the outermost frame of a cell is the machinery that called it.
  const outermost = frames.findLastIndex((frame) => frame.cell !== undefined)
  return frames.filter((frame, index) => index <= outermost || !frame.file.startsWith("node:")).slice(0, 50)
}

/** The function's name as typed: not the wrapper's, not the runner's. */
function nameOf(name: string): string {
  return /^(?:eval|Object\.<anonymous>|<anonymous>)$|__vite_ssr|__quire/.test(name) ? "" : name.replace(/^Object\./, "")
}

const OURS = import.meta.dirname

function isOurs(file: string): boolean {
  return file.includes(OURS) || file.startsWith("node:internal") || file.startsWith("node:vm")
}

function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
