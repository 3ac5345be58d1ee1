// Figures from text: a bar chart, a tree, a table with borders, a progress bar and a box.
const rows = [{ fruit: "apple", qty: 12, price: 0.5 }, { fruit: "banana", qty: 7, price: 0.25 }, { fruit: "dragon fruit", qty: 1, price: 4 }]
type Row = (typeof rows)[number]
type Align = "left" | "right" | "center"
const pad = (s: string, width: number, align: Align) => align === "left" ? s.padEnd(width) : align === "right" ? s.padStart(width) : s.padStart((s.length + width) >> 1).padEnd(width)
function table<K extends string>(data: Record<K, unknown>[], columns: { [P in K]?: Align }): string {
  const keys = Object.keys(columns) as K[]
  const widths = keys.map((k) => Math.max(k.length, ...data.map((r) => String(r[k]).length)))
  const line = (l: string, m: string, r: string) => l + widths.map((w) => "─".repeat(w + 2)).join(m) + r
  const row = (cells: string[], align?: Align) => `│ ${cells.map((c, i) => pad(c, widths[i]!, align ?? columns[keys[i]!]!)).join(" │ ")} │`
  return [line("┌", "┬", "┐"), row(keys, "center"), line("├", "┼", "┤"), ...data.map((r) => row(keys.map((k) => String(r[k])))), line("└", "┴", "┘")].join("\n")
}
console.log(table<keyof Row>(rows, { fruit: "left", qty: "right", price: "center" }))
const bars = (data: Row[], width = 20) => data.map(({ fruit, qty }) => `${fruit.padEnd(12)} ${"█".repeat(Math.round((qty / Math.max(...data.map((d) => d.qty))) * width)) || "▏"} ${qty}`).join("\n")
console.log(bars(rows))
interface Dir { [name: string]: Dir | null }
const tree = (d: Dir, prefix = ""): string => Object.entries(d).map(([name, sub], i, { length }) => { const last = i === length - 1; return `${prefix}${last ? "└─" : "├─"} ${name}${sub ? "\n" + tree(sub, prefix + (last ? "   " : "│  ")) : ""}` }).join("\n")
console.log(tree({ src: { "index.ts": null, lib: { "a.ts": null, "b.ts": null } }, test: { "a.test.ts": null }, "README.md": null }))
const progress = (done: number, total: number, width = 10) => { const full = Math.floor((done / total) * width); return `[${"=".repeat(full)}${full < width ? ">" : ""}${".".repeat(Math.max(0, width - full - 1))}] ${((done / total) * 100).toFixed(0).padStart(3)}%` }
for (const n of [0, 3, 7, 10]) console.log(progress(n, 10))
const human = (bytes: number) => { const i = bytes && Math.floor(Math.log(bytes) / Math.log(1024)); return `${+(bytes / 1024 ** i).toFixed(1)} ${["B", "KB", "MB", "GB"][i]}` }
console.log([0, 1023, 1024, 1536, 5e6, 3 * 1024 ** 3].map(human), ["title case words", "snake_case_id", "kebab-case", "XMLHttpRequest"].map((s) => s.replace(/([a-z])([A-Z])/g, "$1 $2").split(/[\s_-]+/).map((w) => w[0]!.toUpperCase() + w.slice(1).toLowerCase()).join("")))
const words = "the cat sat on the mat with the other cat".split(" "), counts = new Map<string, number>()
for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
console.log([...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).slice(0, 3).map(([w, n]) => `${w}×${n}`).join(", "))
const isPalindrome = (s: string, t = s.toLowerCase().replace(/[^\p{L}]/gu, "")) => t === [...t].reverse().join("")
console.log(["A man, a plan, a canal: Panama", "Été", "nope"].map((s) => isPalindrome(s)), Object.entries(Object.groupBy(["tea", "eat", "tan", "ate", "nat"], (w) => [...w].sort().join(""))).map(([, g]) => g))
const template = (t: string, data: Record<string, any>): string => t.replace(/\{\{#each (\w+)\}\}([\s\S]*?)\{\{\/each\}\}/g, (_, k, inner) => (data[k] as any[]).map((x, index) => template(inner, { ...data, ...(typeof x === "object" ? x : { this: x }), index })).join("")).replace(/\{\{(\w+)(?:\|(\w+))?\}\}/g, (_, k, filter) => { const v = data[k]; if (v === undefined) throw new ReferenceError(`no ${k} in the template's data`); return filter ? (v as any)[filter]() : v })
console.log(template("{{title|toUpperCase}}: {{#each rows}}{{index}}.{{fruit}} {{/each}}{{#each tags}}<{{this}}>{{/each}}", { title: "list", rows, tags: ["x", "y"] }))
template("{{missing}}", {})
