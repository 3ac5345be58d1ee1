/** One case in the notation of `README.md`: cells, then what is done and what is seen. */
export interface LanguageCase {
  readonly name: string
  readonly cells: readonly CaseCell[]
  readonly steps: readonly CaseStep[]
}

export interface CaseCell {
  readonly name: string
  /** The words after the name, as after a fence: `tsx reactive`. A section: `branch from="A"`. */
  readonly words: string
  readonly isSection: boolean
  readonly source: string
}

export interface CaseStep {
  readonly order: string
  readonly seen: readonly string[]
}

/** Reads a file of cases: `# name`, `--- cell words` and its lines, `> order` and what is seen after it. */
export function parseCases(text: string): LanguageCase[] {
  return text
    .split(/^# /m)
    .slice(1)
    .map((part) => {
      const [name = "", ...lines] = part.trimEnd().split("\n")
      const cells: { head: string; lines: string[] }[] = []
      const steps: { order: string; seen: string[] }[] = []
      for (const line of lines) {
        const head = /^--- (.+)$/.exec(line)?.[1]
        const order = /^> (.*)$/.exec(line)?.[1]
        if (order !== undefined) steps.push({ order, seen: [] })
        else if (steps.length > 0) {
          if (line.trim() !== "") steps.at(-1)?.seen.push(line)
        } else if (head !== undefined) cells.push({ head, lines: [] })
        else cells.at(-1)?.lines.push(line)
      }
      return { name, cells: cells.map(readCell), steps }
    })
}

function readCell({ head, lines }: { head: string; lines: readonly string[] }): CaseCell {
  const isSection = head.startsWith("## ")
  const [name = "", ...words] = head.replace("## ", "").split(" ")
  return { name, words: words.join(" "), isSection, source: lines.join("\n").trimEnd() }
}
