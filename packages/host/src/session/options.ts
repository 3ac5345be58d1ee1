import type { Clock, Ids } from "@quire/base"
import type { NotebookTypes, ProjectLanguage } from "@quire/language"
import type { CodeLanguage } from "@quire/notebook"
import type { SaveProblem } from "@quire/session"
import type { Storage } from "@quire/storage"
import type { FilePath } from "@quire/storage"
import type { Journal } from "../journal/journal.ts"
import type { Packages } from "../packages/install.ts"

/** What a live session works with. */
export interface SessionOptions {
  readonly id: string
  readonly storage: Storage
  readonly path: FilePath
  /** Undefined: nothing is kept or saved (`quire run`). */
  readonly journal: Journal | undefined
  /** Why what the journal keeps ends with the server, where it does. */
  readonly unkept?: SaveProblem | undefined
  readonly language: ProjectLanguage
  /** A cell's text in the style of the notebook's folder; undefined when it cannot be parsed. */
  readonly format?: ((source: string, language: CodeLanguage) => Promise<string | undefined>) | undefined
  readonly packages: Packages
  /** Opens the notebook for the type checker; it is told where the notebook's packages are by now.
   *  Undefined: nobody checks types. */
  readonly openTypes?: ((packages: () => string | undefined) => NotebookTypes) | undefined
  /** Where cells run: the notebook's folder, or a work folder of its own when it lies in a bucket. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly memoryMb: number
  /** Where the whole of what cells print is kept, a folder a session. Undefined: nowhere, and all of it is sent on. */
  readonly outputsFolder: string | undefined
  readonly clock: Clock
  readonly ids: Ids
  /** For bugs of ours: they are logged, and the rest lives. */
  readonly onIncident: (what: string, error: unknown) => void
}
