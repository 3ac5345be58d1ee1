import { closeSync, constants, mkdirSync, openSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { HEAD_CHARACTERS, HEAD_OUTPUTS } from "@quire/session/limits"
import type { ToChild, ToParent } from "@quire/protocol/child"
import { outputFileName } from "../output-file-name.ts"

/** What one cell's last run has printed. */
interface Kept {
  readonly run: number
  /** What was printed before there was a file. */
  parts: string[]
  characters: number
  /** How often something else followed: pages keep only so many outputs. */
  changes: number
  lastKind: string
  file: number | undefined
  bytes: number
  isEnded: boolean
}

const LIMIT_BYTES = 1024 ** 3
const encoder = new TextEncoder()
const scratch = new Uint8Array(192 * 1024)

/** Keeps all that a cell's last run prints, both streams as they came, in a file of its own: from the moment on that it
 *  is more than pages are sure to keep. */
export class OutputFiles {
  private readonly folder: string
  private readonly cells = new Map<string, Kept>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** An order that passes: a run begins anew, a cell that is gone needs nothing any more. */
  ordered(order: ToChild): void {
    if (order.type === "run") this.begin(order.module.cell, order.run)
    else if (order.type === "forget") this.drop(order.cell)
  }

  /** What a cell shows. What an older run still prints is shown with the last one, and is kept with it. */
  add({ cell, output }: Extract<ToParent, { type: "output" }>): void {
    const kept = cell === undefined ? undefined : this.cells.get(cell)
    if (cell === undefined || kept === undefined || kept.isEnded) return
    const kind = output.type === "stream" ? output.name : output.type
    if (kind !== kept.lastKind || output.type !== "stream") kept.changes++
    kept.lastKind = kind
    if (output.type !== "stream") return
    try {
      if (kept.file !== undefined) return this.write(kept, output.text)
      kept.parts.push(output.text)
      kept.characters += output.text.length
      if (kept.characters > HEAD_CHARACTERS || kept.changes > HEAD_OUTPUTS) this.open(cell, kept)
    } catch {
      // The disk is full, or not there: better no file than one that only looks whole.
      this.end(kept)
      this.remove(cell)
    }
  }

  private begin(cell: string, run: number): void {
    this.drop(cell)
    const fresh = { run, parts: [], characters: 0, changes: 0, lastKind: "stdout" }
    this.cells.set(cell, { ...fresh, file: undefined, bytes: 0, isEnded: false })
  }

  private drop(cell: string): void {
    const kept = this.cells.get(cell)
    if (kept === undefined) return
    if (kept.file !== undefined || kept.isEnded) this.remove(cell)
    this.end(kept)
    this.cells.delete(cell)
  }

  private open(cell: string, kept: Kept): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW
    kept.file = openSync(this.path(cell), flags, 0o600)
    this.write(kept, kept.parts.splice(0).join(""))
  }

  private write(kept: Kept, text: string): void {
    for (let at = 0; at < text.length;) {
      const { read, written } = encoder.encodeInto(at === 0 ? text : text.slice(at), scratch)
      for (let done = 0; done < written;) done += writeSync(kept.file ?? -1, scratch, done, written - done)
      at += read
      kept.bytes += written
    }
    if (kept.bytes < LIMIT_BYTES) return
    writeSync(kept.file ?? -1, "\n… Quire keeps no more than 1 GB of what a run prints.\n")
    this.end(kept)
  }

  private end(kept: Kept): void {
    if (kept.file !== undefined) closeSync(kept.file)
    kept.file = undefined
    kept.parts = []
    kept.isEnded = true
  }

  private remove(cell: string): void {
    try {
      rmSync(this.path(cell), { force: true })
    } catch {
      // The cells may have made anything of it.
    }
  }

  private path(cell: string): string {
    return join(this.folder, outputFileName(cell))
  }
}
