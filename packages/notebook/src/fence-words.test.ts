import { describe, expect, test } from "vitest"
import { languageOf, parseFenceWords, setFenceWord } from "./fence-words.ts"

describe("[F6] words after a fence", () => {
  test.each([
    ["ts", "ts"],
    ["TypeScript {1,3}", "ts"],
    ["jsx", "jsx"],
    ["javascript", "js"],
    ["ts{2}", "ts"],
    ["sql", undefined],
    ["", undefined],
    ["tsx-like", undefined],
  ])("the language of %j is %s", (info, expected) => {
    expect(languageOf(info)).toBe(expected)
  })

  test("name, flags, and words that nobody knows", () => {
    const words = parseFenceWords('ts {2,4} name="a b" hide-code reactive title=x')
    expect(words).toMatchObject({ language: "ts", name: "a b", hidesCode: true, isReactive: true, isStatic: false })
    expect([...words.attributes]).toEqual([
      ["{2,4}", ""],
      ["name", "a b"],
      ["hide-code", ""],
      ["reactive", ""],
      ["title", "x"],
    ])
  })

  test.each([
    ["ts static", true],
    ["ts name=a conflict=theirs", true],
    ["ts name=a conflict", false],
  ])("%j is a sample: %s", (info, expected) => {
    expect(parseFenceWords(info).isStatic).toBe(expected)
  })

  test.each([
    ["ts", "name", "load", "ts name=load"],
    ["ts name=a hide-code", "name", "b", "ts hide-code name=b"],
    ['ts name="a b" x=1', "name", undefined, "ts x=1"],
    ["ts reactive", "reactive", undefined, "ts"],
    ["ts", "reactive", "", "ts reactive"],
    ["ts named=1", "name", undefined, "ts named=1"],
    ["ts", "name", 'q"uote d', 'ts name="q\'uote d"'],
    ["conflict=theirs", "conflict", undefined, ""],
    ["", "conflict", "theirs", "conflict=theirs"],
  ])("%j with %s=%s is %j", (info, key, value, expected) => {
    expect(setFenceWord(info, key, value)).toBe(expected)
  })
})
