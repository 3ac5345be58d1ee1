// Builds the page into packages/web/dist. With --if-changed it does so only when a source is newer than the last build.
import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { build } from "vite"

const ROOT = join(import.meta.dirname, "..")
const BUILT = join(ROOT, "packages/web/dist/index.html")
const SOURCES = [
  "packages/web/src",
  "packages/web/index.html",
  "packages/web/public",
  "packages/web/vite.config.ts",
  "packages/base/src",
  "packages/notebook/src",
  "packages/session/src",
  "packages/protocol/src",
  "package-lock.json",
]

if (!process.argv.includes("--if-changed") || newest(SOURCES) > lastBuild()) {
  await build({ configFile: join(ROOT, "packages/web/vite.config.ts"), logLevel: "warn" })
}

function lastBuild(): number {
  return existsSync(BUILT) ? statSync(BUILT).mtimeMs : 0
}

function newest(paths: readonly string[]): number {
  return Math.max(...paths.map((path) => newestBelow(join(ROOT, path))))
}

function newestBelow(path: string): number {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  const inside = readdirSync(path).map((name) => newestBelow(join(path, name)))
  return Math.max(0, ...inside)
}
