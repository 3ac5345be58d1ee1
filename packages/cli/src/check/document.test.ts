import { describe, expect, test } from "vitest"
import { readDocument } from "./document.ts"

const FENCE = ["```ts", "a()", "```"]

describe("[L17] fences in lists and quotes", () => {
  test.each<[string, string[], string[], [number, number][]]>([
    ["of a list", ["- x", "", ...FENCE.map((line) => `  ${line}`)], ["- x", "", ...FENCE], [[4, 3]]],
    ["on an item's own line", ["- ```ts", "  a()", "  ```"], FENCE, [[2, 3]]],
    ["of a quote in a list", ["1. > ```ts", "   > a()", "   > ```"], FENCE, [[2, 6]]],
    ["behind a tab in a quote", [">\t```ts", ">\ta()", ">\t```"], FENCE, [[2, 3]]],
    ["behind a tab", ["1. x", "\t```ts", "\ta()", "\t```"], ["1. x", ...FENCE], [[3, 2]]],
    ["indented", FENCE.map((line) => `   ${line}`), FENCE, [[2, 4]]],
    ["with lines that are further out", ["  ```ts", "a()", "  ```"], FENCE, [[2, 1]]],
    [
      "two, and text between",
      ["> ```ts", "> a()", "> ```", "b", "- ```ts", "  a()", "  ```"],
      [...FENCE, "b", ...FENCE],
      [
        [2, 3],
        [4, 1],
        [6, 3],
      ],
    ],
    ["of another language", ["> ```sh", "> ls", "> ```"], ["> ```sh", "> ls", "> ```"], [[2, 1]]],
    ["that is not closed", ["> ```ts", "> a()", "", "b"], ["> ```ts", "> a()", "", "b"], [[2, 1]]],
    ["at the top", FENCE, FENCE, [[2, 1]]],
    [
      "of a notebook",
      ["---", "quire: 1", "---", "> ```ts", "> a()", "> ```"],
      ["---", "quire: 1", "---", "> ```ts", "> a()", "> ```"],
      [[5, 1]],
    ],
  ])("%s", (_, file, text, places) => {
    for (const newline of ["\n", "\r\n"]) {
      const document = readDocument(file.join(newline))
      expect(document.text.split(newline)).toEqual(text)
      expect(places.map(([line]) => [line, document.inFile({ line, column: 1 }).column])).toEqual(places)
      // What stands behind a fence, stands behind it in the file.
      const end = document.text.length
      expect(document.offsetInFile(end)).toBe(file.join(newline).length)
    }
  })
})
