type Cell = `${number},${number}`
const key = (x: number, y: number): Cell => `${x},${y}`
const parse = (art: TemplateStringsArray): Set<Cell> =>
  new Set(art[0]!.trim().split("\n").flatMap((row, y) => [...row.trim()].flatMap((c, x) => (c === "#" ? [key(x, y)] : []))))

const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const)).filter(([dx, dy]) => dx || dy)

const step = (live: Set<Cell>): Set<Cell> => {
  const counts: Record<Cell, number> = {}
  for (const cell of live) {
    const [x, y] = cell.split(",").map(Number) as [number, number]
    for (const [dx, dy] of around) {
      const k = key(x + dx, y + dy)
      counts[k] = (counts[k] ?? 0) + 1
    }
  }
  return new Set((Object.keys(counts) as Cell[]).filter((k) => counts[k] === 3 || (counts[k] === 2 && live.has(k))))
}

const draw = (live: Set<Cell>, w: number, h: number) =>
  Array.from({ length: h }, (_, y) => Array.from({ length: w }, (_, x) => (live.has(key(x, y)) ? "█" : "·")).join("")).join("\n")

let glider = parse`
  .#...
  ..#..
  ###..
`
for (let generation = 0; generation <= 4; generation++, glider = step(glider)) {
  console.log(`generation ${generation}`)
  console.log(draw(glider, 5, 5))
}
const block = parse`
##
##`
console.log(step(block).symmetricDifference(block).size === 0, step(parse`#`).size)
let r = parse`
.##
##.
.#.`
for (let i = 0; i < 50; i++) r = step(r)
console.log(r.size)
