import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { installTypes } from "./install-types.ts"
import { linkTree } from "./link-tree.ts"
import { runPnpm } from "./pnpm.ts"
import type { InstallError } from "./pnpm.ts"
import { typesMissing } from "./types-missing.ts"

/** What a notebook asks for. */
export interface PackagesRequest {
  /** Names the notebook: its folder is its own. */
  readonly notebook: string
  /** Name → exact version. */
  readonly dependencies: ReadonlyMap<string, string>
  /** The lock that lies beside the notebook. */
  readonly lock: string | undefined
}

export interface InstalledPackages {
  readonly lock: string
  /** `name@version` of packages whose install scripts wait for a yes. */
  readonly heldScripts: readonly string[]
  /** Another version of a package that was there before took its place: what has loaded it must start anew. */
  readonly isReplaced: boolean
}

/** Installs the packages that notebooks name: each notebook has a folder of its own, filled in place by pnpm, whose
 *  content-addressed store makes the second notebook instant. A package that stays keeps its path, so a process that has
 *  loaded it need not restart. Install scripts run only where a person has said yes to that very version. */
export class Packages {
  private readonly home: string
  private readonly turns = new Map<string, Promise<unknown>>()

  constructor(home: string) {
    this.home = home
  }

  /** The folder whose `node_modules` holds a notebook's packages, there or not. */
  folderOf(notebook: string): string {
    return join(this.home, "notebooks", hashOf(notebook))
  }

  /** Fills the folder. Of two calls for one notebook the second waits. `onProgress` gets one line at a time. */
  ensure(
    request: PackagesRequest,
    onProgress: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<Result<InstalledPackages, InstallError>> {
    return this.inTurn(request.notebook, () => this.install(request, onProgress, signal))
  }

  /** Installs the types (`@types/…`) of those of a notebook's packages that bring none, into `types` in its folder, as far
   *  as there are any of the same version. Nothing of it is loaded by cells. True: others than before are there. */
  ensureTypes(
    { notebook, dependencies }: Pick<PackagesRequest, "notebook" | "dependencies">,
    signal?: AbortSignal,
  ): Promise<Result<boolean, InstallError>> {
    return this.inTurn(notebook, async () => {
      const folder = this.folderOf(notebook)
      const wanted = await typesMissing(join(folder, "node_modules"), dependencies)
      return await installTypes({ home: this.home, folder: join(folder, "types"), wanted, signal })
    })
  }

  private inTurn<T>(notebook: string, work: () => Promise<Result<T, InstallError>>): Promise<Result<T, InstallError>> {
    const before = this.turns.get(notebook) ?? Promise.resolve()
    const turn = before.then(() => guarded(work))
    this.turns.set(notebook, turn)
    return turn
  }

  /** A person said yes to the install scripts of these (`name@version`), in all notebooks of this server. */
  async allowScripts(packages: readonly string[]): Promise<Result<void, InstallError>> {
    return await guarded(async () => {
      const all = [...new Set([...(await this.allowed()), ...packages])].toSorted()
      await mkdir(this.home, { recursive: true })
      await writeFile(this.allowedFile, JSON.stringify(all, undefined, 2))
      return ok(undefined)
    })
  }

  /** The newest version of a package, as the registry has it. */
  async latest(name: string): Promise<Result<string, InstallError>> {
    const viewed = await guarded(async () => {
      await mkdir(this.home, { recursive: true })
      return await runPnpm(["view", name, "version"], { home: this.home, folder: this.home })
    })
    if (!viewed.ok) return viewed
    const version = /^\d+\.\d+\.\d+\S*$/m.exec(viewed.value.output)?.[0]
    return version === undefined
      ? err({ code: "install-failed", message: `The registry names no version of ${name}.`, log: "" })
      : ok(version)
  }

  /** Fills an empty folder from another notebook's that holds exactly the same: no package manager is started. */
  private async fromTwin(folder: string, wanted: string, lock: string): Promise<Ready | undefined> {
    const tree = join(folder, "node_modules")
    const other = await readJson<string>(this.treeFile(wanted, lock))
    if (other === undefined || other === folder || existsSync(tree)) return undefined
    const readyThere = async (): Promise<Ready | undefined> => {
      const ready = await readJson<Ready>(join(other, "ready.json"))
      return ready?.wanted === wanted && (await readText(join(other, "pnpm-lock.yaml"))) === lock ? ready : undefined
    }
    if ((await readyThere()) === undefined) return undefined
    await rm(`${tree}.part`, { recursive: true, force: true })
    try {
      await linkTree(join(other, "node_modules"), tree)
      // Had it begun to change meanwhile, it would not say that it is ready.
      const ready = await readyThere()
      if (ready !== undefined) return ready
    } catch {
      // No hard links here, or no room.
    }
    for (const made of [tree, `${tree}.part`]) await rm(made, { recursive: true, force: true })
    return undefined
  }

  /** Names the folder that was last filled with exactly this. */
  private treeFile(wanted: string, lock: string): string {
    return join(this.home, "trees", `${hashOf(`${wanted}\n${lock}`)}.json`)
  }

  private get allowedFile(): string {
    return join(this.home, "allowed-scripts.json")
  }

  private async allowed(): Promise<readonly string[]> {
    return (await readJson<string[]>(this.allowedFile)) ?? []
  }

  private async install(
    { notebook, dependencies, lock: given }: PackagesRequest,
    onProgress: (line: string) => void,
    signal: AbortSignal | undefined,
  ): Promise<Result<InstalledPackages, InstallError>> {
    const lock = given?.replaceAll("\r\n", "\n")
    const folder = this.folderOf(notebook)
    const at = (name: string): string => join(folder, name)
    const manifest = { name: "notebook", private: true, dependencies: Object.fromEntries(dependencies) }
    const allowed = await this.allowed()
    const wanted = hashOf(JSON.stringify([process.platform, process.arch, manifest, allowed]))
    const known = await readJson<Ready>(at("ready.json"))
    const had = await readText(at("pnpm-lock.yaml"))
    const isSameLock = lock === undefined || lock === had
    if (known?.wanted === wanted && isSameLock && had !== undefined)
      return ok({ lock: had, heldScripts: known.heldScripts, isReplaced: false })
    await mkdir(folder, { recursive: true })
    // An install that is broken off leaves nothing that looks whole; pnpm mends what it left.
    const before = known === undefined ? await readText(at("before.yaml")) : had
    if (before !== undefined) await writeFile(at("before.yaml"), before)
    await rm(at("ready.json"), { force: true })
    await writeFile(at("package.json"), JSON.stringify(manifest, undefined, 2))
    await writeFile(at("pnpm-workspace.yaml"), settings(allowed))
    if (lock !== undefined) await writeFile(at("pnpm-lock.yaml"), lock)
    const twin = lock === undefined ? undefined : await this.fromTwin(folder, wanted, lock)
    if (twin !== undefined && lock !== undefined) {
      await writeFile(at("ready.json"), JSON.stringify(twin))
      return ok({ lock, heldScripts: twin.heldScripts, isReplaced: false })
    }
    const flags = ["--store-dir", join(this.home, "store"), "--no-frozen-lockfile", "--prefer-offline"]
    const options = { home: this.home, folder, onProgress, signal }
    const installed = await runPnpm(["install", ...flags, "--reporter", "ndjson"], options)
    if (!installed.ok) return installed
    const { heldScripts } = installed.value
    const now = (await readText(at("pnpm-lock.yaml"))) ?? ""
    await writeFile(at("ready.json"), JSON.stringify({ wanted, heldScripts } satisfies Ready))
    await mkdir(join(this.home, "trees"), { recursive: true })
    await writeFile(this.treeFile(wanted, now), JSON.stringify(folder))
    await rm(at("before.yaml"), { force: true })
    return ok({ lock: now, heldScripts, isReplaced: isReplaced(before ?? "", now) })
  }
}

/** A disk that is full or closed is a failure like any other. */
async function guarded<T>(work: () => Promise<Result<T, InstallError>>): Promise<Result<T, InstallError>> {
  try {
    return await work()
  } catch (error) {
    return err({ code: "install-failed", message: error instanceof Error ? error.message : String(error), log: "" })
  }
}

/** What an install that ended well leaves behind; until the next one has, its lock is in `before.yaml`. */
interface Ready {
  readonly wanted: string
  readonly heldScripts: readonly string[]
}

/** pnpm's settings. That the file is there also ends its search for a workspace around the folder. */
function settings(allowed: readonly string[]): string {
  const builds = allowed.map((name) => `  ${JSON.stringify(name)}: true\n`).join("")
  return `strictDepBuilds: false\n${builds === "" ? "" : `allowBuilds:\n${builds}`}`
}

/** Whether a name of the old lock has another version in the new one, and no longer its own. */
function isReplaced(before: string, after: string): boolean {
  const now = versionsIn(after)
  return [...versionsIn(before)].some(([name, versions]) => {
    const kept = now.get(name)
    return kept !== undefined && [...versions].some((version) => !kept.has(version))
  })
}

function versionsIn(lock: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const packages = /^packages:\n([\s\S]*?)(?=^\S|$(?![\s\S]))/m.exec(lock)?.[1] ?? ""
  for (const [, name = "", version = ""] of packages.matchAll(/^ {2}'?(@?[^@'\n]+)@([^'\n]+?)'?:$/gm))
    found.set(name, (found.get(name) ?? new Set()).add(version))
  return found
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24)
}

async function readText(path: string): Promise<string | undefined> {
  return existsSync(path) ? await readFile(path, "utf8") : undefined
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T
  } catch {
    return undefined
  }
}
