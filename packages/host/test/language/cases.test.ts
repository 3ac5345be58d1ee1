import { cpSync, globSync, mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { Language } from "@quire/language/direct"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { CaseRuntime, CaseSession } from "./case-session.ts"
import { parseCases } from "./notation.ts"

// [L8] What a notebook of modules does: each `.cases` file beside this one, in the notation of README.md.
const files = globSync("*.cases", { cwd: import.meta.dirname }).toSorted()
const language = new Language()

describe.each(files)("[L8] %s", (file) => {
  const cases = parseCases(readFileSync(join(import.meta.dirname, file), "utf8"))
  let runtime: CaseRuntime

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), `quire-${basename(file)}-`))
    cpSync(join(import.meta.dirname, "folder"), folder, { recursive: true })
    cpSync(join(folder, "packages"), join(folder, "node_modules"), { recursive: true })
    runtime = await CaseRuntime.start(folder)
  })
  afterAll(async () => await runtime[Symbol.asyncDispose]())

  test.each(cases.map((found, number) => ({ ...found, number })))("$name", async ({ number, ...found }) => {
    const session = new CaseSession(language, runtime, number, found)
    const seen: string[] = []
    try {
      for (const { order } of found.steps) seen.push(`> ${order}`, ...(await session.play(order)))
    } finally {
      session.end()
    }
    const expected = found.steps.flatMap(({ order, seen: lines }) => [`> ${order}`, ...lines])
    expect(found.steps.length).toBeGreaterThan(0)
    expect(seen.join("\n")).toBe(expected.join("\n"))
  })
})
