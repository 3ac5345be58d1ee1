import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { TypeService } from "../../src/service/type-service.ts"
import { ask, codeCell } from "./ask.ts"
import { readCases, writeCases } from "./read-cases.ts"

// With QUIRE_UPDATE_CASES=1 the answers are written anew, to be read in the diff.
const isUpdate = process.env["QUIRE_UPDATE_CASES"] !== undefined
const here = import.meta.dirname
const home = mkdtempSync(join(tmpdir(), "quire-types-"))
const service = new TypeService({
  folder: home,
  kit: join(here, "../../../kit/src/index.ts"),
  withFiles: true,
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
})

let count = 0
for (const file of readdirSync(here).filter((name) => name.endsWith(".cases"))) {
  const text = readFileSync(join(here, file), "utf8")
  const cases = readCases(text)
  describe(`[L15] types over all cells: ${file.replace(".cases", "")}`, () => {
    const answered = new Map<number, readonly string[]>()
    test.each(cases.map((one, index) => [one.title, one, index] as const))("%s", async (_, one, index) => {
      const answers = await ask(service, join(here, "project/notebooks"), `case ${count++}.md`, one)
      answered.set(index, answers)
      if (!isUpdate) expect(answers).toEqual(one.questions.map(({ answer }) => answer))
    })
    afterAll(() => {
      if (!isUpdate) return
      const written = cases.map((one, index) => ({
        ...one,
        questions: one.questions.map((question, n) => ({ ...question, answer: answered.get(index)?.[n] ?? "" })),
      }))
      writeFileSync(join(here, file), writeCases(written, text.slice(0, Math.max(0, text.search(/^# /m)))))
    })
  })
}

test("[L20] what another notebook defines is found in its file", async () => {
  const folder = join(here, "project/notebooks")
  const types = service.open({ workspace: "w", folder, name: "use.md", packages: () => undefined })
  const source = 'import { forecast } from "./sales.md"\nforecast(2)'
  const cell = codeCell("a", source)
  types.update([cell])
  types.provide(join(folder, "sales.md"), {
    text: "\n\nexport function forecast(n: number) { return n }\n",
    language: "ts",
  })
  expect(await types.definition(cell.id, { line: 1, character: 3 })).toMatchObject({
    ok: true,
    value: [{ file: join(folder, "sales.md"), range: { start: { line: 2, character: 16 } } }],
  })
  types.close()
})
