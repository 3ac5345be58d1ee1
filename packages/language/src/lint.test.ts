import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { lintCells } from "./lint.ts"

const bare = mkdtempSync(join(tmpdir(), "quire-linted-"))

async function linted(sources: readonly string[], folder = bare): Promise<string[]> {
  const found = await lintCells(
    sources.map((source) => ({ source, language: "ts" })),
    folder,
  )
  if (!found.ok) return [found.error]
  return found.value.flatMap((cell, n) =>
    cell.map(
      ({ rule, place }) => `${n} ${place.line}:${place.column} ${rule} ${sources[n]?.slice(place.start, place.end)}`,
    ),
  )
}

describe("[L21] cells are linted", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["a fault, at its place", ["const t = '😀é'\nif (t) { debugger }"], ["0 2:10 no-debugger debugger"]],
    ["behind letters of several bytes", ["const t = '😀é'; debugger"], ["0 1:18 no-debugger debugger"]],
    ["each cell for itself", ["1", "debugger"], ["1 1:1 no-debugger debugger"]],
    ["not what is used elsewhere, nor the last expression", ["const a = 1\nimport { b } from 'c'\na + 1"], []],
    ["nothing of an empty cell", ["", "// nothing"], []],
    ["nothing of one that does not parse", ["const a = ;", "debugger"], ["1 1:1 no-debugger debugger"]],
  ])("%s", async (_, sources, expected) => {
    expect(await linted(sources)).toEqual(expected)
  })

  test("by the project's rules, and by nothing that runs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quire-linted-"))
    const config = { rules: { "no-console": "warn", "no-debugger": "off" }, jsPlugins: ["./evil.js"] }
    writeFileSync(join(folder, ".oxlintrc.json"), JSON.stringify(config))
    expect(await linted(["console.log(1); debugger"], folder)).toEqual(["0 1:1 no-console console.log"])
  })
})
