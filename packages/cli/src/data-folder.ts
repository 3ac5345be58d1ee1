import { accessSync, constants, existsSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Where the server keeps things. `unkept`: what to tell people when that ends with the server. */
export interface DataFolder {
  readonly folder: string
  readonly unkept: { readonly code: string; readonly message: string; readonly hint: string } | undefined
}

/** The folder asked for or, where it is there and cannot be written (a volume mounted read-only, another user's), a
 *  temporary one: people can write, and their files are saved. A folder that cannot be made is an error later on. */
export function usableDataFolder(asked: string): DataFolder {
  try {
    if (existsSync(asked)) accessSync(asked, constants.W_OK)
    return { folder: asked, unkept: undefined }
  } catch {
    const unkept = {
      code: "data-folder-read-only",
      message: `The server's data folder ${asked} cannot be written.`,
      hint: "Notebooks are saved to their storages. Text that a storage refuses, versions and settings go when the server ends. Make the folder writable and start Quire again.",
    }
    return { folder: mkdtempSync(join(tmpdir(), "quire-data-")), unkept }
  }
}
