import { scanBlocks } from "../markdown/scan.ts"
import { takeApart } from "./marks.ts"

/** What a cell of a Livebook notebook has shown, as its file has it: fences, by what stands after them. */
export function livebookOutputsOf(raw: string): { readonly info: string; readonly text: string }[] {
  if (!raw.includes("output")) return []
  const { below } = takeApart(raw, true)
  return scanBlocks(below).flatMap((block) => {
    if (block.type !== "fence") return []
    const lines = below.slice(block.start, block.end).split(/\r\n|\n|\r/)
    return [{ info: block.info === "output" ? "" : block.info, text: lines.slice(1, -1).join("\n") }]
  })
}
