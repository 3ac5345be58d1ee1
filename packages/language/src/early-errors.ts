import { Visitor } from "oxc-parser"
import type { Program } from "oxc-parser"

/** What is wrong with a text that parses. */
export interface EarlyError {
  readonly message: string
  readonly start: number
  readonly end: number
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** Early errors of the language that the parser lets through: the run would find them, without their place. */
export function earlyErrors(program: Program): EarlyError[] {
  const found: EarlyError[] = []
  const allowed = new Set<Node>(program.body)
  const module = (node: Node): void => {
    if (allowed.has(node)) return
    const word = node.type === "ImportDeclaration" ? "import" : "export"
    found.push({
      message: `\`${word}\` stands at the top of a cell, not within a block or a function.`,
      start: node.start,
      end: node.start + word.length,
    })
  }
  const visitor = new Visitor({
    TSModuleBlock: ({ body }) => body.forEach((node) => allowed.add(node)),
    ImportDeclaration: module,
    ExportNamedDeclaration: module,
    ExportDefaultDeclaration: module,
    ExportAllDeclaration: module,
    Literal: (node) => {
      if (!("regex" in node)) return
      try {
        void new RegExp(node.regex.pattern, node.regex.flags)
      } catch (error) {
        found.push({ message: (error as SyntaxError).message, start: node.start, end: node.end })
      }
    },
  })
  visitor.visit(program)
  return found
}
