import { expect, test } from "vitest"
import { readSides } from "./notebook-file.ts"

const cell = (source: string): string =>
  `  {\n   "cell_type": "raw",\n   "metadata": {},\n   "source": [\n    ${source}\n   ]\n  }`
const jupyter = (...cells: string[]): string =>
  `{\n "cells": [\n${cells.join(",\n")}\n ],\n "metadata": {},\n "nbformat": 4\n}\n`
const conflict = (ours: string, theirs: string, base?: string): string =>
  `<<<<<<< HEAD\n${ours}\n${base === undefined ? "" : `||||||| base\n${base}\n`}=======\n${theirs}\n>>>>>>> other`

/** `ours / base / theirs`, cells by their text. */
function shown(path: string, text: string): string {
  const read = readSides(path, text)
  if (!read.ok) return JSON.stringify(read.error)
  const { ours, other } = read.value
  const sides = other === undefined ? [ours] : [ours, other.base, other.theirs]
  return sides.map(({ cells }) => cells.map(({ source }) => source).join(" ")).join(" / ")
}

test.each<[string, string, string, string]>([
  [
    "Markdown with marks",
    "/a.md",
    `top\n\n${conflict("mine", "theirs", "old")}\n`,
    "top\n\nmine / top\n\nold / top\n\ntheirs",
  ],
  ["no marks", "/a.ipynb", jupyter(cell('"a"')), "a"],
  [
    "both sides of a line",
    "/a.ipynb",
    jupyter(cell('"a"'), cell(`\n${conflict('"mine"', '"theirs"', '"old"')}`)),
    "a mine / a old / a theirs",
  ],
  [
    "both sides of cells, no base",
    "/a.ipynb",
    jupyter(cell('"a"'), conflict(cell('"mine"'), cell('"theirs"'))),
    "a mine /  / a theirs",
  ],
  [
    "only of what is around the cells",
    "/a.ipynb",
    jupyter(cell('"a"')).replace('\n "metadata": {},', `\n${conflict('"metadata": {},', '"metadata": { "x": 1 },')}`),
    "a / a / a",
  ],
])("[S4] %s", (_what, path, text, expected) => {
  expect(shown(path, text)).toBe(expected)
})

test.each<[string, string, object]>([
  [
    "/a.ipynb",
    "{",
    { code: "bad-notebook-file", path: "/a.ipynb", line: 1, column: 2, because: "the file ends too early" },
  ],
  // Neither side is whole: the place is that of the first mark.
  [
    "/a.ipynb",
    `{\n${conflict("a", "b")}\n`,
    { code: "bad-notebook-file", path: "/a.ipynb", line: 2, column: 1, because: '"<" has no place there' },
  ],
])("[F9] %s with %j is said with its place", (path, text, expected) => {
  const read = readSides(path, text)
  expect(read.ok ? undefined : read.error).toEqual(expected)
})
