import { expect, test } from "vitest"
import { checkSize } from "./check-size.ts"

const PATH = "packages/a/src/a.tsx"
const lines = (count: number, line = "f()"): string => `${line}\n`.repeat(count)
const body = (count: number): string => `{\n${lines(count - 2)}}`

function messages(text: string, exceptions: Record<string, string> = {}): string[] {
  return checkSize([{ path: PATH, text }], exceptions).map(({ file, line, message }) => `${file}:${line}: ${message}`)
}

test.each([
  ["400 lines", lines(400)],
  [
    "blank lines, comments",
    lines(400) + lines(9, " ") + lines(9, "  // why") + lines(9, "/* a\n\n  b */") + lines(9, "/** c */"),
  ],
  ["a function of 60 lines", `function a() ${body(60)}`],
  ["a function with comments", `const a = () => {\n${lines(58)}${lines(9, "// why")}\n}`],
])("%s are not too many", (_, text) => {
  expect(messages(text)).toEqual([])
})

test.each([
  ["a long file", lines(401), "1: the file has 401 lines of code (400)"],
  ["code beside a comment", lines(401, "f() // why"), "1: the file has 401 lines of code (400)"],
  ["a comment in a string", lines(401, 'f("// why")'), "1: the file has 401 lines of code (400)"],
  ["a declaration", `\n\nfunction a() ${body(61)}`, "3: a has 61 lines of code (60)"],
  ["an arrow function", `export const a = async () => ${body(61)}`, "1: a has 61 lines of code (60)"],
  ["a function expression", `const a = memo(function b() ${body(61)})`, "1: b has 61 lines of code (60)"],
  ["a class's method", `class A {\n  static b() ${body(61)}\n}`, "2: b has 61 lines of code (60)"],
  ["a private method", `class A {\n  #b() ${body(61)}\n}`, "2: #b has 61 lines of code (60)"],
  ["a class's field", `class A {\n  b = () => ${body(61)}\n}`, "2: b has 61 lines of code (60)"],
  ["an object's method", `f({\n  b() ${body(61)}\n})`, "2: b has 61 lines of code (60)"],
  ["an object's property", `f({\n  b: () => ${body(61)}\n})`, "2: b has 61 lines of code (60)"],
  ["an argument", `f(() => ${body(61)})`, "1: a nameless function has 61 lines of code (60)"],
  ["markup", `const A = () => (\n<p>\n${lines(58, "<b />")}</p>\n)`, "1: A has 62 lines of code (60)"],
  [
    "inner functions",
    `function a() {\n${`const b = () => ${body(30)}\n`.repeat(2)}}`,
    "1: a has 62 lines of code (60)",
  ],
])("%s may be too long", (_, text, message) => {
  expect(messages(text)).toEqual([`${PATH}:${message}`])
})

test("an exception lets its file or function pass, and none of the others", () => {
  const text = `function a() ${body(61)}\nfunction b() ${body(61)}\n${lines(400)}`
  expect(messages(text, { [PATH]: "why", [`${PATH}#a`]: "why" })).toEqual([`${PATH}:62: b has 61 lines of code (60)`])
})

test("an exception that nothing needs has to go", () => {
  expect(messages("f()", { [`${PATH}#a`]: "why" })).toEqual([
    `tools/check-size.ts:1: nothing needs the exception for ${PATH}#a`,
  ])
})
