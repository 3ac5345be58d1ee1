import { existsSync, readFileSync, statSync } from "node:fs"
import { flushCompileCache } from "node:module"
import { basename, dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { setFlagsFromString } from "node:v8"
import { describeHostError } from "@quire/host"
import { startServer } from "@quire/server"
import type { ServerError } from "@quire/server"
import { usableDataFolder } from "./data-folder.ts"
import type { Settings } from "./settings.ts"

/** `quire [PATH]`: serves until it is told to stop. PATH is a folder, which becomes the first storage, or a notebook,
 *  whose folder does. */
export async function serve(path: string | undefined, settings: Settings): Promise<number> {
  const asked = path === undefined ? undefined : resolve(process.env["INIT_CWD"] ?? process.cwd(), path)
  if (asked !== undefined && !existsSync(asked)) return fail(`There is no ${asked}.`, "Name a folder or a notebook.")
  const isNotebook = asked !== undefined && statSync(asked).isFile()
  const home = asked === undefined ? settings.home : isNotebook ? dirname(asked) : asked
  const pageFolder = dirname(fileURLToPath(import.meta.resolve("#page/index.html")))
  if (!existsSync(join(pageFolder, "index.html"))) return fail("The page has not been built.", "Run npm run build.")
  const data = usableDataFolder(settings.dataFolder)
  if (data.unkept !== undefined) process.stderr.write(`quire: ${data.unkept.message} ${data.unkept.hint}\n`)
  const started = await startServer({
    ...settings,
    dataFolder: data.folder,
    unkept: data.unkept,
    home,
    // Taken once: what cells start inherits nothing of it (see `cellEnvironment`), and nobody changes it under us.
    environment: { ...process.env },
    pageFolder,
    tour: readFileSync(join(import.meta.dirname, "../../../examples/welcome.md"), "utf8"),
  })
  if (!started.ok) return failWith(started.error)
  const { url, token } = started.value
  const place = isNotebook ? `open?storage=home&path=${encodeURIComponent(`/${basename(asked)}`)}&` : "?"
  const told = untilToldToStop()
  // One burst (a flood, a large notebook) would leave V8's young generation three times as large for good.
  setFlagsFromString("--semi-space-growth-factor=1")
  process.stdout.write(`Quire is at ${url}${place}token=${token}\n`)
  setTimeout(flushCompileCache, 2000).unref()
  await told
  await started.value[Symbol.asyncDispose]()
  // What still hangs (a storage without an answer) must not keep the process: all that could be kept has been.
  process.exit(0)
}

function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve())
  })
}

function failWith(error: ServerError): number {
  if (error.code === "port-busy")
    return fail(`Port ${error.port} is in use.`, "Give another one with --port, or 0 for any.")
  if (error.code === "cannot-listen") return fail(`Cannot listen: ${error.because}.`, "Check --host and --port.")
  const { message, hint } = describeHostError(error)
  return fail(message, hint)
}

function fail(message: string, hint: string): number {
  process.stderr.write(`quire: ${message} ${hint}\n`)
  return 2
}
