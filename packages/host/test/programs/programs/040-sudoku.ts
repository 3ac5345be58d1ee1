const puzzle = `
53..7....
6..195...
.98....6.
8...6...3
4..8.3..1
7...2...6
.6....28.
...419..5
....8..79`

type Grid = number[]
const read = (text: string): Grid => [...text.replaceAll(/\s/g, "")].map((c) => (c === "." ? 0 : Number(c)))
const peers = Array.from({ length: 81 }, (_, i) => {
  const [r, c] = [Math.floor(i / 9), i % 9]
  const set = new Set<number>()
  for (let k = 0; k < 9; k++) set.add(r * 9 + k).add(k * 9 + c).add((r - (r % 3) + Math.floor(k / 3)) * 9 + c - (c % 3) + (k % 3))
  set.delete(i)
  return set
})
let steps = 0
function candidates(grid: Grid, at: number): number[] {
  const used = new Set([...peers[at]!].map((p) => grid[p]))
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((n) => !used.has(n))
}
function solve(grid: Grid): Grid | undefined {
  steps++
  let best: { at: number; options: number[] } | undefined
  for (const [at, n] of grid.entries()) {
    if (n !== 0) continue
    const options = candidates(grid, at)
    if (options.length === 0) return undefined
    if (best === undefined || options.length < best.options.length) best = { at, options }
  }
  if (best === undefined) return grid
  for (const option of best.options) {
    const solved = solve(grid.with(best.at, option))
    if (solved) return solved
  }
  return undefined
}
const show = (grid: Grid) =>
  Array.from({ length: 9 }, (_, r) => grid.slice(r * 9, r * 9 + 9).join("").replace(/(...)(?=.)/g, "$1|"))
    .flatMap((line, i) => (i % 3 === 0 && i > 0 ? ["---+---+---", line] : [line]))
    .join("\n")
const solved = solve(read(puzzle))
console.log(show(solved!))
console.log("steps", steps, peers.every((p) => p.size === 20))
console.log(solve(read("123456780000000009".padEnd(81, "."))))
