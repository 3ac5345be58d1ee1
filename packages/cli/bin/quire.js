#!/usr/bin/env node
// Starts Quire. Under a Node that is too old it goes on with the pinned one that npm installed beside it.
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const main = join(dirname(fileURLToPath(import.meta.url)), "../src/main.ts")
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

if (major > 24 || (major === 24 && minor >= 7)) {
  await import(main)
} else {
  const node = pinnedNode()
  if (node === undefined) {
    process.stderr.write(
      `quire needs Node 24.7 or later; this is ${process.versions.node}. Run npm install, or install a newer Node.\n`,
    )
    process.exitCode = 2
  } else {
    const ended = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: "inherit" })
    process.exitCode = ended.status ?? 1
  }
}

function pinnedNode() {
  const require = createRequire(import.meta.url)
  const names = [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
    `node-win-${process.arch}`,
  ]
  for (const name of names) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`))
      return join(folder, "bin", process.platform === "win32" ? "node.exe" : "node")
    } catch {
      // Not this platform's package.
    }
  }
  return undefined
}
