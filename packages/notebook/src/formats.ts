import { ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { NotebookFileError } from "./file-error.ts"
import { NEW_IPYNB, readIpynb } from "./ipynb/read.ts"
import { writeIpynb } from "./ipynb/write.ts"
import { readLivemd, writeLivemd } from "./livemd/livemd.ts"
import { parse } from "./markdown/parse.ts"
import { serialise } from "./markdown/serialise.ts"
import type { FormatName, Notebook } from "./model.ts"

/** How a notebook of a kind is read and written: `write(read(text))` is `text`, and what one changed cell changes is one
 *  region. */
interface Format {
  readonly read: (text: string) => Result<Notebook, NotebookFileError>
  readonly write: (notebook: Notebook) => string
  /** A file without cells. */
  readonly empty: string
}

const FORMATS: Readonly<Record<FormatName, Format>> = {
  md: { read: (text) => ok(parse(text)), write: serialise, empty: "" },
  ipynb: { read: readIpynb, write: writeIpynb, empty: NEW_IPYNB },
  livemd: { read: (text) => ok(readLivemd(text)), write: writeLivemd, empty: "" },
}

const EXTENSIONS: ReadonlyMap<string, FormatName> = new Map([
  ["md", "md"],
  ["markdown", "md"],
  ["ipynb", "ipynb"],
  ["livemd", "livemd"],
])

/** The kind of notebook that a file of that name holds; undefined: none. */
export function formatOf(path: string): FormatName | undefined {
  return EXTENSIONS.get(/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? "")
}

export function newNotebookText(format: FormatName): string {
  return FORMATS[format].empty
}

export function readNotebook(format: FormatName, text: string): Result<Notebook, NotebookFileError> {
  return FORMATS[format].read(text)
}

export function writeNotebook(notebook: Notebook): string {
  return FORMATS[notebook.format].write(notebook)
}
