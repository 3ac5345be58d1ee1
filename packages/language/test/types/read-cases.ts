// The notation of these cases. A case is a notebook and questions about it:
//
//   # what it shows
//   const a = 1
//   ---
//   a.to‸
//   => complete
//   toFixed …
//
// `---` stands between cells, and may name the next one's language (`--- tsx`); `--- ## Title` begins a section,
// `--- ## Title < Other` a branch of another one. `‸` is where the question is asked. Below each question stand the answers.

export interface Case {
  readonly title: string
  readonly cells: readonly CaseCell[]
  readonly questions: readonly Question[]
}

export interface CaseCell {
  /** Language of code, or `##`. */
  readonly kind: string
  /** Of a section: its title and the one that it continues. */
  readonly words: string
  readonly text: string
}

export interface Question {
  readonly words: string
  readonly answer: string
}

export function readCases(text: string): Case[] {
  return text
    .split(/^(?=# )/m)
    .filter((block) => block.startsWith("# "))
    .map((block) => {
      const [title = "", ...lines] = block.trimEnd().split("\n")
      const asked = lines.findIndex((line) => line.startsWith("=> "))
      return {
        title: title.slice(2),
        cells: cellsOf(lines.slice(0, asked)),
        questions: questionsOf(lines.slice(asked)),
      }
    })
}

export function writeCases(cases: readonly Case[], head: string): string {
  const blocks = cases.map(({ title, cells, questions }) => {
    const code = cells.map(({ kind, words, text }, index) => {
      const mark = kind === "##" ? `--- ## ${words}` : kind === "ts" ? "---" : `--- ${kind}`
      return `${index === 0 && kind === "ts" ? "" : `${mark}\n`}${text === "" ? "" : `${text}\n`}`
    })
    return `# ${title}\n${code.join("")}${questions.map(({ words, answer }) => `=> ${words}\n${answer === "" ? "" : `${answer}\n`}`).join("")}`
  })
  return `${head}${blocks.join("\n")}`
}

function cellsOf(lines: readonly string[]): CaseCell[] {
  const cells: { kind: string; words: string; lines: string[] }[] = [{ kind: "ts", words: "", lines: [] }]
  for (const line of lines) {
    const [, mark] = /^---(?: (.*))?$/.exec(line) ?? []
    if (!line.startsWith("---")) cells.at(-1)?.lines.push(line)
    else {
      const [kind = "ts", ...words] = (mark ?? "ts").split(" ")
      cells.push({ kind, words: words.join(" "), lines: [] })
    }
  }
  if (cells[0]?.lines.length === 0 && cells.length > 1) cells.shift()
  return cells.map((cell) => ({ kind: cell.kind, words: cell.words, text: cell.lines.join("\n") }))
}

function questionsOf(lines: readonly string[]): Question[] {
  const questions: { words: string; lines: string[] }[] = []
  for (const line of lines) {
    if (line.startsWith("=> ")) questions.push({ words: line.slice(3), lines: [] })
    else questions.at(-1)?.lines.push(line)
  }
  return questions.map(({ words, lines: answer }) => ({ words, answer: answer.join("\n").trimEnd() }))
}
