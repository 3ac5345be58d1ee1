import { NO_LINKS } from "./links.ts"
import { describe, expect, test } from "vitest"
import { startLanguage } from "./start.ts"

describe("[L7] no cell ends who reads it, nor keeps others waiting for its failure", () => {
  test("cells nested too deep for a native parser are errors of those cells", async () => {
    await using language = startLanguage()
    const deep = "(".repeat(300_000)
    const [before, first, second, after] = await Promise.all([
      language.analyse("const a = 1", "ts"),
      language.analyse(deep, "ts"),
      language.analyse(`${deep} + 1`, "ts"),
      language.analyse("const b = a", "ts"),
    ])
    expect(before.errors).toEqual([])
    expect(first.errors[0]?.message).toMatch(/nested too deep|Unexpected|Expected/)
    expect(second.errors).toHaveLength(1)
    expect(after.defines).toMatchObject([{ name: "b" }])
    expect(await language.compile(deep, "ts", NO_LINKS)).toBeUndefined()
    expect((await language.compile("a + 1", "ts", { ...NO_LINKS, live: ["a"] }))?.code).toContain("a")
  })

  test.each([
    ["arrays", "[".repeat(5000) + "]".repeat(5000)],
    ["parentheses", "(".repeat(3000) + "1" + ")".repeat(3000)],
    ["blocks", "{".repeat(20_000) + "}".repeat(20_000)],
    ["a sum", Array.from({ length: 20_000 }, () => "1").join("+")],
    ["arrows", "a=>".repeat(5000) + "1"],
    ["types", `type T = ${"Array<".repeat(5000)}1${">".repeat(5000)}`],
    ["a template", "`${".repeat(3000) + "1" + "}`".repeat(3000)],
  ])("%s: an answer, and the next cell is read", async (_, source) => {
    await using language = startLanguage()
    const analysis = await language.analyse(source, "ts")
    for (const error of analysis.errors) expect(error.message).not.toMatch(/^\s*at /m)
    expect((await language.analyse("const b = 1", "ts")).defines).toMatchObject([{ name: "b" }])
  })
})
