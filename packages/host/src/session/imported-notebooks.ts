import { readFile, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { NotebookTypes, ProjectLanguage } from "@quire/language"

const NOTEBOOK = /^\.{1,2}\/.*\.(?:md|ipynb|livemd)$/i
const LIMIT_BYTES = 10 * 1024 * 1024
const LIMIT_FILES = 200

/** The notebooks that cells import: each is shown to the type checker as the module that also runs. */
export class ImportedNotebooks {
  private readonly folder: string
  private readonly language: Pick<ProjectLanguage, "buildNotebook">
  private readonly types: NotebookTypes
  private readonly texts = new Map<string, string>()
  private turn: Promise<boolean> = Promise.resolve(false)

  constructor(folder: string, language: Pick<ProjectLanguage, "buildNotebook">, types: NotebookTypes) {
    this.folder = folder
    this.language = language
    this.types = types
  }

  /** Looks at what is imported by now. True: some of it is another one than before. One look at a time. */
  update(specifiers: Iterable<string>): Promise<boolean> {
    const wanted = [...specifiers].filter((one) => NOTEBOOK.test(one)).map((one) => join(this.folder, one))
    if (wanted.length === 0 && this.texts.size === 0) return Promise.resolve(false)
    this.turn = this.turn.then(() => this.look(wanted)).catch(() => false)
    return this.turn
  }

  private async look(wanted: readonly string[]): Promise<boolean> {
    const found = new Set(wanted)
    let isOther = false
    for (const path of found) {
      const text = await readText(path)
      if (text === undefined) continue
      if (this.texts.get(path) === text) continue
      isOther = true
      this.texts.set(path, text)
      const built = await this.language.buildNotebook(path, text)
      // What is no module exports nothing; a run says why.
      this.types.provide(path, built.ok ? built.inPlace : "export {}\n", built.ok ? built.language : "ts")
      if (built.ok)
        for (const [, specifier = ""] of built.text.matchAll(/\bfrom\s*["']([^"']+)["']/g))
          if (NOTEBOOK.test(specifier) && found.size < LIMIT_FILES) found.add(join(dirname(path), specifier))
    }
    return isOther
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).size > LIMIT_BYTES ? undefined : await readFile(path, "utf8")
  } catch {
    return undefined
  }
}
