import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { quire } from "../support/command.ts"

const INPUTS = join(import.meta.dirname, "../fixtures/inputs")

const folder = (): string => mkdtempSync(join(tmpdir(), "quire-convert-"))

describe("[F11] quire convert", () => {
  test("takes a Jupyter notebook to Markdown and back, and says what Markdown cannot hold", async () => {
    const cwd = folder()
    cpSync(join(INPUTS, "ipynb/denotebooks--02_display.ipynb"), join(cwd, "a.ipynb"))
    const there = await quire(cwd, "convert", "a.ipynb", "a.md")
    expect(there.status).toBe(0)
    expect(there.stderr.split("\n")[0]).toBe("a.ipynb:3: cell 1: what it showed is kept in a comment")
    const back = await quire(cwd, "convert", "a.md", "b.ipynb")
    expect(back).toMatchObject({ status: 0, stdout: "" })
    expect(back.stderr.split("\n")[0]).toMatch(/^a\.md:\d+: cell 5: jsr:@gfx\/canvas@0\.5\.6 names a registry/)
    expect(readFileSync(join(cwd, "b.ipynb"), "utf8")).toBe(readFileSync(join(cwd, "a.ipynb"), "utf8"))
  })

  test.each<[string, string[], string]>([
    ["a file that is not there", ["no.md", "a.ipynb"], "quire: There is no file no.md.\n"],
    [
      "a kind that nobody knows",
      ["bad.ipynb", "a.doc"],
      "quire: a.doc is of no kind that Quire knows. Its name ends in .md, .ipynb, .livemd, .json or .ts.\n",
    ],
    [
      "a damaged file",
      ["bad.ipynb", "a.md"],
      "quire: bad.ipynb, line 2, column 1: the file ends too early. It was left as it is.\n",
    ],
    ["no text", ["binary.md", "a.ipynb"], "quire: binary.md is no UTF-8 text.\n"],
    [
      "one name twice",
      ["bad.ipynb", "./bad.ipynb"],
      "quire: Both names are of one file. Name another for the result.\n",
    ],
    ["one file", ["bad.ipynb"], "quire: quire convert takes two files\n"],
  ])("says in one line: %s", async (_what, words, stderr) => {
    const cwd = folder()
    writeFileSync(join(cwd, "bad.ipynb"), '{"cells": [\n')
    writeFileSync(join(cwd, "binary.md"), Buffer.from([0xff, 0xfe, 0]))
    expect(await quire(cwd, "convert", ...words)).toEqual({ status: 2, stdout: "", stderr })
    expect(existsSync(join(cwd, "a.md")) || existsSync(join(cwd, "a.ipynb"))).toBe(false)
  })

  test("quire run takes a Jupyter notebook, and writes one with what its cells showed", async () => {
    const cwd = folder()
    writeFileSync(join(cwd, "a.md"), "# T\n\n```ts\nconsole.log(1); 40 + 2\n```\n")
    expect((await quire(cwd, "convert", "a.md", "a.ipynb")).status).toBe(0)
    expect((await quire(cwd, "run", "a.ipynb", "--out", "b.ipynb")).status).toBe(0)
    const { cells } = JSON.parse(readFileSync(join(cwd, "b.ipynb"), "utf8")) as { cells: { outputs?: unknown }[] }
    expect(cells[1]?.outputs).toEqual([
      { name: "stdout", output_type: "stream", text: ["1\n"] },
      { data: { "text/plain": ["42"] }, execution_count: 1, metadata: {}, output_type: "execute_result" },
    ])
  })
})
