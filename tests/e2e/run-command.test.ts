import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"

const QUIRE = join(import.meta.dirname, "../../node_modules/.bin/quire")
const NOTEBOOK =
  '# Report\n\n```ts name=params\nconst month = "2026-01"\nconst factor = 2\n```\n\n' +
  "```ts\nconsole.log(month); factor * 2\n```\n\n```ts\nconsole.log('```')\n```\n"

interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

function quire(...words: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const folder = mkdtempSync(join(tmpdir(), "quire-data-"))
    execFile(QUIRE, words, { env: { ...process.env, QUIRE_DATA: folder } }, (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    )
  })
}

function notebook(): string {
  const file = join(mkdtempSync(join(tmpdir(), "quire-run-")), "r.md")
  writeFileSync(file, NOTEBOOK)
  return file
}

describe("[R9] quire run", () => {
  test("--param sets what the params cell declares; --out writes the notebook with its outputs", async () => {
    const file = notebook()
    const out = file.replace("r.md", "o.md")
    const ran = await quire("run", file, "--param", "month=2026-10", "--param", "factor=3", "--out", out)
    expect(ran).toEqual({ status: 0, stdout: "2026-10\n6\n```\n", stderr: "" })
    const set = NOTEBOOK.replace("2026-01", "2026-10").replace("factor = 2", "factor = 3")
    expect(readFileSync(out, "utf8")).toBe(
      set
        .replace("factor * 2\n```\n", "factor * 2\n```\n\n```text\n2026-10\n6\n```\n")
        .replace(/$/, "\n````text\n```\n````\n"),
    )
    expect(readFileSync(file, "utf8")).toBe(NOTEBOOK)
  })

  test.each([
    [
      ["--param", "factor=x", "--param", "other=1"],
      '--param factor is "x": it takes a number\nquire: --param other: the params cell declares month, factor\n',
    ],
    [["--param", "factor"], '--param is "factor": it takes NAME=VALUE.\n'],
    [
      ["--out", "/no/such/folder/o.md"],
      "The results could not be written to /no/such/folder/o.md: ENOENT. Name a file that can be written.\n",
    ],
  ])("%j is refused with 2", async (words, message) => {
    expect(await quire("run", notebook(), ...words)).toMatchObject({ status: 2, stderr: `quire: ${message}` })
  })
})
