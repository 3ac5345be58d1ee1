import { join } from "node:path"
import { findMeanings } from "@quire/notebook"
import type { Analysis, CellId, CodeLanguage, GraphCell, Meanings, Place } from "@quire/notebook"
import { declaredNames, virtualCell, wordsIn } from "./virtual-cell.ts"

/** A cell as a notebook has it, in document order with the others. */
export interface ServiceCell extends GraphCell {
  /** Undefined: it is no code that runs. */
  readonly code: { readonly source: string; readonly language: CodeLanguage } | undefined
}

/** One cell's module. */
export interface CellModule {
  readonly cell: CellId
  readonly path: string
  readonly languageId: string
  readonly text: string
  readonly lineOffset: number
  readonly source: string
  /** Cells that it takes names from. */
  readonly uses: ReadonlySet<CellId>
  /** Name → the cell that it is taken from. */
  readonly imports: ReadonlyMap<string, CellId>
}

interface Known {
  readonly source: string
  readonly language: CodeLanguage
  readonly analysis: Analysis | undefined
  /** The last one of a text that parsed. */
  readonly good: Analysis | undefined
  readonly words: ReadonlySet<string>
  readonly declares: ReadonlySet<string>
  readonly exports: ReadonlySet<string>
  module: CellModule | undefined
}

/** What the names of cells' modules begin with, and nobody else's files'. */
export const CELL_FILE = "quire-cell-"
const LANGUAGE_IDS = { ts: "typescript", tsx: "typescriptreact", js: "javascript", jsx: "javascriptreact" }

/** Keeps the modules that stand for a notebook's cells. They change with the cells: a text changes one module, a new, moved
 *  or renamed definition those that may mean it. */
export class NotebookModules {
  readonly modules = new Map<CellId, CellModule>()
  private readonly folder: string
  private readonly known = new Map<CellId, Known>()
  private readonly inHand = new Set<CellId>()
  /** As they were given last, and as the scope sees them. */
  private given: readonly ServiceCell[] = []
  private cells: readonly ServiceCell[] = []
  private readonly scopes = new Map<CellId, string>()
  /** Cell → those that take names from it; undefined: somebody takes others by now. */
  private users: ReadonlyMap<CellId, readonly CellId[]> | undefined
  private meanings: Meanings = findMeanings([])

  /** `folder`: where the modules lie, and nothing else. */
  constructor(folder: string) {
    this.folder = folder
  }

  /** What changed: modules that are other ones now, and paths that are no more. A cell that is the same object as the last
   *  time is taken for the same. */
  update(cells: readonly ServiceCell[]): { readonly changed: readonly CellModule[]; readonly gone: readonly string[] } {
    const { given } = this
    const isSameList = cells.length === given.length && cells.every(({ id }, n) => id === given[n]?.id)
    let isOtherScope = !isSameList
    this.cells = cells.map((cell, n) => {
      const before = this.cells[n]
      if (isSameList && before !== undefined && cell === given[n]) return before
      const seen = this.look(cell)
      const scope = this.scopeOf(seen)
      isOtherScope ||= scope !== this.scopes.get(cell.id)
      this.scopes.set(cell.id, scope)
      return seen
    })
    this.given = cells
    if (isOtherScope) this.meanings = findMeanings(this.cells)
    const gone = this.letGo(isSameList ? undefined : new Set(cells.map(({ id }) => id)))
    const changed: CellModule[] = []
    for (const cell of this.cells) {
      const known = this.known.get(cell.id)
      if (known === undefined || (!isOtherScope && known.module !== undefined)) continue
      const before = this.modules.get(cell.id)
      const made = this.make(cell, known)
      changed.push(...made)
      // Another language is another file.
      if (made[0] !== undefined && before !== undefined && before.path !== made[0].path) gone.push(before.path)
    }
    return { changed, gone }
  }

  /** Modules of cells that are no more, or no code any more; `there`: the cells, where they are others. Gives their paths. */
  private letGo(there: ReadonlySet<CellId> | undefined): string[] {
    const gone: string[] = []
    for (const [id, module] of this.modules) {
      if (there?.has(id) !== false && this.known.has(id)) continue
      gone.push(module.path)
      this.modules.delete(id)
      this.known.delete(id)
      this.inHand.delete(id)
      this.users = undefined
    }
    for (const id of there === undefined ? [] : this.scopes.keys()) if (!there?.has(id)) this.scopes.delete(id)
    return gone
  }

  /** Somebody writes here: all names that the cell can see are imported, so that they are offered. */
  takeInHand(id: CellId): CellModule | undefined {
    const [cell, known] = [this.cells.find((one) => one.id === id), this.known.get(id)]
    if (cell === undefined || known === undefined || this.inHand.has(id)) return undefined
    this.inHand.add(id)
    return this.make(cell, known)[0]
  }

  /** These and all that take names from them, directly or not, in document order. */
  affected(ids: Iterable<CellId>): CellId[] {
    this.users ??= usersOf(this.modules.values())
    const { users } = this
    const found = new Set(ids)
    for (const id of found) for (const user of users.get(id) ?? []) found.add(user)
    return this.cells.map(({ id }) => id).filter((id) => found.has(id) && this.modules.has(id))
  }

  /** The cells that use a name of another one. */
  usersOf(owner: CellId, name: string): CellId[] {
    return [...this.modules.values()].flatMap(({ cell, imports }) =>
      imports.get(name) === owner && this.known.get(cell)?.words.has(name) === true ? [cell] : [],
    )
  }

  /** The cell that declares what a name means in another one; undefined: no cell does. */
  ownerOf(cell: CellId, name: string): CellId | undefined {
    if (this.known.get(cell)?.declares.has(name) === true) return cell
    return this.modules.get(cell)?.imports.get(name)
  }

  /** Where a cell defines a name; undefined where only types see it, or its text does not parse. */
  placeOf(cell: CellId, name: string): Place | undefined {
    const known = this.known.get(cell)
    return known?.analysis?.errors.length === 0
      ? known.analysis.defines.find((one) => one.name === name)?.place
      : undefined
  }

  /** Whether a cell declares a name, or sees one of that name. */
  knows(cell: CellId, name: string): boolean {
    const found = this.cells.find(({ id }) => id === cell)
    const isDeclared = this.known.get(cell)?.declares.has(name) === true
    return isDeclared || (found !== undefined && this.meanings.meaning(found, name) !== undefined)
  }

  /** A cell's text with only those of its names given to others that they use: what it imports for nothing is seen. */
  textForItself(id: CellId): string | undefined {
    const [known, module] = [this.known.get(id), this.modules.get(id)]
    if (known === undefined || module === undefined) return undefined
    const used = [...known.declares].filter((name) => this.usersOf(id, name).length > 0 || known.exports.has(name))
    const head = module.text.split("\n").slice(0, module.lineOffset)
    const line = head.findLastIndex((text) => text.startsWith("export {"))
    head[line] = `export { ${used.filter((name) => !known.exports.has(name)).join(", ")} }`
    return [...head, known.source].join("\n")
  }

  moduleAt(path: string): CellModule | undefined {
    return [...this.modules.values()].find((module) => module.path === path)
  }

  /** What other cells see of a cell: where names are declared, and in which order. */
  private scopeOf({ id, kind, title, level, branchFrom, analysis }: ServiceCell): string {
    const known = this.known.get(id)
    if (known === undefined) return kind === "heading" ? JSON.stringify([title, level, branchFrom]) : ""
    return JSON.stringify([known.language, analysis?.defines.map(({ name }) => name), analysis?.definesTypes])
  }

  /** Notes what a cell is by now; the cell as the scope is to see it: while its text does not parse, with the names that it
   *  had before. */
  private look(cell: ServiceCell): ServiceCell {
    const { id, code, analysis } = cell
    if (code === undefined) {
      this.known.delete(id)
      return { ...cell, analysis: undefined }
    }
    const before = this.known.get(id)
    const { source, language } = code
    if (
      before !== undefined &&
      before.source === source &&
      before.language === language &&
      before.analysis === analysis
    )
      return this.asSeen(cell, before)
    const good = analysis?.errors.length === 0 ? analysis : before?.good
    const known: Known = {
      source,
      language,
      analysis,
      good,
      words: wordsIn(source),
      ...declaredNames(source, analysis, good),
      module: undefined,
    }
    this.known.set(id, known)
    return this.asSeen(cell, known)
  }

  private asSeen(cell: ServiceCell, { analysis, good, declares }: Known): ServiceCell {
    if (analysis?.errors.length === 0) return cell
    const types = new Set(good?.definesTypes)
    const values = [...declares].filter((name) => !types.has(name))
    const kept = good?.defines.filter(({ name }) => declares.has(name)) ?? []
    const fresh = values.filter((name) => !kept.some((one) => one.name === name))
    const place = { line: 1, column: 1, start: 0, end: 0 }
    const defines = [...kept, ...fresh.map((name) => ({ name, kind: "const", place, isConstant: false }) as const)]
    const nothing = { uses: [], assigns: [], optional: [], guarded: [], imports: [], errors: [], exports: [] }
    const definesTypes = [...types].filter((name) => declares.has(name))
    return { ...cell, analysis: { ...nothing, textHash: "", codeHash: "", defines, definesTypes } }
  }

  private make(cell: ServiceCell, known: Known): CellModule[] {
    const { id } = cell
    const { source, language, words, declares, exports } = known
    const isWritten = this.inHand.has(id)
    const imports = new Map<string, string[]>()
    const uses = new Set<CellId>()
    const taken = new Map<string, CellId>()
    const wanted = isWritten ? new Set([...words, ...this.meanings.namesAbove(cell)]) : words
    for (const name of wanted) {
      const owner = declares.has(name) ? undefined : this.meanings.meaning(cell, name)
      const of = owner === undefined || owner === id ? undefined : this.known.get(owner)
      if (owner === undefined || of === undefined) continue
      if (words.has(name)) uses.add(owner)
      taken.set(name, owner)
      const from = `./${this.fileOf(owner, of.language)}`
      const names = imports.get(from)
      if (names === undefined) imports.set(from, [name])
      else names.push(name)
    }
    const { text, lineOffset } = virtualCell({ source, language, declares, exports, imports })
    const path = join(this.folder, this.fileOf(id, language))
    const before = this.modules.get(id)
    if (before === undefined || !isSame(before.uses, uses)) this.users = undefined
    const module = {
      cell: id,
      path,
      languageId: LANGUAGE_IDS[language],
      text,
      lineOffset,
      source,
      uses,
      imports: taken,
    }
    known.module = module
    this.modules.set(id, module)
    return before?.text === text && before.path === path ? [] : [module]
  }

  private fileOf(id: CellId, language: CodeLanguage): string {
    return `${CELL_FILE}${id.replaceAll(/[^\w-]/g, "_")}.${language}`
  }
}

function usersOf(modules: Iterable<CellModule>): ReadonlyMap<CellId, readonly CellId[]> {
  const users = new Map<CellId, CellId[]>()
  for (const { cell, uses } of modules)
    for (const used of uses) {
      const known = users.get(used)
      if (known === undefined) users.set(used, [cell])
      else known.push(cell)
    }
  return users
}

function isSame(one: ReadonlySet<CellId>, other: ReadonlySet<CellId>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id))
}
