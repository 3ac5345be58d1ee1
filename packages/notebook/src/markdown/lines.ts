// What is said of a line, without patterns that go over a run of blanks again and again: a line may be as long as its file.

/** The end of the blank lines that begin at `at`; the indentation of the line after them stays. */
export function skipBlankLines(text: string, at: number): number {
  for (let line = at; ;) {
    let end = line
    while (text[end] === " " || text[end] === "\t") end++
    if (text[end] === "\r") end += text[end + 1] === "\n" ? 2 : 1
    else if (text[end] === "\n") end++
    else return end === text.length && end > line ? end : line
    line = end
  }
}

/** A heading of one to six marks (CommonMark §4.2): its level and its text. */
export function atxHeading(line: string): { readonly level: number; readonly text: string } | undefined {
  const marks = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line)
  if (marks === null) return undefined
  const text = trimBlanks(line.slice(marks[0].length))
  let end = text.length
  while (text[end - 1] === "#") end--
  const isClosed = end === 0 || text[end - 1] === " " || text[end - 1] === "\t"
  return { level: marks[1]?.length ?? 1, text: isClosed ? trimBlanks(text.slice(0, end)) : text }
}

export interface Mark {
  readonly by: "quire" | "livebook"
  readonly text: string
}

/** A line that is one comment and speaks to Quire, or to Livebook. */
export function readMark(line: string): Mark | undefined {
  const open = /^<!--[ \t]*(quire|livebook):/.exec(line)
  if (open === null) return undefined
  const close = line.indexOf("-->", open[0].length)
  if (close === -1 || trimBlanks(line.slice(close + 3)) !== "") return undefined
  return { by: open[1] === "livebook" ? "livebook" : "quire", text: line.slice(open[0].length, close).trim() }
}

function trimBlanks(text: string): string {
  let [start, end] = [0, text.length]
  while (text[start] === " " || text[start] === "\t") start++
  while (end > start && (text[end - 1] === " " || text[end - 1] === "\t")) end--
  return text.slice(start, end)
}
