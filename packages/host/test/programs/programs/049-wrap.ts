const TEXT = "It was the best of times, it was the worst of times; it was the age of wisdom — incomprehensibilities included — it was the age of foolishness."

/** Greedy. */
const wrap = (text: string, width: number): string[] => {
  const lines: string[] = [""]
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!
    if (line.length + word.length + +(line !== "") <= width) lines[lines.length - 1] = line ? `${line} ${word}` : word
    else lines.push(word)
  }
  return lines[0] === "" ? lines.slice(1) : lines
}

/** Least raggedness. */
function wrapWell(text: string, width: number): string[] {
  const words = text.split(" ")
  const cost = new Array<number>(words.length + 1).fill(Infinity)
  const from = new Array<number>(words.length + 1).fill(0)
  cost[0] = 0
  for (let end = 1; end <= words.length; end++)
    for (let start = end - 1, length = -1; start >= 0; start--) {
      length += words[start]!.length + 1
      if (length > width && start < end - 1) break
      const slack = end === words.length ? 0 : Math.max(0, width - length) ** 2
      if (cost[start]! + slack < cost[end]!) {
        cost[end] = cost[start]! + slack
        from[end] = start
      }
    }
  const lines: string[] = []
  for (let end = words.length; end > 0; end = from[end]!) lines.unshift(words.slice(from[end], end).join(" "))
  return lines
}

const justify = (line: string, width: number) => {
  const words = line.split(" ")
  if (words.length === 1) return line
  const gaps = words.length - 1
  const spaces = width - words.join("").length
  return words.map((w, i) => w + " ".repeat(i < gaps ? Math.floor(spaces / gaps) + Number(i < spaces % gaps) : 0)).join("")
}
const box = (lines: string[], width: number) => [`┌${"─".repeat(width + 2)}┐`, ...lines.map((l) => `│ ${l.padEnd(width)} │`), `└${"─".repeat(width + 2)}┘`].join("\n")

console.log(box(wrap(TEXT, 30), 30))
console.log(box(wrapWell(TEXT, 30), 30))
console.log(box(wrap(TEXT, 40).map((l, i, all) => (i < all.length - 1 ? justify(l, 40) : l)), 40))
console.log(wrap("", 10), wrap("a", 1), wrap("longer than", 3))
