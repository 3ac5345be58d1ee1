import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { parse, postprocess, preprocess } from "micromark"
import { expect, test } from "vitest"
import { markdownish } from "./markdownish.test-helper.ts"
import { scanBlocks, scanInnerFences } from "./scan.ts"

const INPUTS = join(import.meta.dirname, "../../../../tests/fixtures/inputs")
const CONTAINERS = new Set(["blockQuote", "listOrdered", "listUnordered"])

/** Top-level headings and fences in column 0, by micromark: `offset kind`. */
function byMicromark(text: string): string[] {
  const events = postprocess(
    parse()
      .document()
      .write(preprocess()(text, undefined, true)),
  )
  const found: string[] = []
  let depth = 0
  for (const [when, token] of events) {
    if (CONTAINERS.has(token.type)) depth += when === "enter" ? 1 : -1
    if (when === "exit" || depth > 0 || token.start.column !== 1) continue
    if (token.type === "codeFenced") found.push(`${token.start.offset} fence`)
    if (token.type === "atxHeading" || token.type === "setextHeading") found.push(`${token.start.offset} heading`)
  }
  return found
}

/** Fences that are closed and not at the top, by micromark: `line info`, and their lines. */
function innerByMicromark(text: string): string[][] {
  const events = postprocess(
    parse()
      .document()
      .write(preprocess()(text, undefined, true)),
  )
  const found: string[][] = []
  let depth = 0
  let fences = 0
  let lines: string[] = []
  for (const [when, token, context] of events) {
    if (CONTAINERS.has(token.type)) depth += when === "enter" ? 1 : -1
    if (when === "enter" && token.type === "codeFenced") [fences, lines] = [0, [String(token.start.line)]]
    if (when === "exit" && token.type === "codeFencedFence") fences++
    if (when === "exit" && token.type === "codeFlowValue") lines.push(context.sliceSerialize(token))
    if (when === "exit" && token.type === "codeFenced" && fences === 2 && (depth > 0 || token.start.column > 1))
      found.push(lines.filter((line) => line !== ""))
  }
  return found
}

function innerByScanner(text: string): string[][] {
  return scanInnerFences(text).map(({ start, lines }) => {
    const code = lines.slice(1, -1).filter((line) => line !== "")
    return [String(text.slice(0, start).split("\n").length), ...code]
  })
}

function byScanner(text: string): string[] {
  return scanBlocks(text).flatMap((block) => (block.type === "comment" ? [] : [`${block.start} ${block.type}`]))
}

/** Deeper headings are no sections; setext headings that may be something else stay prose (see `setext`). */
function expectSame(text: string): void {
  const theirs = byMicromark(text).filter((found) => {
    if (found.endsWith("fence")) return true
    const rest = text.slice(Number.parseInt(found, 10))
    return /^#{1,2}(?!#)/.test(rest) || /^[^\s[|#][^|\r\n]*(?:\r\n|\n|\r) {0,3}(?:=+|-+)[ \t]*(?:[\r\n]|$)/.test(rest)
  })
  expect(byScanner(text)).toEqual(theirs)
  if (!text.includes("\t")) expect(innerByScanner(text)).toEqual(innerByMicromark(text))
}

test.each(
  ["markdown", "notebooks", "livemd"].flatMap((folder) =>
    readdirSync(join(INPUTS, folder)).map((name) => [folder, name]),
  ),
)("[F1] the scanner agrees with micromark on %s/%s", (folder, name) => {
  expectSame(
    readFileSync(join(INPUTS, folder!, name!), "utf8")
      .replace("\uFEFF", "")
      .replaceAll("\r\n", "\n")
      .replace(/^---\n[^]*?\n---\n/, ""),
  )
})

test("[F1] the scanner agrees with micromark on hard lines", () => {
  const check = (random: string): void => {
    const text = random.replaceAll(/\r\n?/g, "\n")
    // micromark takes a list that may not interrupt a paragraph for text after indented code, too; and a line under a
    // link definition is read as a heading's text there, as prose here.
    fc.pre(!/^(?: {4,}|\t).*\n+ *(?:[-+] *$|2\))/m.test(text) && !/^\[x\]: y\n+(?:=|-)/m.test(text))
    // micromark and cmark part where a lone tag goes on a paragraph lazily.
    fc.pre(!/\S *\n(?:<a>|<\/pre>)$/m.test(text))
    expectSame(text)
  }
  fc.assert(fc.property(markdownish, check), { numRuns: 10_000 })
})
