import { expect, test } from "vitest"
import { checkSpec } from "./check-spec.ts"

function messages(spec: string | undefined, tests: string): string[] {
  const problems = checkSpec(spec, [{ path: "a.test.ts", text: tests }])
  return problems.map(({ file, line, message }) => `${file}:${line}: ${message}`)
}

// Ids in strings, not in titles: this file names no rule of its own.
const one = "- [F1] A notebook is Markdown.\n"
const two = "- [C12] A failure is a value.\n"

test.each([
  ['test("[F1] stays as it is", f)', one],
  ["test(`[F1] stays as ${it} is`, f)", one],
  ['it("stays as it is [F1]", f)', one],
  ['describe("[F1] [C12]", f)', one + two],
  ['describe("files", () => { test("[F1] a", f); test("[F1] b", f) }); test("[C12]", f)', `# Rules\n\n${one}\n${two}`],
  ['test.each([["x"]])("[F1] %s", f)', one],
  ['test.each`a | b`("[F1] %s", f)', one],
  ['test.skipIf(here).each(rows)("[F1] %s", f)', one],
  ['test("[f1], [F], [1] and [x](y) are no ids", f); test("", f)', "- [ ] to do\n- [text](link)\n[F1] in prose"],
])("%s holds %j", (tests, spec) => {
  expect(messages(spec, tests)).toEqual([])
})

test.each([
  ["a rule without a test", one, 'test("a", f)', "SPEC.md:1: no test names [F1]"],
  ["a name in a comment", one, "// [F1]", "SPEC.md:1: no test names [F1]"],
  ["a name in the body", one, 'test("a", () => f("[F1]"))', "SPEC.md:1: no test names [F1]"],
  ["a name in the rows", one, 'test.each(["[F1]"])("%s", f)', "SPEC.md:1: no test names [F1]"],
  ["a skipped test", one, 'test.skip("[F1]", f)', "SPEC.md:1: no test names [F1]"],
  ["a test to be written", one, 'test.todo("[F1]")', "SPEC.md:1: no test names [F1]"],
  ["a test that must fail", one, 'test.fails("[F1]", f)', "SPEC.md:1: no test names [F1]"],
  ["another rule's test", `\n${two}`, 'test("[C12]", f)\n\ntest("[C1]", f)', "a.test.ts:3: SPEC.md has no rule [C1]"],
  ["an id used twice", one + two + one, 'test("[F1] [C12]", f)', "SPEC.md:3: [F1] is taken by line 1"],
  ["a rule of another form", "* [F1] a", 'test("[F1]", f)', "SPEC.md:1: a rule is written `- [F1] one sentence`"],
  ["a rule that says nothing", "- [F1] ", 'test("[F1]", f)', "SPEC.md:1: a rule is written `- [F1] one sentence`"],
  ["no SPEC.md", undefined, 'test("[F1]", f)', "SPEC.md:1: there is no SPEC.md"],
])("%s is a problem", (_, spec, tests, message) => {
  expect(messages(spec, tests)).toEqual([message])
})
