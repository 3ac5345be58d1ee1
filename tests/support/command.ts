import { execFile } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const QUIRE = join(import.meta.dirname, "../../node_modules/.bin/quire")

export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command in a folder, with a data folder of its own, and waits for its end. */
export function quire(cwd: string, ...words: string[]): Promise<Ran> {
  const data = mkdtempSync(join(tmpdir(), "quire-data-"))
  const { GITHUB_ACTIONS: _, ...environment } = process.env
  return new Promise((resolve) => {
    execFile(QUIRE, words, { cwd, env: { ...environment, QUIRE_DATA: data } }, (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    )
  })
}
