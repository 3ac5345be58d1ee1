import type { Cell, CellId, MergeStep, NewCells, Notebook } from "@quire/notebook"
import { mergeCells, mergeLines, idIn, newCell, setFenceWord, withId } from "@quire/notebook"
import {
  frontMatterOf,
  insertCell,
  mergeFacts,
  moveCell,
  readCells,
  removeCell,
  setCellField,
  setCellStyle,
  sourceOf,
} from "./document.ts"
import type { DocumentCell, FileFacts } from "./document.ts"
import { editText } from "./text-edit.ts"
import type { Doc } from "./yjs-types.ts"

/** What a merge did, for the notice on the page. */
export interface MergeReport {
  readonly changed: readonly CellId[]
  readonly added: readonly CellId[]
  readonly moved: number
  readonly removed: number
  /** Cells of theirs that stand below ours because both changed it. */
  readonly conflicts: readonly CellId[]
  /** `conflict`: theirs of lines that both changed stand there as comments. */
  readonly frontMatter: "same" | "changed" | "conflict"
}

/** Two merges, one after the other, as one. */
export function joinReports(first: MergeReport, then: MergeReport): MergeReport {
  return {
    changed: [...first.changed, ...then.changed],
    added: [...first.added, ...then.added],
    moved: first.moved + then.moved,
    removed: first.removed + then.removed,
    conflicts: [...first.conflicts, ...then.conflicts],
    frontMatter: then.frontMatter === "same" ? first.frontMatter : then.frontMatter,
  }
}

/** Whether it changed anything. */
export function isChange({ changed, added, moved, removed, conflicts, frontMatter }: MergeReport): boolean {
  return changed.length + added.length + moved + removed + conflicts.length > 0 || frontMatter !== "same"
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly CellId[] ? CellId[] : T[K] }
/** One side of a merge. Its cells may carry ids. */
interface Side extends Pick<Notebook, "frontMatter">, Partial<FileFacts> {
  readonly cells: readonly (Cell & { readonly id?: CellId })[]
}

export interface MergeHow {
  readonly nextId: () => CellId
  /** Milliseconds since 1970. */
  readonly at: number
  /** A merge of the file, whose base may carry the document's ids; of a page of another history, whose base carries that
   *  page's; of an older version. */
  readonly origin: keyof typeof BY
  /** What new cells of both sides that are alike are to each other (`mergeCells`). */
  readonly newCells?: NewCells
}

const SAME_IDS = { merge: "mine", rebase: "theirs", restore: "mine" } as const

/** Brings the changes between `base` and `theirs` into the document (three-way, by cell, then by line), as an ordinary
 *  edit with the given origin. Theirs of a conflict carries the word `conflict=theirs` until a person chooses. `ids`: what
 *  the cells of theirs are called here. */
export function applyMerge(
  doc: Doc,
  base: Side,
  theirs: Side,
  { nextId, at, origin, newCells = "separate" }: MergeHow,
): { readonly report: MergeReport; readonly ids: readonly (CellId | undefined)[] } {
  const how = { sameIds: SAME_IDS[origin], newCells }
  const { steps, places } = mergeCells(base.cells, readCells(doc), theirs.cells, how)
  const inserted = new Map<Cell, CellId>()
  const report: Mutable<MergeReport> = {
    changed: [],
    added: [],
    moved: 0,
    removed: 0,
    conflicts: [],
    frontMatter: "same",
  }
  // Several cells inserted below the same one come in order: each goes below the one before.
  const lastAfter = new Map<CellId | undefined, CellId>()
  let taken: Set<string> | undefined
  /** Another cell may go by its id in the file: what theirs of a conflict is to, or one that was split. */
  const rawFor = (raw: string, id: CellId): string => {
    const own = idIn(raw)
    if (own === undefined) return raw
    taken ??= new Set(readCells(doc).flatMap((cell) => idIn(cell.raw) ?? []))
    if (taken.has(own)) return withId(raw, id)
    taken.add(own)
    return raw
  }
  doc.transact(() => {
    for (const step of steps) {
      if (step.type === "remove") {
        removeCell(doc, step.mine.id, at, BY[origin])
        report.removed++
      } else {
        const id = applyStep(doc, step, nextId, lastAfter, report, rawFor)
        if (step.type === "insert") inserted.set(step.of ?? step.cell, id)
      }
    }
    report.frontMatter = mergeFrontMatter(doc, base, theirs)
    mergeFacts(doc, base, theirs)
  }, origin)
  return { report, ids: theirs.cells.map((cell) => places.get(cell)?.id ?? inserted.get(cell)) }
}

/** Who put cells into the bin. */
const BY = { merge: "the file", rebase: "another page", restore: "an older version" } as const

/** YAML has no room for two values: theirs become comments. */
function mergeFrontMatter(doc: Doc, base: Side, theirs: Side): MergeReport["frontMatter"] {
  const text = frontMatterOf(doc)
  const before = text.toString()
  const merged = mergeLines(
    base.frontMatter?.source ?? "",
    before,
    theirs.frontMatter?.source ?? "",
    (line) => `# theirs: ${line}`,
  )
  if (merged.text === before) return "same"
  editText(text, merged.text)
  return merged.isConflict ? "conflict" : "changed"
}

function applyStep(
  doc: Doc,
  step: Exclude<MergeStep<DocumentCell>, { type: "remove" }>,
  nextId: () => CellId,
  lastAfter: Map<CellId | undefined, CellId>,
  report: Mutable<MergeReport>,
  rawFor: (raw: string, id: CellId) => string,
): CellId {
  switch (step.type) {
    case "move": {
      const after = step.after?.id
      moveCell(doc, step.mine.id, lastAfter.get(after) ?? after)
      lastAfter.set(after, step.mine.id)
      report.moved++
      return step.mine.id
    }
    case "replace": {
      const { mine, source, words, style } = step
      const text = sourceOf(doc, mine.id)
      if (text !== undefined) editText(text, source)
      setCellField(doc, mine.id, "words", words)
      if (style !== undefined) setCellStyle(doc, mine.id, style)
      if (source !== mine.source || words !== mine.words) report.changed.push(mine.id)
      return mine.id
    }
    case "insert": {
      const { cell, isConflict } = step
      // Never under the id that it has there: of two pages that bring it at once one would replace the other's.
      const id = nextId()
      const words =
        isConflict && cell.kind !== "heading" ? setFenceWord(cell.words, "conflict", "theirs").trim() : cell.words
      const after = step.after?.id
      const made = isConflict ? newCell(cell.kind, cell.source, words, cell.level) : cell
      insertCell(doc, lastAfter.get(after) ?? after, id, { ...made, raw: rawFor(cell.raw, id) })
      lastAfter.set(after, id)
      report[isConflict ? "conflicts" : "added"].push(id)
      return id
    }
  }
}
