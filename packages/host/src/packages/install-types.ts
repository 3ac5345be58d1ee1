import { existsSync } from "node:fs"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { ok } from "@quire/base"
import type { Result } from "@quire/base"
import { runPnpm } from "./pnpm.ts"
import type { InstallError } from "./pnpm.ts"

interface TypesRequest {
  /** Where pnpm keeps its store. */
  readonly home: string
  /** The folder that is filled. */
  readonly folder: string
  /** Name → range. */
  readonly wanted: ReadonlyMap<string, string>
  readonly signal: AbortSignal | undefined
}

/** Fills a folder with packages of types, as far as the registry has them. True: others than before are there. */
export async function installTypes({
  home,
  folder,
  wanted,
  signal,
}: TypesRequest): Promise<Result<boolean, InstallError>> {
  const asked = JSON.stringify([...wanted])
  const done = join(folder, "ready.json")
  const isDone = (await readFile(done, "utf8").catch(() => undefined)) === asked
  if (isDone || (wanted.size === 0 && !existsSync(folder))) return ok(false)
  await mkdir(folder, { recursive: true })
  await rm(done, { force: true })
  // That it is there ends pnpm's search for a workspace around the folder.
  await writeFile(join(folder, "pnpm-workspace.yaml"), "strictDepBuilds: false\n")
  const left = new Map(wanted)
  for (;;) {
    const manifest = { name: "types", private: true, dependencies: Object.fromEntries(left) }
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2))
    const flags = ["--store-dir", join(home, "store"), "--prefer-offline", "--no-frozen-lockfile", "--ignore-scripts"]
    const installed = await runPnpm(["install", ...flags], { home, folder, signal })
    if (installed.ok) break
    // One that nobody has written, or not for this version, is left out, once and for all.
    const missing = [...left.keys()].find((name) => isNotThere(installed.error, name))
    if (missing === undefined) return installed
    left.delete(missing)
  }
  await writeFile(done, asked)
  return ok(true)
}

/** Whether an install failed because the registry has no such package, or no such version of it. */
function isNotThere({ message, log }: InstallError, name: string): boolean {
  const said = `${message}\n${log}`.replaceAll(/%2f/gi, "/")
  const named = new RegExp(`${RegExp.escape(name)}(?![\\w.-])`)
  return /ERR_PNPM_FETCH_404|ERR_PNPM_NO_MATCHING_VERSION/.test(said) && named.test(said)
}
