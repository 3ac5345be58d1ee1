import { createHash } from "node:crypto"
import { mkdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { createRequire } from "node:module"
import { NotebookTypes } from "./notebook-types.ts"
import { makeProjectFolder } from "./project-folder.ts"
import type { ProjectFolder } from "./project-folder.ts"
import { SERVER_LIMITS, ServerProcess } from "./server-process.ts"
import type { ServerLimits } from "./server-process.ts"

export interface TypeServiceOptions {
  /** Where the service keeps what it makes: settings and links. */
  readonly folder: string
  /** The module that `quire/kit` means. */
  readonly kit: string
  /** The project's own files are read as well, so that what they export is offered for import. */
  readonly withFiles: boolean
  readonly limits?: ServerLimits | undefined
}

/** Where a notebook lies, for its types. */
export interface NotebookPlace {
  /** One process serves all notebooks of a workspace. */
  readonly workspace: string
  /** The notebook's folder, on this disk. */
  readonly folder: string
  /** Its own name. */
  readonly name: string
  /** The folder whose `node_modules` holds its packages by now; undefined: it has none. */
  readonly packages: () => string | undefined
}

/** Types over all cells: TypeScript's native language server, one process a workspace, started when something is asked. */
export class TypeService implements AsyncDisposable {
  private readonly options: TypeServiceOptions
  private readonly nodeTypes: string
  private readonly servers = new Map<string, ServerProcess>()

  constructor(options: TypeServiceOptions) {
    this.options = options
    this.nodeTypes = dirname(createRequire(import.meta.url).resolve("@types/node/package.json"))
  }

  /** A notebook's cells, to be kept up to date by whoever opened it, and closed. */
  open({ workspace, folder, name, packages }: NotebookPlace): NotebookTypes {
    const home = join(this.options.folder, hashOf(workspace))
    const server = this.servers.get(home) ?? new ServerProcess(home, this.options.limits ?? SERVER_LIMITS)
    this.servers.set(home, server)
    const { kit, withFiles } = this.options
    const { nodeTypes } = this
    const makeFolder = (): ProjectFolder => {
      const own = packages()
      mkdirSync(home, { recursive: true })
      const projectHome = join(home, hashOf(`${folder}\0${name}\0${own ?? ""}`))
      return makeProjectFolder({ home: projectHome, folder, packages: own, kit, nodeTypes, withFiles })
    }
    return new NotebookTypes(server, makeFolder)
  }

  /** Processes that run by now. */
  pids(): number[] {
    return [...this.servers.values()].flatMap(({ pid }) => pid ?? [])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server[Symbol.asyncDispose]()))
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16)
}
