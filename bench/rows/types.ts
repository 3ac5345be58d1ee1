import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { readCells } from "@quire/session"
import { ServerProcess, uriOf } from "../../packages/language/src/service/server-process.ts"
import { temporaryFolder } from "../folder.ts"
import { forkScript } from "../forked.ts"
import type { LiveServer } from "../live-server.ts"
import { memoryMb } from "../memory.ts"
import { takeTurns, time } from "../measure.ts"
import type { Row, Spread } from "../measure.ts"
import { Page } from "../page.ts"
import { chainCell, chainFile } from "./types.chain.ts"
import type { Order } from "./types.javascript-service.ts"

const COUNTS = [10, 100, 500]
const QUIET_MS = 150

/** The first cell of a chain is edited, and something asked in the last: over the page's socket, of TypeScript's native
 *  server itself with the same texts as files, and of the JavaScript service in a process of its own. */
export async function typesRows(): Promise<Row[]> {
  const rows: Row[] = []
  for (const count of COUNTS) rows.push(...(await rowsFor(count)))
  return rows
}

async function rowsFor(count: number): Promise<Row[]> {
  using folder = temporaryFolder()
  const [data, home, files] = [join(folder.path, "data"), join(folder.path, "home"), join(folder.path, "files")]
  for (const made of [home, files]) mkdirSync(made)
  const cells = Array.from({ length: count }, (_, index) => `\`\`\`ts\n${chainCell(index)}\n\`\`\`\n`)
  writeFileSync(join(home, "chain.md"), cells.join("\n"))
  await using server = await forkScript<LiveServer>(new URL("../live-server.ts", import.meta.url), [data, home])
  const script = new URL("./types.javascript-service.ts", import.meta.url)
  await using javascript = await forkScript<string>(script, [String(count)])
  await using native = startNative(files, count)
  using page = await Page.open(server.ready, "/chain.md")
  const notebook = new OpenChain(page, count)
  await notebook.start()
  const asked = (order: Order): Promise<number> => javascript.ask({ ...order }) as Promise<number>
  const rows = await timeRows(`${count} cells`, notebook, native, asked)
  const memory = [checkerMemory(server.ready.pid), await asked({ do: "memory" })].map(one)
  return [...rows, memoryRow(`${count} cells: the checker's memory`, memory)]
}

const NATIVE = "TypeScript's native server, asked alone"
const JAVASCRIPT = "typescript@6's service in process"

async function timeRows(
  cells: string,
  notebook: OpenChain,
  native: Native,
  asked: (order: Order) => Promise<number>,
): Promise<Row[]> {
  let n = 0
  const completion = await takeTurns(
    {
      ours: () => notebook.completion(++n),
      native: () => native.completion(++n),
      javascript: () => asked({ do: "completion", n: ++n }),
    },
    { count: 30, warmUp: 5 },
  )
  const wrong = await takeTurns(
    {
      own: () => notebook.ownDiagnostics(),
      last: () => notebook.lastDiagnostics(),
      native: () => native.diagnostics(++n),
      javascript: () => asked({ do: "diagnostics", n: ++n }),
    },
    { count: 15, warmUp: 3 },
  )
  const completed = `${cells}: the first is edited, completion in the last`
  const typed = `${cells}: typing stops; what is wrong in that cell is there`
  const typedAbove = `${cells}: typing stops in the first; what is wrong in the last is there`
  return [
    row(completed, completion.ours, NATIVE, completion.native, { ratioAtMost: 3 }),
    row(completed, completion.ours, JAVASCRIPT, completion.javascript, { ratioAtMost: 1 }),
    row(typed, wrong.own, JAVASCRIPT, wrong.javascript, { under: 100 }),
    row(typedAbove, wrong.last, NATIVE, wrong.native, { under: 100 }),
  ]
}

function memoryRow(name: string, [ours, beside]: readonly Spread[]): Row {
  const nothing = one(Number.NaN)
  return { ...row(name, ours ?? nothing, JAVASCRIPT, beside ?? nothing, { ratioAtMost: 0.5 }), unit: "MB" }
}

function row(name: string, ours: Spread, besideName: string, beside: Spread, goal: Row["goal"]): Row {
  return { name, ours, besideName, beside, goal }
}

function one(value: number): Spread {
  return { low: value, median: value, high: value }
}

/** The chain as an open notebook, edited and asked as a page does. */
class OpenChain {
  private readonly page: Page
  private readonly count: number
  private readonly cells: ReturnType<typeof readCells>
  private typedEvents = 0

  constructor(page: Page, count: number) {
    page.onEvent((event) => void (event.type === "typed" && this.typedEvents++))
    this.page = page
    this.count = count
    this.cells = readCells(page.doc)
  }

  async start(): Promise<void> {
    await this.page.language("initialize", { capabilities: {} })
    this.set(0, "// begun")
    await this.completion(0)
  }

  async completion(n: number): Promise<number> {
    await this.quiet()
    const ending = `value${this.count - 1}[0].`
    return await time(async () => {
      this.set(0, `const z = ${n}`)
      const text = this.set(this.count - 1, ending)
      const { id } = this.last
      const uri = `cell:///${id}`
      this.page.tell("textDocument/didOpen", { textDocument: { uri, text } })
      const lines = text.split("\n")
      const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
      const list = (await this.page.language("textDocument/completion", { textDocument: { uri }, position })) as {
        items: { label: string }[]
      }
      if (!list.items.some(({ label }) => label === "tags")) throw new Error("this is no completion")
    })
  }

  /** From the edit until what it makes wrong, or right again, in the same cell is on the page. */
  async ownDiagnostics(): Promise<number> {
    await this.untilTyped(this.count - 1, "const own: string = 1")
    await this.quiet()
    return await this.untilTyped(this.count - 1, 'const own: string = "x"')
  }

  /** From the edit of the first cell until what it makes wrong, or right again, in the last is on the page. */
  async lastDiagnostics(): Promise<number> {
    this.set(this.count - 1, "const u: string = flag")
    await this.untilTyped(0, "const flag = 1")
    await this.quiet()
    return await this.untilTyped(0, 'const flag = "a"')
  }

  /** Until nothing is checked any more: a person who stopped typing. */
  private async quiet(): Promise<void> {
    for (let last = -1; last !== this.typedEvents;) {
      last = this.typedEvents
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
    }
  }

  private get last(): (typeof this.cells)[number] {
    const last = this.cells[this.count - 1]
    if (last === undefined) throw new Error("the notebook is empty")
    return last
  }

  /** Edits a cell, and waits for what is said of the last one. */
  private async untilTyped(index: number, ending: string): Promise<number> {
    const { id } = this.last
    const typed = this.page.event((event) => event.type === "typed" && id in event.problems)
    return await time(async () => {
      this.set(index, ending)
      await typed
    })
  }

  private set(index: number, ending: string): string {
    const text = chainCell(index, ending)
    const cell = this.cells[index]
    if (cell === undefined) throw new Error("there is no such cell")
    const update = this.page.type(cell.id, (shared) => {
      const now = shared.toString()
      const at = now.lastIndexOf("\n") + 1
      shared.delete(at, now.length - at)
      shared.insert(at, text.slice(text.lastIndexOf("\n") + 1))
    })
    void this.page.edit(update)
    return text
  }
}

interface Native extends AsyncDisposable {
  completion(n: number): Promise<number>
  diagnostics(n: number): Promise<number>
}

function startNative(folder: string, count: number): Native {
  const options = {
    strict: true,
    target: "esnext",
    module: "esnext",
    moduleResolution: "bundler",
    allowImportingTsExtensions: true,
    noEmit: true,
    // What a cell sees, and what the JavaScript service is given.
    types: ["node"],
    typeRoots: [join(import.meta.dirname, "../../node_modules/@types")],
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }))
  const server = new ServerProcess(folder)
  const put = (index: number, text: string): string => {
    const path = join(folder, `c${index}.ts`)
    server.put(path, "typescript", text)
    return path
  }
  for (let index = 0; index < count; index++) put(index, chainFile(index))
  return {
    completion: (n) =>
      time(async () => {
        put(0, chainFile(0, `export const z = ${n}`))
        const text = chainFile(count - 1, `value${count - 1}[0].`)
        const path = put(count - 1, text)
        const lines = text.split("\n")
        const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
        await server.ask("textDocument/completion", { textDocument: { uri: uriOf(path) }, position })
      }),
    diagnostics: (n) =>
      time(async () => {
        put(0, chainFile(0, `export const z = ${n}`))
        const path = put(count - 1, chainFile(count - 1, `const bad${n}: string = ${n}`))
        await server.ask("textDocument/diagnostic", { textDocument: { uri: uriOf(path) } })
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** Of all type checkers that the server has started: it should be one. */
function checkerMemory(server: number): number {
  const children = readdirSync(`/proc/${server}/task`).flatMap((task) =>
    readFileSync(`/proc/${server}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  )
  const checkers = children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--lsp"))
  if (checkers.length !== 1) throw new Error(`there are ${checkers.length} type checkers`)
  return memoryMb(checkers[0] ?? 0, "resident")
}
