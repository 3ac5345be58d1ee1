import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { withDependency } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { editText, frontMatterOf, readCells } from "@quire/session"
import type { PackagesStatus } from "@quire/session"
import { localStorage } from "@quire/storage"
import type { StorageId } from "@quire/storage"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { cellResults, startHost } from "../../src/index.ts"
import type { Host, LiveSession } from "../../src/index.ts"
import { Packages } from "../../src/packages/install.ts"
import { TestRegistry } from "./registry.ts"

const newFolder = (): string => mkdtempSync(join(tmpdir(), "quire-packages-"))
const esm = (text: string): { more: object; files: Record<string, string> } => ({
  more: { type: "module", exports: "./index.js" },
  files: { "index.js": text },
})
const MAKES_FILE = `node -e "require('fs').writeFileSync('made.js', 'module.exports = 1')"`

let registry: TestRegistry
let host: Host
let home: string
let dataFolder: string
const before = process.env["HOME"]

beforeAll(async () => {
  registry = await TestRegistry.start([
    { name: "counter", version: "1.0.0", ...esm("let n = 0; export const count = () => ++n") },
    { name: "counter", version: "2.0.0", ...esm("let n = 100; export const count = () => ++n") },
    { name: "leaf", version: "1.0.0", ...esm("export const leaf = 1") },
    {
      name: "branch",
      version: "1.0.0",
      more: { type: "module", exports: "./index.js", dependencies: { leaf: "^1.0.0" } },
      files: { "index.js": 'export { leaf } from "leaf"' },
    },
    { name: "@scope/cjs", version: "1.0.0", files: { "index.js": "exports.kind = 'cjs'" } },
    {
      name: "scripted",
      version: "1.0.0",
      more: { scripts: { install: MAKES_FILE } },
      files: { "index.js": "exports.made = require('fs').existsSync(__dirname + '/made.js')" },
    },
  ])
  // The user's own settings, which pnpm honours.
  process.env["HOME"] = newFolder()
  writeFileSync(join(process.env["HOME"], ".npmrc"), `registry=${registry.url}\n`)
})
afterAll(async () => {
  process.env["HOME"] = before
  await registry[Symbol.asyncDispose]()
})

beforeEach(async () => {
  home = newFolder()
  dataFolder = newFolder()
  const started = await startHost({
    dataFolder,
    keepsText: true,
    environment: {},
    onIncident: () => undefined,
  })
  if (!started.ok) throw new Error(started.error.code)
  host = started.value
})
afterEach(async () => await host[Symbol.asyncDispose]())

async function opened(dependencies: string, ...cells: string[]): Promise<LiveSession> {
  const front = dependencies === "" ? "" : `---\ndependencies: ${dependencies}\n---\n\n`
  writeFileSync(join(home, "n.md"), front + cells.map((text) => `\`\`\`ts\n${text}\n\`\`\`\n`).join("\n"))
  const storage = localStorage({ id: basename(home) as StorageId, name: "home", folder: home, isReadOnly: false })
  const session = await host.open(storage, "/n.md", false)
  if (!session.ok) throw new Error(session.error.code)
  return session.value
}

async function run(session: LiveSession, cells: "all" | "stale" | number[] = "all"): Promise<string[]> {
  const ids = readCells(session.doc).filter(({ kind }) => kind === "code")
  await session.run(typeof cells === "string" ? cells : cells.map((n) => ids[n]?.id as CellId))
  await session.idle()
  return cellResults(session).map(({ outputs }) => {
    const [output] = outputs
    return output?.type === "value" ? String(output.data["text/plain"]) : output?.type === "error" ? output.message : ""
  })
}

/** What pnpm notes about a notebook's tree. */
function notesOf({ storage, path }: LiveSession): Buffer {
  const packages = new Packages(join(dataFolder, "packages"))
  return readFileSync(
    join(packages.folderOf([storage.id, storage.where, path].join("\0")), "node_modules/.modules.yaml"),
  )
}

const add = (session: LiveSession, name: string, version: string): Promise<void> =>
  session.change((doc) => {
    const text = frontMatterOf(doc)
    editText(text, withDependency(text.toString(), name, version))
  })

describe("[R8] the packages of a notebook", () => {
  test("ES modules and CommonJS, with what they need; locked beside the notebook", async () => {
    const session = await opened(
      '{ branch: 1.0.0, "@scope/cjs": 1.0.0 }',
      'import { leaf } from "branch"\nleaf',
      'import { kind } from "@scope/cjs"\nkind',
    )
    expect(await run(session)).toEqual(["1", "'cjs'"])
    expect(readFileSync(join(home, "n.lock.yaml"), "utf8")).toContain("leaf@1.0.0")
  })

  test("a lock decides what versions are installed", async () => {
    const first = await opened("{ branch: 1.0.0 }", 'import { leaf } from "branch"\nleaf')
    await run(first)
    registry.add({ name: "leaf", version: "1.1.0", ...esm("export const leaf = 2") })
    const lock = readFileSync(join(home, "n.lock.yaml"))
    home = newFolder()
    writeFileSync(join(home, "n.lock.yaml"), lock)
    expect(await run(await opened("{ branch: 1.0.0 }", 'import { leaf } from "branch"\nleaf'))).toEqual(["1"])
  })

  test("adding one restarts nothing; another version of a loaded one does", async () => {
    const session = await opened(
      "{ counter: 1.0.0 }",
      'import { count } from "counter"\ncount()',
      'await import("leaf").catch((error) => error.missingPackage)',
    )
    expect(await run(session)).toEqual(["1", "'leaf'"])
    const pid = session.state.runtime.status === "ready" ? session.state.runtime.pid : 0
    await add(session, "leaf", "1.0.0")
    expect(await run(session, [0, 1])).toEqual(["2", "[Module: null prototype] { leaf: 1 }"])
    expect(session.state.runtime).toMatchObject({ status: "ready", pid })
    await add(session, "counter", "2.0.0")
    expect((await run(session, [0]))[0]).toBe("101")
    expect(session.state.runtime).not.toMatchObject({ pid })
  })

  test("install scripts run after a yes, and not before", async () => {
    const session = await opened("{ scripted: 1.0.0 }", 'import { made } from "scripted"\nmade')
    expect(await run(session)).toEqual(["false"])
    expect(session.state.packages).toEqual({ status: "ready", heldScripts: ["scripted@1.0.0"] })
    await session.allowScripts(["scripted@1.0.0"])
    expect(session.state.packages).toEqual({ status: "ready", heldScripts: [] })
    expect(await run(session)).toEqual(["true"])
  })

  test("without a network, what was installed before is installed again", async () => {
    const first = await run(await opened("{ branch: 1.0.0 }", 'import { leaf } from "branch"\nleaf'))
    const lock = readFileSync(join(home, "n.lock.yaml"))
    home = newFolder()
    writeFileSync(join(home, "n.lock.yaml"), lock)
    registry.asked.length = 0
    expect(await run(await opened("{ branch: 1.0.0 }", 'import { leaf } from "branch"\nleaf'))).toEqual(first)
    expect(registry.asked).toEqual([])
  })

  test("a second notebook with a known lock is filled without the package manager; each then goes its own way", async () => {
    const cells = ['import { leaf } from "branch"\nleaf', 'import { kind } from "@scope/cjs"\nkind']
    const dependencies = '{ branch: 1.0.0, "@scope/cjs": 1.0.0 }'
    const first = await opened(dependencies, ...cells)
    const values = await run(first)
    const [lock, firstHome] = [readFileSync(join(home, "n.lock.yaml")), home]
    home = newFolder()
    writeFileSync(join(home, "n.lock.yaml"), lock)
    // Without its store a package manager would have to ask the registry.
    rmSync(join(dataFolder, "packages", "store"), { recursive: true })
    registry.asked.length = 0
    const second = await opened(dependencies, ...cells)
    expect(await run(second)).toEqual(values)
    expect(registry.asked).toEqual([])
    const notes = notesOf(first)
    await add(second, "counter", "1.0.0")
    await second.change((doc) => {
      const text = frontMatterOf(doc)
      editText(text, text.toString().replace(/, "?@scope\/cjs"?: 1\.0\.0|"?@scope\/cjs"?: 1\.0\.0, /, ""))
    })
    expect((await run(second))[0]).toBe(values[0])
    expect(second.state.packages.status).toBe("ready")
    expect(notesOf(first)).toEqual(notes)
    first.restart()
    expect(await run(first)).toEqual(values)
    expect(readFileSync(join(firstHome, "n.lock.yaml"))).toEqual(lock)
  })

  test("settings that lie beside a notebook are not read", async () => {
    writeFileSync(join(home, ".npmrc"), "registry=http://127.0.0.1:1/\n")
    expect(await run(await opened("{ leaf: 1.0.0 }", 'import { leaf } from "leaf"\nleaf'))).toEqual(["1"])
  })

  test("one that is not there is said, with its name; nothing else is lost", async () => {
    const session = await opened("{ no-such-thing: 1.0.0 }", "1 + 1")
    expect((await run(session))[0]).toMatch(/^The packages could not be installed: .*no-such-thing/s)
    await session.change((doc) => editText(frontMatterOf(doc), ""))
    expect(await run(session)).toEqual(["2"])
  })

  test("an install that is cancelled ends at once, and the next run tries again", async () => {
    const gate = Promise.withResolvers<void>()
    registry.gate = gate.promise
    const session = await opened("{ counter: 1.0.0 }", 'import { count } from "counter"\ncount()')
    const running = run(session)
    const status = (): PackagesStatus["status"] => session.state.packages.status
    while (status() !== "installing") await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 100))
    session.cancelInstall()
    expect((await running)[0]).toMatch(/cancelled/)
    registry.gate = undefined
    gate.resolve()
    expect(await run(session)).toEqual(["1"])
  })

  test("a folder that cannot be written is said, and tried again", async () => {
    const session = await opened("{ counter: 1.0.0 }", 'import { count } from "counter"\ncount()')
    writeFileSync(join(dataFolder, "packages"), "in the way")
    expect((await run(session))[0]).toMatch(/^The packages could not be installed: /)
    rmSync(join(dataFolder, "packages"))
    expect(await run(session)).toEqual(["1"])
  })

  test("the newest version is offered for a name, and a name that is none is refused", async () => {
    const session = await opened("", "1")
    expect(await session.latestVersion("counter")).toEqual({ ok: true, value: "2.0.0" })
    expect(await session.latestVersion("--help")).toMatchObject({ ok: false })
    expect(await session.latestVersion("no-such-thing")).toMatchObject({ ok: false })
  })

  test("opening installs nothing", async () => {
    registry.asked.length = 0
    const session = await opened("{ leaf: 1.0.0 }", 'import { leaf } from "leaf"\nleaf')
    session.warmUp()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(registry.asked).toEqual([])
    expect(existsSync(join(home, "n.lock.yaml"))).toBe(false)
  })
})
