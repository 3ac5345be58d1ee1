import { NO_FRONT_MATTER, parseAttributes, parseFenceWords, readFrontMatter } from "@quire/notebook"
import { frontMatterOf, readCells } from "./document/document.ts"
import type { Doc } from "./document/yjs-types.ts"
import type { SessionEvent, StructureCell } from "./events.ts"

/** What the server knows of the cells from the document alone, as the event that says so. */
export function structureOf(doc: Doc): Extract<SessionEvent, { type: "structureChanged" }> {
  const cells = readCells(doc).map((cell): StructureCell => {
    const words = cell.kind === "code" ? parseFenceWords(cell.words) : undefined
    const branch = cell.kind === "heading" ? parseAttributes(cell.words) : undefined
    return {
      id: cell.id,
      kind: cell.kind,
      level: cell.level,
      title: words === undefined ? (cell.kind === "heading" ? cell.source : "") : (words.name ?? ""),
      branchFrom: branch?.has("branch") === true ? branch.get("from") : undefined,
      isStatic: words?.isStatic ?? false,
      isReactive: words?.isReactive ?? false,
      continuesOnError: words?.continuesOnError ?? false,
    }
  })
  const read = readFrontMatter(frontMatterOf(doc).toString())
  const { isReactive, typeErrorsStop } = read.ok ? read.value : NO_FRONT_MATTER
  return { type: "structureChanged", cells, isReactive, typeErrorsStop }
}
