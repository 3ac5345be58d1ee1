import { execFile } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"

const ROOT = join(import.meta.dirname, "../..")
const data = mkdtempSync(join(tmpdir(), "quire-data-"))

interface Ran {
  readonly status: number
  readonly cells: readonly {
    name?: string
    index: number
    status: string
    outputs: readonly Record<string, unknown>[]
  }[]
}

function run(notebook: string): Promise<Ran> {
  const out = join(data, `${Math.random().toString(36).slice(2)}.json`)
  return new Promise((resolve, reject) => {
    const quire = join(ROOT, "node_modules/.bin/quire")
    const environment = { ...process.env, QUIRE_DATA: data }
    execFile(quire, ["run", notebook, "--out", out], { env: environment, maxBuffer: 1e8 }, (error) => {
      const status = typeof error?.code === "number" ? error.code : 0
      if (error !== null && typeof error.code !== "number") reject(error)
      else resolve({ status, cells: (JSON.parse(readFileSync(out, "utf8")) as Ran).cells })
    })
  })
}

/** A run as text that a person can check: value, output, error name and line of each cell. */
function golden({ status, cells }: Ran): string {
  const lines = [`exit ${status}`]
  for (const cell of cells) {
    lines.push("", `## ${cell.name ?? `cell ${cell.index}`}: ${cell.status}`)
    for (const output of cell.outputs) lines.push(...describeOutput(output))
  }
  return `${lines.join("\n")}\n`
}

function describeOutput(output: Record<string, unknown>): string[] {
  const late = output["isLate"] === true ? " (late)" : ""
  if (output["type"] === "stream") return [`${String(output["name"])}${late}: ${String(output["text"]).trimEnd()}`]
  if (output["type"] === "error") {
    const error = output as {
      name: string
      message: string
      frames: { cell?: string; line: number }[]
      causes: { name: string; message: string }[]
    }
    const [frame] = error.frames
    const at = frame?.cell === undefined ? "" : ` at line ${frame.line}`
    return [
      `error${late}: ${error.name}: ${error.message}${at}`,
      ...error.causes.map((cause) => `  cause: ${cause.name}: ${cause.message}`),
    ]
  }
  const data = output["data"] as Record<string, unknown>
  return [
    `${String(output["type"])} [${Object.keys(data).join(", ")}]`,
    textOf(data["text/plain"]) || textOf(data["text/html"]),
  ]
}

describe("[R7] real notebooks, run by the command, give what their golden files say", () => {
  const folder = join(ROOT, "tests/fixtures/inputs/notebooks")
  // 07 waits for more of the kit.
  const names = readdirSync(folder).filter((name) => !name.startsWith("07"))
  test.each(names)("%s", async (name) => {
    const ran = await run(join(folder, name))
    const text = golden(ran).replace(/p50: \d+, p95: \d+/, "p50: N, p95: N")
    await expect(text).toMatchFileSnapshot(join(ROOT, "tests/fixtures/golden", name.replace(/\.md$/, ".txt")))
  })
})

function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}

describe("[R7] the examples run", () => {
  const folder = join(ROOT, "examples")
  test.each(readdirSync(folder))("%s", async (name) => {
    const { status, cells } = await run(join(folder, name))
    expect(cells.filter((cell) => cell.status !== "done")).toEqual([])
    expect(status).toBe(0)
  })
})
