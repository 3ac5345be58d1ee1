import type { Language } from "@quire/language/direct"
import { parseSync } from "oxc-parser"

/** Cuts a program into one cell a statement. Statements stay together where cells may not be apart: a name and all that
 *  assign to it, declarations that merge, and everything after a statement that leaves work behind (a timer, a promise
 *  nobody awaits), since between two cells the event loop turns. */
export async function splitProgram(
  language: Pick<Language, "analyse">,
  source: string,
  lang: "ts" | "tsx",
): Promise<string[]> {
  const { body } = parseSync("program", source, { lang, sourceType: "module", range: true }).program
  const starts = body.map((_, index) => (index === 0 ? 0 : (body[index - 1]?.end ?? 0)))
  // Pragmas are a file's: each cell gets them.
  const pragmas = source.match(/\/\*\* @jsx\w* .*?\*\//g)?.join(" ") ?? ""
  const texts = body.map(
    (node, index) => pragmas + source.slice(starts[index], index === body.length - 1 ? undefined : node.end),
  )
  const analyses = await Promise.all(texts.map((text) => language.analyse(text, lang)))
  const joins: [number, number][] = []
  const definedAt = new Map<string, number[]>()
  for (const [index, { defines, errors }] of analyses.entries()) {
    // What does not stand alone (`export { later }`) stands with all before it.
    if (errors.length > 0) joins.push([0, index])
    for (const { name } of defines) definedAt.set(name, [...(definedAt.get(name) ?? []), index])
  }
  for (const indexes of definedAt.values()) joins.push([Math.min(...indexes), Math.max(...indexes)])
  for (const [index, { assigns }] of analyses.entries()) {
    for (const { name } of assigns) {
      const all = [...(definedAt.get(name) ?? []), index]
      joins.push([Math.min(...all), Math.max(...all)])
    }
  }
  // What `using` holds is released at the end of its cell.
  const uses = texts.findIndex((text) => /^\s*(?:await\s+)?using\s/m.test(text))
  if (uses !== -1) joins.push([uses, texts.length - 1])
  const leaves = texts.findIndex((text) => leavesWork(text, source))
  if (leaves !== -1) joins.push([leaves, texts.length - 1])
  const cells: string[] = []
  let [from, to] = [0, 0]
  for (let index = 0; index < texts.length; index++) {
    for (const [first, last] of joins) if (first <= index && index <= last) to = Math.max(to, last)
    if (index < to) continue
    cells.push(texts.slice(from, index + 1).join(""))
    from = index + 1
    to = from
  }
  return cells
}

function leavesWork(text: string, source: string): boolean {
  const statement = text.replace(/^\s*(?:\/\/.*\n|\/\*[\s\S]*?\*\/|\s)*/, "")
  if (/^(?:export )?(?:async )?(?:function|class|interface|type|enum|namespace)\b/.test(statement)) return false
  if (
    /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick)\(|\.(?:then|catch|finally|on|once)\(/.test(text)
  )
    return !/^(?:const \w+ = )?(?:\(|async|await)/.test(statement)
  const asyncNames = [...source.matchAll(/async function\*? (\w+)|const (\w+) = async/g)].map((m) => m[1] ?? m[2])
  return asyncNames.some((name) =>
    new RegExp(`(?<!await |yield\\* |of )\\b${name}\\(`).test(statement.replace(/^const \w+ = async.*/s, "")),
  )
}
