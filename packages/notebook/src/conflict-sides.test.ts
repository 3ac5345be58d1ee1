import { expect, test } from "vitest"
import { conflictSides } from "./conflict-sides.ts"

/** Lines by one word each. */
const text = (words: string): string =>
  words
    .split(" ")
    .map((word) => `${word}\n`)
    .join("")

test.each([
  ["no marks", "a b", undefined],
  ["two sides", "a <<<<<<< x ======= y >>>>>>> b", "a x b / a y b / a b"],
  ["with what was before", "a <<<<<<< x ||||||| o ======= y >>>>>>> b", "a x b / a y b / a o b"],
  ["two of them", "<<<<<<< x ======= >>>>>>> a <<<<<<< ======= y >>>>>>>", "x a / a y / a"],
  ["no end", "a <<<<<<< x ======= y", undefined],
  ["out of order", "a <<<<<<< x >>>>>>> y =======", undefined],
  ["an underlined heading outside", "a ======= <<<<<<< x ======= y >>>>>>>", "a ======= x / a ======= y / a ======="],
  ["one within another", "<<<<<<< <<<<<<< x ======= y >>>>>>>", undefined],
])("[S4] conflict marks: %s", (_name, marked, expected) => {
  const sides = conflictSides(text(marked))
  const shown =
    sides && [sides.ours, sides.theirs, sides.base].map((side) => side.trim().replaceAll("\n", " ")).join(" / ")
  expect(shown).toBe(expected)
})

test("[S4] conflict marks as Git writes them, with names and Windows lines", () => {
  const file = "a\r\n<<<<<<< HEAD\r\nx\r\n=======\r\ny\r\n>>>>>>> branch/name\r\n"
  expect(conflictSides(file)).toEqual({ ours: "a\r\nx\r\n", theirs: "a\r\ny\r\n", base: "a\r\n" })
})
