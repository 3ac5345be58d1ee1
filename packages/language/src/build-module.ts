import { findMeanings } from "@quire/notebook"
import type { CellId, CodeLanguage, GraphCell } from "@quire/notebook"
import { CellRewriter, readPart } from "./rewrite-cell.ts"
import type { ReadPart } from "./rewrite-cell.ts"
import { wordsIn } from "./service/virtual-cell.ts"

/** A cell that becomes a part of the module. */
export interface Part extends GraphCell {
  readonly source: string
  readonly language: CodeLanguage
  readonly name: string | undefined
  /** The line of the file in which a line of the cell stands. */
  readonly lineInFile: (line: number) => number
}

export interface BuiltModule {
  readonly text: string
  /** The same with each line where the notebook's file has it, as far as that has lines: places in it are places there. */
  readonly inPlace: string
  /** `tsx`: it has JSX. */
  readonly language: "ts" | "tsx"
  /** What it gives to those that import it. */
  readonly exports: readonly string[]
  /** It has what Node, which strips types, does not run as it stands: enums, namespaces, parameter properties, decorators. */
  readonly needsTransform: boolean
}

// A cell behind all others.
const LAST: GraphCell = {
  id: "last" as CellId,
  kind: "code",
  title: "",
  level: 0,
  branchFrom: undefined,
  analysis: undefined,
}

/** Makes one module of cells that can be read; `cells`: these and the headings between. */
export function buildModule(cells: readonly Part[]): BuiltModule {
  const parts = cells.filter(({ analysis }) => analysis !== undefined).map(readPart)
  const names = new ModuleNames(parts, cells)
  const defaultPart = parts.findLast(({ hasDefault }) => hasDefault)
  const imports = new Set<string>()
  const exported = new Set<string>()
  let inPlace = ""
  let line = 1
  const bodies = parts.map((read) => {
    const { part } = read
    const written = new CellRewriter(read, names, read === defaultPart).rewrite()
    for (const statement of written.imports) imports.add(statement)
    for (const name of written.exported) exported.add(name)
    const start = written.needsSemicolon ? ";" : ""
    inPlace += `${start}${"\n".repeat(Math.max(1, part.lineInFile(1) - line))}${written.kept}`
    line = inPlace.split("\n").length
    return written.body === "" ? "" : `${part.name === undefined ? "" : `// ${part.name}\n`}${start}${written.body}\n`
  })
  const given = names.visible().filter((name) => !exported.has(name))
  const end = given.length === 0 ? [] : [`export { ${given.map((name) => names.exportOf(name)).join(", ")} }\n`]
  const head = imports.size === 0 ? [] : [`${[...imports].join("\n")}\n`]
  const isJsx = parts.some(({ part }) => part.language.endsWith("x"))
  return {
    text: [...head, ...bodies.filter((body) => body !== ""), ...end].join("\n"),
    inPlace: [inPlace, ...end].join("\n"),
    language: isJsx ? "tsx" : "ts",
    exports: [...exported, ...given],
    needsTransform: parts.some(({ program }) => hasNode(program.body, NOT_STRIPPED)),
  }
}

const NOT_STRIPPED = new Set(["TSEnumDeclaration", "TSModuleBlock", "TSParameterProperty", "Decorator"])

function hasNode(node: unknown, types: ReadonlySet<string>): boolean {
  if (Array.isArray(node)) return node.some((one) => hasNode(one, types))
  if (typeof node !== "object" || node === null) return false
  const { type, declare } = node as { type?: string; declare?: boolean }
  if (declare === true) return false
  return (type !== undefined && types.has(type)) || Object.values(node).some((one) => hasNode(one, types))
}

/** What the names of cells are called in the module: one that a cell further down defines again is called otherwise from
 *  there up, and one that is exported under another name has none of its own. */
export class ModuleNames {
  private readonly parts = new Map<CellId, ReadPart>()
  private readonly meaning: (cell: GraphCell, name: string) => CellId | undefined
  /** As a cell behind all others sees them. */
  private readonly last: ReadonlyMap<string, CellId>
  private readonly words: Set<string>
  private readonly made = new Map<string, string>()
  /** Names that somewhere mean nobody's definition: those of the global scope. */
  private readonly globals = new Set<string>()
  private readonly asTypes = new Map<string, boolean>()

  constructor(parts: readonly ReadPart[], cells: readonly GraphCell[]) {
    for (const read of parts) this.parts.set(read.part.id, read)
    const { meaning, namesAbove } = findMeanings([...cells, LAST])
    this.meaning = meaning
    const seen = [...namesAbove(LAST)].flatMap((name): [string, CellId][] => {
      const owner = meaning(LAST, name)
      return owner === undefined ? [] : [[name, owner]]
    })
    this.last = new Map(seen)
    this.words = new Set(parts.flatMap(({ part }) => [...wordsIn(part.source)]))
    for (const read of parts) for (const { name, isType } of read.references) this.note(read, name, isType)
  }

  /** What a name of a cell's text is called. */
  of(read: ReadPart, name: string): string {
    const owner = this.ownerOf(read, name)
    return owner === undefined ? name : this.in(owner, name)
  }

  /** Whether it is this cell's that whoever comes behind the last one sees, and called so. */
  isLast({ part }: ReadPart, name: string): boolean {
    return this.last.get(name) === part.id && this.in(part.id, name) === name
  }

  /** An import that cells use as a type alone. */
  isType({ part }: ReadPart, name: string): boolean {
    return this.asTypes.get(`${part.id} ${name}`) === true
  }

  visible(): string[] {
    return [...this.last.keys()].toSorted()
  }

  exportOf(name: string): string {
    const read = this.parts.get(this.last.get(name) ?? ("" as CellId))
    if (read === undefined) return name
    const local = this.in(read.part.id, name)
    const definition = read.part.analysis?.defines.find((one) => one.name === name)
    const isType = definition === undefined || (definition.kind === "import" && this.isType(read, name))
    return `${isType ? "type " : ""}${local === name ? name : `${local} as ${name}`}`
  }

  private ownerOf({ part, declares }: ReadPart, name: string): CellId | undefined {
    return declares.has(name) ? part.id : this.meaning(part, name)
  }

  /** What a name is called that a cell gives to others. */
  in(owner: CellId, name: string): string {
    const read = this.parts.get(owner)
    const local = read?.aliases.get(name)
    if (read !== undefined && local !== undefined) return this.of(read, local)
    const isPlain = (this.last.get(name) === owner || !this.last.has(name)) && !this.globals.has(name)
    return isPlain ? name : this.other(owner, name)
  }

  /** None that is a word of the notebook. */
  private other(owner: CellId, name: string): string {
    const key = `${owner} ${name}`
    const known = this.made.get(key)
    if (known !== undefined) return known
    let n = 1
    while (this.words.has(`${name}_${n}`)) n++
    const made = `${name}_${n}`
    this.words.add(made)
    this.made.set(key, made)
    return made
  }

  private note(read: ReadPart, name: string, isType: boolean): void {
    const owner = this.ownerOf(read, name)
    if (owner === undefined) this.globals.add(name)
    const key = `${owner ?? ""} ${name}`
    this.asTypes.set(key, (this.asTypes.get(key) ?? true) && isType)
  }
}
