import { MISSING } from "@quire/notebook"
import type { Diagnostic } from "vscode-languageserver-types"
import { wordsOf } from "./cell-terms.ts"
import type { CellModule } from "./notebook-modules.ts"
import type { ProjectFolder } from "./project-folder.ts"

/** Declared and never read (in several forms), or never reached. */
export const UNUSED: ReadonlySet<number> = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205, 7027, 7028])
/** A module has no exported member, none as the default one, or perhaps a similar one. */
export const LACKS_EXPORT: ReadonlySet<number> = new Set([1192, 2305, 2613, 2614, 2724])
// A property does not exist (and perhaps a similar one).
const LACKS_MEMBER = new Set([2339, 2551])
const LACKS_MODULE = 2307
// Something is `any`, and nothing says so.
const IMPLICIT_ANY = new Set([
  7005, 7006, 7008, 7009, 7010, 7011, 7012, 7013, 7015, 7016, 7017, 7018, 7019, 7020, 7022, 7023, 7024, 7025, 7026,
  7031, 7032, 7033, 7034, 7039, 7041, 7052, 7053, 7055, 7057,
])
const [GROWS, GROWS_USED] = [7034, 7005]

/** Whether what TypeScript says of a cell's module is something to say of the cell. */
export function isWanted(
  { languageId, source, imports }: CellModule,
  { code, message }: Diagnostic,
  project: Pick<ProjectFolder, "isProject" | "checksJavaScript"> | undefined,
): boolean {
  const number = Number(code)
  // Many packages have no types, and all that comes of them would be an error: a project that wants that says so.
  if (project?.isProject !== true && IMPLICIT_ANY.has(number)) return false
  const words = wordsOf(message)
  // What an array or a variable holds is found out on the way: not across cells.
  if (number === GROWS) return false
  if (number === GROWS_USED && imports.has(/^Variable '([^']+)'/.exec(words)?.[1] ?? "")) return false
  if (languageId.startsWith("typescript") || project?.checksJavaScript === true) return true
  if (/^\s*\/\/[ \t]*@ts-check\b/m.test(source) || number < 2000) return true
  // Of JavaScript, which says nothing of types, only what no reader could miss: names and files that are not there, and names
  // that a module does not have.
  if (number === LACKS_MODULE) return /module '\.{1,2}\//.test(words)
  const isOfModule = /on type 'typeof import\(/.test(words)
  return MISSING.has(number) || LACKS_EXPORT.has(number) || (LACKS_MEMBER.has(number) && isOfModule)
}
