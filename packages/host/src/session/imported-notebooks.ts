import { readFile, stat } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import type { NotebookTypes, ProjectLanguage } from "@quire/language"

const NOTEBOOK = /["'`](\.{1,2}\/[^"'`\n]*\.(?:md|ipynb|livemd))["'`]/gi
const LIMIT_BYTES = 10 * 1024 * 1024
const LIMIT_FILES = 200

interface Seen {
  /** Its size and when it was written. */
  readonly stamp: string
  /** Where what it imports lies. */
  readonly imports: readonly string[]
}

/** The notebooks that cells import: each is shown to the type checker as the module that also runs. */
export class ImportedNotebooks {
  private readonly folder: string
  private readonly language: Pick<ProjectLanguage, "buildNotebook">
  private readonly types: NotebookTypes
  private readonly seen = new Map<string, Seen>()
  private turn: Promise<boolean> = Promise.resolve(false)
  private isClosed = false

  constructor(folder: string, language: Pick<ProjectLanguage, "buildNotebook">, types: NotebookTypes) {
    this.folder = folder
    this.language = language
    this.types = types
  }

  /** Looks at what is imported by now, of all that cells say. True: some of it is another one than before. One look at a
   *  time. */
  update(texts: Iterable<string>): Promise<boolean> {
    const wanted = [...new Set([...texts].flatMap((text) => importsIn(text, this.folder)))]
    if (wanted.length === 0 && this.seen.size === 0) return Promise.resolve(false)
    this.turn = this.turn.then(() => this.look(wanted)).catch(() => false)
    return this.turn
  }

  close(): void {
    this.isClosed = true
  }

  private async look(wanted: readonly string[]): Promise<boolean> {
    const found = new Set(wanted)
    let isOther = false
    for (const path of found) {
      const before = this.seen.get(path)
      const about = await stat(path).catch(() => undefined)
      if (this.isClosed) return false
      if (about === undefined || !about.isFile() || about.size > LIMIT_BYTES) {
        isOther ||= this.seen.delete(path)
        this.types.withdraw(path)
        continue
      }
      const stamp = `${about.size} ${about.mtimeMs}`
      if (before?.stamp !== stamp) {
        isOther = true
        await this.show(path, stamp)
        if (this.isClosed) return false
      }
      for (const other of this.seen.get(path)?.imports ?? []) if (found.size < LIMIT_FILES) found.add(other)
    }
    return isOther
  }

  private async show(path: string, stamp: string): Promise<void> {
    const built = await this.language.buildNotebook(path, await readFile(path, "utf8"))
    if (this.isClosed) return
    if (built.ok) this.types.provide(path, { text: built.inPlace, language: built.language })
    else
      this.types.provide(path, {
        text: "export {}\n",
        language: "ts",
        problem: `${basename(path)}:${built.line}: ${built.problem}`,
      })
    this.seen.set(path, { stamp, imports: built.ok ? importsIn(built.text, dirname(path)) : [] })
  }
}

/** What a text names as a notebook beside it, types included: a name too many is read, and not used. */
function importsIn(text: string, folder: string): string[] {
  return [...text.matchAll(NOTEBOOK)].map(([, path = ""]) => join(folder, path))
}
