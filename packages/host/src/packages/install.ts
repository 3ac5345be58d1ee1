import { spawn } from "node:child_process"
import { createHash, randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"

export interface InstallError {
  readonly code: "install-failed"
  readonly message: string
  /** The last lines of what the package manager said. */
  readonly log: string
}

/** Installs the packages that notebooks name, each set once: a folder a set of exact versions, filled by pnpm, whose
 *  content-addressed store makes the second notebook instant. No install scripts run. */
export class Packages {
  private readonly folder: string
  private readonly running = new Map<string, Promise<Result<string, InstallError>>>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** The folder whose `node_modules` holds exactly these. `onProgress` gets one line at a time. */
  ensure(
    dependencies: ReadonlyMap<string, string>,
    onProgress: (line: string) => void,
  ): Promise<Result<string, InstallError>> {
    const list = [...dependencies].map(([name, version]) => `${name}@${version}`).toSorted()
    const key = createHash("sha256")
      .update(`${process.platform} ${process.arch} ${list.join(" ")}`)
      .digest("hex")
      .slice(0, 24)
    const target = join(this.folder, "sets", key)
    if (existsSync(join(target, "package.json"))) return Promise.resolve(ok(target))
    const running = this.running.get(key) ?? this.install(target, dependencies, onProgress)
    this.running.set(key, running)
    void running.finally(() => this.running.delete(key))
    return running
  }

  /** Fills a folder beside the target and renames it: a broken-off install leaves nothing that looks whole. */
  private async install(
    target: string,
    dependencies: ReadonlyMap<string, string>,
    onProgress: (line: string) => void,
  ): Promise<Result<string, InstallError>> {
    const work = `${target}.${randomUUID()}`
    try {
      await mkdir(work, { recursive: true })
      const manifest = { name: "notebook", private: true, dependencies: Object.fromEntries(dependencies) }
      await writeFile(join(work, "package.json"), JSON.stringify(manifest, undefined, 2))
      const installed = await this.runPnpm(work, onProgress)
      if (!installed.ok) return installed
      await rename(work, target).catch(async (error: unknown) => {
        if (!existsSync(join(target, "package.json"))) throw error
      })
      return ok(target)
    } catch (error) {
      return err({ code: "install-failed", message: error instanceof Error ? error.message : String(error), log: "" })
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }

  private async runPnpm(work: string, onProgress: (line: string) => void): Promise<Result<void, InstallError>> {
    const own = join(this.folder, "pnpm")
    const store = join(this.folder, "store")
    // Everything pnpm keeps lands in our folder; the user's `.npmrc` and proxies stay honoured.
    const environment = { ...process.env, XDG_CACHE_HOME: own, XDG_STATE_HOME: own, XDG_DATA_HOME: own, CI: "1" }
    for (const name of Object.keys(environment))
      if (/^(?:npm_|AWS_|QUIRE_)/i.test(name)) delete environment[name as never]
    const flags = ["--store-dir", store, "--ignore-scripts", "--ignore-workspace", "--no-frozen-lockfile"]
    const child = spawn(
      pnpmBinary(),
      ["install", "--dir", work, ...flags, "--prefer-offline", "--reporter", "append-only"],
      {
        cwd: work,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
      },
    )
    const tail: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        tail.push(line)
        if (tail.length > 40) tail.shift()
        const progress = /^Progress: (resolved \d+).*?(downloaded \d+), (added \d+)/.exec(line)
        if (progress !== null) onProgress(progress.slice(1).join(", "))
      })
    }
    const code = await new Promise<number | string>((resolve) => {
      child.once("error", (error) => resolve(error.message))
      child.once("close", (exit, signal) => resolve(exit ?? signal ?? "ended"))
    })
    if (code === 0) return ok(undefined)
    const log = tail.join("\n")
    const reason =
      tail.find((line) => /ERR_PNPM|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|404/.test(line)) ?? `pnpm ended with ${code}`
    return err({ code: "install-failed", message: reason.trim(), log })
  }
}

/** pnpm is a native program, which npm installs for this platform beside its manifest. */
function pnpmBinary(): string {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve("pnpm/package.json")
  const exe = createRequire(manifest).resolve(`@pnpm/exe.${process.platform}-${process.arch}/package.json`)
  return join(exe, "..", process.platform === "win32" ? "pnpm.exe" : "pnpm")
}
