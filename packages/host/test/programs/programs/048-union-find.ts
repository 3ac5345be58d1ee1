export class DisjointSet<T = number> {
  readonly #parent = new Map<T, T>()
  readonly #rank = new Map<T, number>()
  #count = 0

  find(x: T): T {
    if (!this.#parent.has(x)) {
      this.#parent.set(x, x)
      this.#rank.set(x, 0)
      this.#count++
    }
    const p = this.#parent.get(x)!
    if (p === x) return x
    const root = this.find(p)
    this.#parent.set(x, root)
    return root
  }

  union(a: T, b: T): boolean {
    let [ra, rb] = [this.find(a), this.find(b)]
    if (ra === rb) return false
    if (this.#rank.get(ra)! < this.#rank.get(rb)!) [ra, rb] = [rb, ra]
    this.#parent.set(rb, ra)
    if (this.#rank.get(ra) === this.#rank.get(rb)) this.#rank.set(ra, this.#rank.get(ra)! + 1)
    this.#count--
    return true
  }

  get count() { return this.#count }
  static isDisjointSet(value: object): value is DisjointSet<unknown> { return #parent in value }
}

interface Edge { from: string; to: string; cost: number }
export const kruskal = (edges: Edge[]) => {
  const sets = new DisjointSet<string>()
  const tree = edges.toSorted((a, b) => a.cost - b.cost).filter(({ from, to }) => sets.union(from, to))
  return { tree, total: tree.reduce((sum, { cost }) => sum + cost, 0), parts: sets.count }
}

const edges: Edge[] = "ab7 ad5 bc8 bd9 be7 ce5 de15 df6 ef8 eg9 fg11 xy1".split(" ").map((s) => ({ from: s[0]!, to: s[1]!, cost: Number(s.slice(2)) }))
const { tree, total, parts } = kruskal(edges)
console.log(tree.map(({ from, to }) => from + to).join(" "), total, parts)

// Percolation: which column of the first row is connected to the last row?
const map = ["#.##", "#.#.", "#..#", "##.#"]
const cells = new DisjointSet<number>()
map.forEach((row, y) => [...row].forEach((c, x) => {
  if (c !== ".") return
  if (map[y - 1]?.[x] === ".") cells.union(y * 4 + x, (y - 1) * 4 + x)
  if (row[x - 1] === ".") cells.union(y * 4 + x, y * 4 + x - 1)
}))
console.log([0, 1, 2, 3].filter((x) => map[0]![x] === "." && cells.find(x) === cells.find(14)))
console.log(DisjointSet.isDisjointSet(cells), DisjointSet.isDisjointSet({}), cells)
