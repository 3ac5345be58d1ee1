import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { CellId } from "@quire/notebook"
import { newCell } from "@quire/notebook"
import { cellsOf, editText, insertCell, readCells, sourceOf } from "@quire/session"
import { localStorage } from "@quire/storage"
import type { Storage, StorageId } from "@quire/storage"
import { describe, expect, test } from "vitest"
import { startHost } from "./host.ts"
import type { Host } from "./host.ts"
import type { LiveSession } from "./session/live-session.ts"
import { moveCellToFile } from "./session/move-to-file.ts"
import { cellResults } from "./session/results.ts"

const newFolder = (): string => mkdtempSync(join(tmpdir(), "quire-host-"))
const CELLS = "# T\n\n```ts name=a\nconst a = 1;\na\n```\n\n```ts name=b\nconst b = a + 1;\nb\n```\n"

async function hostAt(dataFolder: string): Promise<Host> {
  const incidents: string[] = []
  const started = await startHost({
    dataFolder,
    keepsText: true,
    environment: {},
    onIncident: (what, error) => incidents.push(`${what}: ${String(error)}`),
  })
  if (!started.ok) throw new Error(started.error.code)
  return started.value
}

function storageAt(folder: string, isReadOnly = false): Storage {
  return localStorage({ id: "home" as StorageId, name: "home", folder, isReadOnly })
}

async function opened(host: Host, storage: Storage, path = "/n.md", create = false): Promise<LiveSession> {
  const session = await host.open(storage, path, create)
  if (!session.ok) throw new Error(session.error.code)
  return session.value
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let n = 0; n < 400 && !isTrue(); n++) await new Promise((resolve) => setTimeout(resolve, 25))
  expect(isTrue()).toBe(true)
}

const type = (session: LiveSession, cell: number, text: string): Promise<void> =>
  session.change((doc) => {
    const id = readCells(doc)[cell]?.id
    const source = id === undefined ? undefined : sourceOf(doc, id)
    if (source !== undefined) editText(source, text)
  })

describe("[S1] a session runs", () => {
  test("what is needed first; results, states and why", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    const [, a, b] = readCells(session.doc).map(({ id }) => id)
    await session.run([b as CellId])
    await session.idle()
    expect(
      cellResults(session).map(({ name, status, outputs }) => [
        name,
        status,
        outputs[0]?.type === "value" ? outputs[0].data["text/plain"] : "",
      ]),
    ).toEqual([
      ["a", "done", "1"],
      ["b", "done", "2"],
    ])
    await type(session, 1, "const a = 5;\na")
    expect(session.state.marks[b as CellId]).toMatchObject({ status: "stale", why: ["a"] })
    await session.run("stale")
    await session.idle()
    expect(cellResults(session)[1]?.outputs[0]).toMatchObject({ data: { "text/plain": "6" } })
    expect(session.state.marks[a as CellId]?.status).toBe("fresh")
  })

  test("what is run right after a restart runs, in a new process", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    const pids = new Set<number>()
    for (let n = 0; n < 5; n++) {
      await session.run("all")
      await session.idle()
      expect(cellResults(session).map(({ status }) => status)).toEqual(["done", "done"])
      if (session.state.runtime.status === "ready") pids.add(session.state.runtime.pid)
      session.restart()
    }
    expect(pids.size).toBe(5)
  })

  test("a run that is stopped while the runtime starts does not begin, and the next one does", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    await session.run("all")
    session.interrupt()
    expect(session.state).toMatchObject({ running: undefined, queue: [] })
    await session.run("all")
    await session.idle()
    expect(cellResults(session).map(({ status }) => status)).toEqual(["done", "done"])
  })

  test("the same file opened twice is one session", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    await using host = await hostAt(newFolder())
    const storage = storageAt(home)
    const [one, two] = await Promise.all([opened(host, storage), opened(host, storage)])
    expect(one).toBe(two)
  })

  test("[S2] outputs come back after a restart, marked as from before", async () => {
    const home = newFolder()
    const data = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    {
      await using host = await hostAt(data)
      const session = await opened(host, storageAt(home))
      await session.run("all")
      await session.idle()
    }
    await using host = await hostAt(data)
    const session = await opened(host, storageAt(home))
    const [, a] = readCells(session.doc)
    expect(session.state.cells[a?.id as CellId]).toMatchObject({
      before: { outcome: "done" },
      last: undefined,
      outputs: [{ type: "value" }],
    })
    expect(session.state.marks[a?.id as CellId]?.status).toBe("never")
  })
})

test("[S18] what was given to an input is on disk when that is acknowledged, whatever the output's snapshot says", async () => {
  const [home, data] = [newFolder(), newFolder()]
  writeFileSync(join(home, "n.md"), CELLS)
  const started = await hostAt(data)
  const session = await opened(started, storageAt(home))
  const cell = readCells(session.doc).find(({ kind }) => kind === "code")?.id as CellId
  expect(await session.setInput(cell, "size", 5)).toEqual({ ok: true, value: undefined })
  // Only the journal has it by now: outputs are kept a second later.
  const kept = await started.journal?.find("home", "/n.md")
  expect(kept?.ok === true && kept.value?.inputs).toMatchObject([{ cell, input: "size" }])
  await started[Symbol.asyncDispose]()
  await using host = await hostAt(data)
  const again = await opened(host, storageAt(home))
  expect(again.state.cells[cell]?.inputs).toEqual({ size: 5 })
})

describe("[L12] the project's own files", () => {
  test("a saved file makes the cells stale that import it, and a reload keeps what other files hold", async () => {
    const home = newFolder()
    mkdirSync(join(home, "lib"))
    writeFileSync(join(home, "lib/price.ts"), "export const price = 2\n")
    writeFileSync(join(home, "lib/count.ts"), "let n = 0\nexport const count = () => ++n\n")
    const cells =
      '```ts name=a\nimport { price } from "./lib/price.ts"\n```\n\n' +
      '```ts name=b\nimport { count } from "./lib/count.ts"\n`${price} ${count()}`\n```\n'
    writeFileSync(join(home, "n.md"), cells)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    const value = (): unknown => {
      const [output] = cellResults(session).find(({ name }) => name === "b")?.outputs ?? []
      return output?.type === "value" ? output.data["text/plain"] : output
    }
    await session.run("all")
    await session.idle()
    expect(value()).toBe("'2 1'")
    writeFileSync(join(home, "lib/price.ts"), "export const price = 3\n")
    await until(() => Object.values(session.state.marks).every(({ status }) => status === "stale"))
    expect(Object.values(session.state.marks).map(({ why }) => why)).toEqual([["./lib/price.ts"], ["price"]])
    await session.run("stale")
    await session.idle()
    expect(value()).toBe("'3 2'")
  })
})

describe("[L14] a project that asks for decorators as they were before the standard", () => {
  const LEGACY = `const log: string[] = []
function note(target: object, key: string, descriptor: PropertyDescriptor): void { log.push(\`\${key} \${typeof descriptor.value}\`) }
function at(_target: object, key: string | undefined, index: number): void { log.push(\`\${key} \${index}\`) }
class Service {
  constructor(@at readonly name: string) {}
  @note greet(@at to: string) { return this.name + to }
}
log.join(", ")`

  test("gets them in its cells and its files, also through a tsconfig that it extends", async () => {
    const home = newFolder()
    mkdirSync(join(home, "notes"))
    writeFileSync(join(home, "base.json"), '{ "compilerOptions": { "experimentalDecorators": true } }')
    writeFileSync(join(home, "tsconfig.json"), '{ "extends": "./base.json" } // with a comment')
    writeFileSync(join(home, "notes/service.ts"), `${LEGACY.replace("log.join", "export const seen = log.join")}`)
    writeFileSync(
      join(home, "notes/n.md"),
      `\`\`\`ts\n${LEGACY}\n\`\`\`\n\n\`\`\`ts\nimport { seen } from "./service.ts"\nseen\n\`\`\`\n`,
    )
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home), "/notes/n.md")
    await session.run("all")
    await session.idle()
    const shown = cellResults(session).map(
      ({ outputs: [output] }) => output?.type === "value" && output.data["text/plain"],
    )
    const expected = "'greet 0, greet function, undefined 0'"
    expect(shown).toEqual([expected, expected])
  })
})

describe("[L13] a cell moves to a file", () => {
  test("which it imports; what uses other cells, or would write over a file, stays", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    const [, a, b] = readCells(session.doc).map(({ id }) => id)
    const move = async (id: CellId | undefined, path: string): Promise<string> => {
      const moved = await moveCellToFile(session, id as CellId, path)
      return moved.ok ? moved.value.path : `${moved.error.code} ${"because" in moved.error ? moved.error.because : ""}`
    }
    expect(await move(b, "./lib/b.ts")).toBe("cannot-move-cell It uses `a` of other cells, which a file cannot import.")
    expect(await move(a, "./n.md")).toBe("cannot-move-cell A ts cell becomes a file that ends in .ts.")
    expect(await move(a, "./lib/a.ts")).toBe("/lib/a.ts")
    expect(readFileSync(join(home, "lib/a.ts"), "utf8")).toBe("export const a = 1;\n")
    expect(readCells(session.doc)[1]?.source).toBe('import { a } from "./lib/a.ts"\n\na')
    await session.run("all")
    await session.idle()
    expect(cellResults(session).map(({ status }) => status)).toEqual(["done", "done"])
    await type(session, 1, "const a = 2")
    expect(await move(a, "./lib/a.ts")).toBe("exists ")
    expect(readCells(session.doc)[1]?.source).toBe("const a = 2")
  })
})

describe("[S3] a session saves", () => {
  test("by itself, and only what changed", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    await type(session, 1, "const a = 7;\na")
    expect(session.state.save.status).toBe("waiting")
    await until(() => session.state.save.status === "saved")
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe(CELLS.replace("a = 1", "a = 7"))
  })

  test("[S4] a file that a slow writer has emptied is not taken for one whose cells were deleted", async () => {
    const home = newFolder()
    const file = join(home, "n.md")
    writeFileSync(file, CELLS)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    const ids = readCells(session.doc).map(({ id }) => id)
    writeFileSync(file, "")
    const looking = session.saveNow()
    await sleep(400)
    writeFileSync(file, CELLS.slice(0, 20))
    await sleep(120)
    writeFileSync(file, CELLS.replace("a = 1", "a = 9"))
    await looking
    expect(readCells(session.doc).map(({ id }) => id)).toEqual(ids)
    expect(sourceOf(session.doc, ids[1] as CellId)?.toString()).toContain("a = 9")
  })

  test("a new notebook is made at once, and never over an existing one", async () => {
    const home = newFolder()
    await using host = await hostAt(newFolder())
    const storage = storageAt(home)
    const session = await opened(host, storage, "/new.md", true)
    expect(readFileSync(join(home, "new.md"), "utf8")).toBe("")
    await session.change((doc) => insertCell(doc, undefined, "x" as CellId, newCell("code", "1", "ts")))
    await session.saveNow()
    expect(readFileSync(join(home, "new.md"), "utf8")).toBe("```ts\n1\n```\n")
    writeFileSync(join(home, "there.md"), "text\n")
    expect(await host.open(storage, "/there.md", true)).toMatchObject({ ok: false, error: { code: "exists" } })
    expect(readFileSync(join(home, "there.md"), "utf8")).toBe("text\n")
  })

  test("[S15] a read-only storage keeps the edit in the journal and says so", async () => {
    const home = newFolder()
    const data = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    {
      await using host = await hostAt(data)
      const session = await opened(host, storageAt(home, true))
      await type(session, 1, "const a = 9;\na")
      await until(() => session.state.save.status === "failed")
      expect(session.state.save).toMatchObject({ problem: { code: "read-only" }, retryAt: undefined })
    }
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe(CELLS)
    await using host = await hostAt(data)
    const session = await opened(host, storageAt(home))
    expect(readCells(session.doc)[1]?.source).toBe("const a = 9;\na")
    await until(() => readFileSync(join(home, "n.md"), "utf8").includes("a = 9"))
  })
})

test("[R10] what was printed in sessions that no journal knows is forgotten", async () => {
  const [home, data] = [newFolder(), newFolder()]
  writeFileSync(join(home, "n.md"), CELLS)
  const host = await hostAt(data)
  const { id } = await opened(host, storageAt(home))
  await host[Symbol.asyncDispose]()
  for (const session of [id, "ghost"]) {
    mkdirSync(join(data, "outputs", session), { recursive: true })
    writeFileSync(join(data, "outputs", session, "c.txt"), "printed")
  }
  await using _again = await hostAt(data)
  expect(readdirSync(join(data, "outputs"))).toEqual([id])
})

describe("[S4] a file that changed underneath", () => {
  test("is merged while it is open, and both sides are in the file", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    await type(session, 1, "const a = 2;\na")
    writeFileSync(join(home, "n.md"), CELLS.replace("a + 1", "a + 100"))
    await session.saveNow()
    await until(() => session.state.save.status === "saved")
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe(CELLS.replace("a = 1", "a = 2").replace("a + 1", "a + 100"))
  })

  test("[S21] is not written when most of its cells have vanished without anybody deleting them, until a person says so", async () => {
    const home = newFolder()
    const file = Array.from({ length: 6 }, (_, n) => `\`\`\`ts\n${n}\n\`\`\`\n`).join("\n")
    writeFileSync(join(home, "n.md"), file)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    await type(session, 0, "0 + 0")
    await session.saveNow()
    const saved = readFileSync(join(home, "n.md"), "utf8")
    await session.change((doc) => {
      for (const { id } of readCells(doc).slice(1)) cellsOf(doc).delete(id)
    })
    await until(() => session.state.save.status === "failed")
    expect(session.state.save).toMatchObject({ problem: { code: "cells-lost" } })
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe(saved)
    await session.saveNow()
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe("```ts\n0 + 0\n```\n")
  })

  test("with marks of a merge that Git could not do opens as both sides, and is written once somebody writes", async () => {
    const home = newFolder()
    const side = (what: string): string => `\`\`\`ts name=total\n${what}\n\`\`\`\n`
    const marked = `# T\n\n<<<<<<< HEAD\n${side("a + b")}=======\n${side("a - b")}>>>>>>> other\n\nend\n`
    writeFileSync(join(home, "n.md"), marked)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    const cells = readCells(session.doc).map(({ source, words }) => `${words}|${source}`)
    expect(cells).toEqual(["|T", "ts name=total|a + b", "ts name=total conflict=theirs|a - b", "|end"])
    expect(session.state.merge?.report.conflicts).toHaveLength(1)
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe(marked)
    await type(session, 3, "the end")
    await session.saveNow()
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe(
      `# T\n\n${side("a + b")}\n\`\`\`ts name=total conflict=theirs\na - b\n\`\`\`\n\nthe end\n`,
    )
  })

  test("while the server was down is merged with what only the journal had", async () => {
    const home = newFolder()
    const data = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    {
      await using host = await hostAt(data)
      const session = await opened(host, storageAt(home, true))
      await type(session, 1, "const a = 3;\na")
    }
    writeFileSync(join(home, "n.md"), `${CELLS}\nAdded outside.\n`)
    await using host = await hostAt(data)
    await opened(host, storageAt(home))
    await until(
      () => readFileSync(join(home, "n.md"), "utf8") === `${CELLS.replace("a = 1", "a = 3")}\nAdded outside.\n`,
    )
  })

  test("[S4] has the first of many attempts, none of which was answered: that is no edit of somebody else's", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    const storage = storageAt(home)
    const down = { ok: false, error: { code: "unreachable", host: "there", because: "it is down" } } as const
    let [writes, isDown] = [0, true]
    const flaky = Object.create(storage, {
      kind: { value: "s3" },
      write: {
        value: async (...given: Parameters<typeof storage.write>) => {
          const written = writes++ === 0 || !isDown ? await storage.write(...given) : down
          return isDown ? down : written
        },
      },
      read: {
        value: (...given: Parameters<typeof storage.read>) => (isDown && writes > 0 ? down : storage.read(...given)),
      },
      stat: {
        value: (...given: Parameters<typeof storage.stat>) => (isDown && writes > 0 ? down : storage.stat(...given)),
      },
    }) as typeof storage
    await using host = await hostAt(newFolder())
    const session = await opened(host, flaky)
    for (let n = 2; n < 14; n++) {
      await type(session, 1, `const a = ${n};\na`)
      await session.saveNow()
      expect(session.state.save.status).not.toBe("saved")
    }
    expect(readFileSync(join(home, "n.md"), "utf8")).toContain("a = 2")
    isDown = false
    await session.saveNow()
    expect(readFileSync(join(home, "n.md"), "utf8")).toBe(CELLS.replace("a = 1", "a = 13"))
  })

  test("that is removed is said, and not made anew until a person says so", async () => {
    const home = newFolder()
    writeFileSync(join(home, "n.md"), CELLS)
    await using host = await hostAt(newFolder())
    const session = await opened(host, storageAt(home))
    rmSync(join(home, "n.md"))
    await type(session, 1, "const a = 4;\na")
    await until(() => session.state.save.status === "failed")
    expect(session.state.save).toMatchObject({ problem: { code: "file-removed" } })
    await session.saveNow()
    await until(() => session.state.save.status === "saved")
    expect(readFileSync(join(home, "n.md"), "utf8")).toContain("a = 4")
  })
})

test("[S7] a Markdown cell into which somebody typed a heading and a fence becomes those cells when they leave it", async () => {
  const home = newFolder()
  writeFileSync(join(home, "n.md"), "prose\n\nmore\n")
  await using host = await hostAt(newFolder())
  const session = await opened(host, storageAt(home))
  await type(session, 0, "prose\n\n## Section\n\n```ts name=x\n1\n```\n\nafter")
  session.settleCell(readCells(session.doc)[0]?.id as CellId)
  expect(readCells(session.doc).map(({ kind, source, words }) => [kind, source, words])).toEqual([
    ["markdown", "prose", ""],
    ["heading", "Section", ""],
    ["code", "1", "ts name=x"],
    ["markdown", "after", ""],
  ])
  await session.saveNow()
  expect(readFileSync(join(home, "n.md"), "utf8")).toBe("prose\n\n## Section\n\n```ts name=x\n1\n```\n\nafter\n")
})

test("[S11] two servers cannot share a data folder", async () => {
  const data = newFolder()
  await using _host = await hostAt(data)
  const second = await startHost({ dataFolder: data, keepsText: true, environment: {}, onIncident: () => undefined })
  expect(second).toMatchObject({ ok: false, error: { code: "data-folder-locked" } })
})
