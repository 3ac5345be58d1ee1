import { closeSync, constants, mkdirSync, openSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { HEAD_CHARACTERS, HEAD_OUTPUTS } from "@quire/session/limits"
import { outputFileName } from "../output-file-name.ts"
import type { Printed } from "./flood-gate.ts"

interface Kept {
  run: number
  /** What was printed before there was a file. */
  parts: string[]
  characters: number
  changes: number
  lastName: string
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

  add({ cell, run = 0, output: { name, text } }: Printed): void {
    if (cell === undefined) return
    const kept = this.keptOf(cell, run)
    if (kept.isEnded) return
    if (name !== kept.lastName) kept.changes++
    kept.lastName = name
    try {
      if (kept.file !== undefined) return this.write(kept, text)
      kept.parts.push(text)
      kept.characters += text.length
      if (kept.characters <= HEAD_CHARACTERS && kept.changes <= HEAD_OUTPUTS) return
      mkdirSync(this.folder, { recursive: true, mode: 0o700 })
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW
      kept.file = openSync(this.path(cell), flags, 0o600)
      this.write(kept, kept.parts.splice(0).join(""))
    } catch {
      // The disk is full, or not there: better no file than one that only looks whole.
      this.end(kept)
      rmSync(this.path(cell), { force: true })
    }
  }

  private keptOf(cell: string, run: number): Kept {
    const known = this.cells.get(cell)
    // What an older run still prints is shown with the last one.
    if (known !== undefined && run <= known.run) return known
    if (known?.file !== undefined) closeSync(known.file)
    const fresh: Kept = {
      run,
      parts: [],
      characters: 0,
      changes: 0,
      lastName: "stdout",
      file: undefined,
      bytes: 0,
      isEnded: false,
    }
    this.cells.set(cell, fresh)
    return fresh
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

  private path(cell: string): string {
    return join(this.folder, outputFileName(cell))
  }
}
