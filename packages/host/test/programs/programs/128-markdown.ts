const inline = (s: string): string => s
  .replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]!)
  .replace(/(`+)(.+?)\1/g, (_, __, code: string) => `<code>${code.trim()}</code>`)
  .replace(/!\[(.*?)\]\((\S+?)\)/g, '<img src="$2" alt="$1">')
  .replace(/\[(?<label>.+?)\]\((?<href>\S+?)(?: "(?<title>.*?)")?\)/g, (...m) => { const g = m.at(-1) as Record<string, string | undefined>; return `<a href="${g["href"]}"${g["title"] ? ` title="${g["title"]}"` : ""}>${g["label"]}</a>` })
  .replace(/\*\*(.+?)\*\*/g, "<b>$1</b>").replace(/(?<!\w)_(.+?)_(?!\w)/g, "<i>$1</i>").replace(/  $/gm, "<br>")
interface Rule { test: RegExp; render(match: RegExpExecArray, take: (re: RegExp) => string[]): string }
const RULES: Rule[] = [
  { test: /^```(\w*)$/, render: ([, lang], take) => { const code = take(/^(?!```)/); take(/^```$/); return `<pre${lang ? ` class="${lang}"` : ""}>${code.join("\n")}</pre>` } },
  { test: /^(#{1,6}) (.*)$/, render: ([, { length } = "", text = ""]) => `<h${length} id="${text.toLowerCase().replace(/\W+/g, "-")}">${inline(text)}</h${length}>` },
  { test: /^(?:---|\*\*\*)$/, render: () => "<hr>" },
  { test: /^> ?(.*)$/, render: ([, first = ""], take) => `<blockquote>${render([first, ...take(/^>/).map((l) => l.replace(/^> ?/, ""))].join("\n"))}</blockquote>` },
  { test: /^[-*] (.*)$/, render: ([, first = ""], take) => `<ul>${[first, ...take(/^[-*] /).map((l) => l.slice(2))].map((i) => `<li>${inline(i.replace(/^\[( |x)\] /, (_, c) => (c === "x" ? "☑ " : "☐ ")))}</li>`).join("")}</ul>` },
  { test: /^\d+\. (.*)$/, render: ([, first = ""], take) => `<ol>${[first, ...take(/^\d+\. /).map((l) => l.replace(/^\d+\. /, ""))].map((i) => `<li>${inline(i)}</li>`).join("")}</ol>` },
  { test: /^\|(.*)\|$/, render: ([row], take) => { const [head, , ...body] = [row!, ...take(/^\|/)].map((l) => l.slice(1, -1).split("|").map((c) => inline(c.trim()))); return `<table>${[head!, ...body].map((cells, i) => `<tr>${cells.map((c) => (i ? `<td>${c}</td>` : `<th>${c}</th>`)).join("")}</tr>`).join("")}</table>` } },
  { test: /^(\S.*)$/, render: ([, first = ""], take) => `<p>${inline([first, ...take(/^(?![#>|-]|\d+\.|```)\S/)].join("\n"))}</p>` },
]
function render(source: string): string {
  const lines = source.split(/\r?\n/), out: string[] = []
  const take = (re: RegExp) => { const taken: string[] = []; while (lines.length && re.test(lines[0]!)) taken.push(lines.shift()!); return taken }
  next: while (lines.length) {
    const line = lines.shift()!
    for (const { test, render } of RULES) { const m = test.exec(line); if (m) { out.push(render(m, take)); continue next } }
  }
  return out.join("\n")
}
console.log(render(`# Hello, *World*!
Some **bold** and _italic_ text with \`code <b>\`
and a [link](http://a.b "T & t"), an_under_score.

- [x] done
- [ ] open
1. one
2. two

> quoted
> ## inside

| a | b |
|---|---|
| 1 | **2** |

\`\`\`ts
const x = "*raw*"
\`\`\`
---
![alt](img.png)`))
render(null as never)
