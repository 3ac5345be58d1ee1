import { readFileSync, writeFileSync } from "node:fs"

/** Writes what is not there yet: a file that stays the same is nobody's change. */
export function writeJson(path: string, content: object): void {
  const text = `${JSON.stringify(content, undefined, 2)}\n`
  try {
    if (readFileSync(path, "utf8") === text) return
  } catch {
    // Not there yet.
  }
  writeFileSync(path, text)
}
