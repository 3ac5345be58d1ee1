type Edit = { kind: " " | "-" | "+"; line: string }

/** Longest common subsequence, by dynamic programming. */
function diff(a: string[], b: string[]): Edit[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; --i)
    for (let j = b.length - 1; j >= 0; --j)
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  const edits: Edit[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) edits.push({ kind: " ", line: a[i++]! }), j++
    else if (j >= b.length || (i < a.length && table[i + 1]![j]! >= table[i]![j + 1]!)) edits.push({ kind: "-", line: a[i++]! })
    else edits.push({ kind: "+", line: b[j++]! })
  }
  return edits
}
function* hunks(edits: Edit[], context = 1) {
  let open: { from: number; to: number } | null = null
  for (const [n, { kind }] of edits.entries()) {
    if (kind === " ") continue
    const from = Math.max(0, n - context), to = Math.min(edits.length, n + context + 1)
    if (open && from <= open.to) open.to = to
    else { if (open) yield open; open = { from, to } }
  }
  if (open) yield open
}
const before = `
function greet(name) {
  console.log("Hello " + name)
}

greet("world")
// end`.slice(1).split("\n")
const after = `
function greet(name, mark = "!") {
  console.log(\`Hello \${name}\${mark}\`)
}

greet("world")
greet("moon", "?")
// end`.slice(1).split("\n")

const edits = diff(before, after)
for (const { from, to } of hunks(edits)) {
  console.log(`@@ ${from} ${to} @@`)
  for (const { kind, line } of edits.slice(from, to)) console.log((kind + line).trimEnd() || "(blank)")
}
const patched = edits.filter(({ kind }) => kind !== "-").map(({ line }) => line)
console.log(patched.join("\n") === after.join("\n"), diff([], []), diff(["x"], []), diff([], ["y"]))
