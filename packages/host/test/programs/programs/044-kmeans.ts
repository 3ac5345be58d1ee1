// A deterministic random generator, so that the clusters are the same on every machine.
function* lcg(seed: number): Generator<number, never> {
  for (;;) yield (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
}
type Point = readonly [x: number, y: number]
const random = lcg(42)
const around = ([cx, cy]: Point, spread: number): Point => [cx + (random.next().value - 0.5) * spread, cy + (random.next().value - 0.5) * spread]

const centres: Point[] = [[0, 0], [10, 0], [5, 9]]
const points = centres.flatMap((c) => Array.from({ length: 20 }, () => around(c, 3)))
const sq = (a: Point, b: Point) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
const mean = (ps: readonly Point[]): Point => [0, 1].map((i) => ps.reduce((s, p) => s + p[i as 0 | 1], 0) / ps.length) as unknown as Point

function kmeans(points: readonly Point[], k: number, limit = 100) {
  let means = points.filter((_, i) => i % Math.ceil(points.length / k) === 0).slice(0, k)
  for (let round = 1; ; round++) {
    const groups = Object.groupBy(points, (p) => means.reduce((best, m, i) => (sq(p, m) < sq(p, means[best]!) ? i : best), 0))
    const next = means.map((m, i) => (groups[i] ? mean(groups[i]) : m))
    if (round >= limit || next.every((m, i) => sq(m, means[i]!) < 1e-12)) return { means: next, groups, round }
    means = next
  }
}
const { means, groups, round } = kmeans(points, 3)
console.log(round < 10, Object.values(groups).map((g) => g!.length))
console.log(means.map((m) => m.map(Math.round)).sort(([a], [b]) => a! - b!))
console.log(points.length, random.next().done, [...Array(3)].map(() => random.next().value < 1))
const grid = Array.from({ length: 6 }, () => Array<string>(7).fill("."))
for (const [i, g] of Object.entries(groups)) for (const [x, y] of g!) grid[Math.min(5, Math.max(0, Math.round(y / 2)))]![Math.min(6, Math.max(0, Math.round(x / 2)))] = "abc"[+i]!
console.log(grid.map((r) => r.join("")).join("\n"))
