import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CellDiagnostic, NotebookTypes, ServiceError } from "@quire/language"
import type { CellId, Diagnostic } from "@quire/notebook"
import { describe, expect, test } from "vitest"
import { TypeChecks } from "./type-checks.ts"

type Answered = Result<CellDiagnostic[], ServiceError>

/** A checker that ends, with all that it is asked, at some cells. */
class Fragile {
  ends = 0
  asked: string[] = []
  private readonly fatal: ReadonlySet<string>
  private readonly open = new Set<(answer: Answered) => void>()

  constructor(fatal: Iterable<string>) {
    this.fatal = new Set(fatal)
  }

  diagnostics(id: CellId): Promise<Answered> {
    this.asked.push(id)
    return new Promise((resolve) => {
      this.open.add(resolve)
      setTimeout(() => {
        if (!this.open.has(resolve)) return
        if (!this.fatal.has(id)) {
          this.open.delete(resolve)
          return resolve(ok([]))
        }
        this.ends++
        const all = [...this.open]
        this.open.clear()
        for (const one of all) one(err({ code: "service-ended", because: "it ended with 2", retryInMs: 0 }))
      }, 1)
    })
  }
}

async function check(service: Pick<NotebookTypes, "diagnostics">, ids: readonly string[]) {
  const found = new Map<CellId, readonly Diagnostic[]>()
  const checks = new TypeChecks(
    service as NotebookTypes,
    (id) => `text of ${id}`,
    (more) => more.forEach((problems, id) => found.set(id, problems)),
  )
  checks.add(ids as CellId[])
  checks.start()
  await checks.settled()
  checks.close()
  return { found: Object.fromEntries([...found].map(([id, list]) => [id, list.length])), checks }
}

const IDS = ["a", "b", "c", "d", "e", "f", "g", "h"]

describe("[L19] a cell that ends the checker", () => {
  test.each([[["a"]], [["d"]], [["c", "h"]]])("is found among the others: %j", async (fatal) => {
    const service = new Fragile(fatal)
    const { found, checks } = await check(service, IDS)
    expect(found).toEqual(Object.fromEntries(IDS.map((id) => [id, fatal.includes(id) ? 1 : 0])))
    expect(checks.unavailable).toBe(undefined)
  })

  test("a checker that ends at all of them is said to be of no use", async () => {
    const { checks } = await check(new Fragile(IDS), IDS)
    expect(checks.unavailable).toBe("it ended with 2")
  })

  test("what fails otherwise is that cell's alone", async () => {
    const diagnostics = (id: CellId): Promise<Answered> =>
      id === "b" ? Promise.reject(new Error("no")) : Promise.resolve(ok([]))
    const { found, checks } = await check({ diagnostics }, ["a", "b"])
    expect(found).toEqual({ a: 0, b: 1 })
    expect(checks.unavailable).toBe(undefined)
  })
})
