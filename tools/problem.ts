// What the checkers share: files in, problems out.
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A file under check. The path is relative to the repository's root. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export interface Problem {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly message: string
}

const ROOT = join(import.meta.dirname, "..")

/** Reads the files that match one of the patterns, sorted by path. */
export function readSources(...patterns: readonly string[]): SourceFile[] {
  const paths = globSync(patterns, { cwd: ROOT, exclude: ["**/node_modules", "**/dist", "bench/out"] })
  return paths.toSorted().map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }))
}

/** Whether a file is a test or serves tests only. */
export function isTest(path: string): boolean {
  return /\.(test|test-helper)\.tsx?$/.test(path)
}

/** The line, from 1, of an offset in UTF-16 units. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length
}

/** Prints each problem as `file:line: message`. The process then exits with 1 if there was any. */
export function report(problems: readonly Problem[]): void {
  for (const { file, line, message } of problems) console.log(`${file}:${line}: ${message}`)
  if (problems.length > 0) process.exitCode = 1
}
