type Tree = { weight: number } & ({ char: string } | { left: Tree; right: Tree })
const isLeaf = (t: Tree): t is Tree & { char: string } => "char" in t

function build(text: string): Tree {
  const counts = Map.groupBy(text, (c) => c)
  let forest: Tree[] = [...counts].map(([char, all]) => ({ char, weight: all.length }))
  const name = (t: Tree): string => (isLeaf(t) ? t.char : name(t.left))
  const order = (a: Tree, b: Tree) => a.weight - b.weight || (name(a) < name(b) ? -1 : 1)
  while (forest.length > 1) {
    const [left, right, ...others] = forest.toSorted(order) as [Tree, Tree, ...Tree[]]
    forest = [...others, { left, right, weight: left.weight + right.weight }]
  }
  return forest[0]!
}

function codes(tree: Tree, prefix = "", into: Map<string, string> = new Map()) {
  if (isLeaf(tree)) into.set(tree.char, prefix || "0")
  else {
    codes(tree.left, `${prefix}0`, into)
    codes(tree.right, `${prefix}1`, into)
  }
  return into
}

const encode = (text: string, table: Map<string, string>) => Array.from(text, (c) => table.get(c)).join("")
const decode = (bits: string, tree: Tree): string => {
  let out = ""
  let at = tree
  for (const bit of bits) {
    if (!isLeaf(at)) at = bit === "0" ? at.left : at.right
    if (isLeaf(at)) {
      out += at.char
      at = tree
    }
  }
  return out
}

for (const text of ["abracadabra", "she sells sea shells by the sea shore", "aaaa", "naïve café 🍰🍰"]) {
  const tree = build(text)
  const table = codes(tree)
  const bits = encode(text, table)
  console.log(`${text}: ${text.length * 16} -> ${bits.length} bits, back: ${decode(bits, tree) === text}`)
  console.log(Object.fromEntries([...table].sort(([, a], [, b]) => a.length - b.length || a.localeCompare(b)).slice(0, 4)))
}
