import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { quire } from "../support/command.ts"

const SALES =
  "# Sales\n\n```ts\nconst rows = [1, 2, 3]\n```\n\n```ts name=forecast\nfunction forecast(n: number): number {\n  return rows.length * n\n}\n```\n"

function folder(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(tmpdir(), "quire-module-"))
  for (const [name, cells] of Object.entries(files))
    writeFileSync(join(made, name), cells.startsWith("#") ? cells : `\`\`\`ts\n${cells}\n\`\`\`\n`)
  return made
}

describe("[L20] a notebook is a module", () => {
  test("another notebook imports what it defines, with types and with values", async () => {
    const cwd = folder({
      "sales.md": SALES,
      "use.md": 'import { forecast, rows } from "./sales.md"\nforecast(2) + rows.length',
      "wrong.md": 'import { forecast, nothing } from "./sales.md"\nconst s: string = forecast(2)',
    })
    expect(await quire(cwd, "run", "use.md")).toMatchObject({ status: 0, stdout: "9\n" })
    expect(await quire(cwd, "check", "use.md")).toMatchObject({ status: 0, stdout: "" })
    expect((await quire(cwd, "check", "wrong.md")).stdout).toBe(
      "wrong.md:2:20: error ts2305: Module '\"./sales.md\"' has no exported member 'nothing'.\n" +
        "wrong.md:3:7: error ts2322: Type 'number' is not assignable to type 'string'.\n",
    )
  })

  test("an error in it is told at the line of its file", async () => {
    const cwd = folder({
      "sales.md":
        "# Sales\n\n```ts\nconst most = 5\n```\n\n```ts\nfunction far(n: number) {\n  if (n > most) throw new Error('too far')\n}\n```\n",
      "use.md": 'import { far } from "./sales.md"\nfar(7)',
    })
    expect((await quire(cwd, "run", "use.md")).stderr).toMatch(/Error: too far\n\s+at far \(\S*sales\.md:9:\d+\)/)
  })

  test("also through another one, and one that cannot be read says so", async () => {
    const cwd = folder({
      "sales.md": SALES,
      "between.md": 'import { forecast } from "./sales.md"\nconst year = forecast(12)',
      "top.md": 'import { year } from "./between.md"\nyear',
      "broken.md": "const a = ;",
      "uses-broken.md": 'import { a } from "./broken.md"\na',
    })
    expect(await quire(cwd, "run", "top.md")).toMatchObject({ status: 0, stdout: "36\n" })
    const broken = await quire(cwd, "run", "uses-broken.md")
    expect(broken.status).toBe(1)
    expect(broken.stderr).toContain("broken.md:2: ")
  })

  test("quire build writes it beside the notebook, and over nothing that it has not written", async () => {
    const cwd = folder({ "sales.md": SALES, "other.md": 'import { rows } from "./sales.md"\nrows' })
    expect(await quire(cwd, "build", "sales.md")).toEqual({ status: 0, stdout: "", stderr: "" })
    expect(readFileSync(join(cwd, "sales.ts"), "utf8")).toBe(
      "// Built by quire from sales.md\nconst rows = [1, 2, 3]\n\n// forecast\nfunction forecast(n: number): number {\n  return rows.length * n\n}\n\nexport { forecast, rows }\n",
    )
    expect((await quire(cwd, "build", "sales.md")).status).toBe(0)
    const other = await quire(cwd, "build", "other.md", "-")
    expect(other.stdout).toContain('import { rows } from "./sales.ts"')
    expect(other.stderr).toBe("other.md: it imports ./sales.md, which is to be built, too\n")
    writeFileSync(join(cwd, "sales.ts"), "mine")
    const kept = await quire(cwd, "build", "sales.md")
    expect(kept.status).toBe(2)
    expect(kept.stderr).toBe("quire: sales.ts is there, and was not built from sales.md. Name a file for the result.\n")
    expect(readFileSync(join(cwd, "sales.ts"), "utf8")).toBe("mine")
  })
})
