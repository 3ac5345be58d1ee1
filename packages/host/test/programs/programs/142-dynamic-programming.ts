const memo = <A extends unknown[], R>(f: (...a: A) => R): typeof f => { const seen = new Map<string, R>(); return (...a) => { const k = a.join(); return seen.has(k) ? seen.get(k)! : (seen.set(k, f(...a)), seen.get(k)!) } }
const ways = memo((amount: number, ...coins: number[]): number => amount === 0 ? 1 : amount < 0 || coins.length === 0 ? 0 : ways(amount - coins[0]!, ...coins) + ways(amount, ...coins.slice(1)))
console.log("change for 100:", ways(100, 50, 25, 10, 5, 1), ways(0), ways(3, 2))

function knapsack(items: { name: string; w: number; v: number }[], capacity: number) {
  const best = Array.from({ length: items.length + 1 }, () => new Int32Array(capacity + 1))
  for (const [i, { w, v }] of items.entries()) for (let c = 0; c <= capacity; c++) best[i + 1]![c] = Math.max(best[i]![c]!, c >= w ? best[i]![c - w]! + v : 0)
  const chosen: string[] = []
  for (let i = items.length, c = capacity; i > 0; i--) if (best[i]![c] !== best[i - 1]![c]) { chosen.unshift(items[i - 1]!.name); c -= items[i - 1]!.w }
  return { value: best.at(-1)!.at(-1), chosen }
}
console.log(knapsack([{ name: "map", w: 9, v: 150 }, { name: "water", w: 15, v: 200 }, { name: "tent", w: 20, v: 160 }, { name: "nut", w: 4, v: 60 }], 30))

const lcs = (a: string, b: string): string => { const go = memo((i: number, j: number): string => i === a.length || j === b.length ? "" : a[i] === b[j] ? a[i] + go(i + 1, j + 1) : [go(i + 1, j), go(i, j + 1)].reduce((x, y) => (y.length > x.length ? y : x))); return go(0, 0) }
console.log(lcs("AGGTAB", "GXTXAYB"), JSON.stringify(lcs("abc", "xyz")))
const lis = (xs: number[]) => { const tails: number[] = []; for (const x of xs) { let [lo, hi] = [0, tails.length]; while (lo < hi) { const mid = (lo + hi) >> 1; tails[mid]! < x ? (lo = mid + 1) : (hi = mid) } tails[lo] = x } return tails.length }
console.log(lis([10, 9, 2, 5, 3, 7, 101, 18]), lis([]))
function* pascal() { for (let row = [1n]; ; row = [1n, ...row.slice(1).map((x, i) => x + row[i]!), 1n]) yield row }
for (const row of pascal().take(6)) console.log(row.join(" ").padStart(8 + row.join(" ").length / 2))
const hanoi = (n: number, from = "A", via = "B", to = "C"): string[] => n === 0 ? [] : [...hanoi(n - 1, from, to, via), `${from}${to}`, ...hanoi(n - 1, via, from, to)]
console.log(hanoi(3).join(" "), hanoi(10).length)
const collatz = (n: number): number => { let steps = 0; for (; n !== 1; steps++) n = n % 2 ? 3 * n + 1 : n / 2; return steps }
console.log(Array.from({ length: 10 }, (_, i) => collatz(i + 1)), [...Array(1000).keys()].slice(1).reduce((best, n) => (collatz(n) > collatz(best) ? n : best)))
const partitions = memo((n: number, max: number): bigint => n === 0 ? 1n : Array.from({ length: Math.min(n, max) }, (_, i) => partitions(n - i - 1, i + 1)).reduce((a, b) => a + b, 0n))
console.log(partitions(50, 50), partitions(5, 5))
const editPath = (grid: number[][]) => { const cost = grid.map((r) => r.slice()); for (let y = 0; y < grid.length; y++) for (let x = 0; x < grid[0]!.length; x++) if (x || y) cost[y]![x]! += Math.min(cost[y - 1]?.[x] ?? Infinity, cost[y]![x - 1] ?? Infinity); return cost.at(-1)!.at(-1) }
console.log(editPath([[1, 3, 1], [1, 5, 1], [4, 2, 1]]))
const kadane = (xs: number[]) => xs.reduce(({ best, here }, x) => { here = Math.max(x, here + x); return { best: Math.max(best, here), here } }, { best: -Infinity, here: 0 }).best
console.log(kadane([-2, 1, -3, 4, -1, 2, 1, -5, 4]), kadane([]))
knapsack(undefined!, -5)
