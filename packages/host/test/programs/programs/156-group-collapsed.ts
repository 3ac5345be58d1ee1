interface Test { name: string; run: () => void | Promise<void> }
const suites = new Map<string, Test[]>()
let current = ""
const describe = (name: string, body: () => void) => { const before = current; current = before ? `${before} > ${name}` : name; suites.set(current, []); body(); current = before }
const it = (name: string, run: Test["run"]) => suites.get(current)!.push({ name, run })
const equal = (a: unknown, b: unknown) => { if (!Object.is(a, b)) throw new Error(`${a} is not ${b}`) }

describe("maths", () => {
  it("adds", () => equal(1 + 1, 2))
  it("divides", async () => equal(1 / 0, -Infinity))
  describe("big", () => it("multiplies", () => equal(2n ** 3n, 8n)))
})
let failed = 0
for (const [suite, tests] of suites) {
  console.groupCollapsed(suite)
  for (const { name, run } of tests) {
    try {
      await run()
      console.log("ok", name)
    } catch (error) {
      failed++
      console.group("FAILED", name)
      console.log((error as Error).message)
      console.groupEnd()
    }
  }
  console.groupEnd()
}
console.log("failed:", failed)
