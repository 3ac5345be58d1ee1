type Complex = readonly [re: number, im: number]
const add = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d]
const mul = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]
const abs2 = ([a, b]: Complex) => a * a + b * b
const SHADES = ".:-=+*#%@"
const escape = (c: Complex, limit: number): number => {
  let z: Complex = [0, 0], n = 0
  while (n < limit && abs2((z = add(mul(z, z), c))) <= 4) n++
  return n
}
function render(width: number, height: number, limit = 40): string[] {
  return Array.from({ length: height }, (_, y) => {
    let row = ""
    for (let x = 0; x < width; x++) {
      const n = escape([-2.1 + (x / width) * 2.8, -1.1 + (y / (height - 1)) * 2.2], limit)
      row += n === limit ? "@" : SHADES[Math.min(SHADES.length - 2, Math.floor(n / 2))]
    }
    return row
  })
}
const picture = render(56, 17)
console.log(picture.join("\n"))
console.log(picture.every((row, i) => row === picture[picture.length - 1 - i]), escape([0, 0], 9), escape([2, 2], 9))

const sierpinski = (n: number): string[] => n === 0 ? ["▲"] : ((t) => [...t.map((l) => " ".repeat(2 ** (n - 1)) + l), ...t.map((l) => l.padEnd(2 ** n) + l)])(sierpinski(n - 1))
console.log(sierpinski(3).map((l) => l.trimEnd()).join("\n"))
const rule = (n: number) => (cells: string) => Array.from(cells, (_, i) => (n >> parseInt([-1, 0, 1].map((d) => (cells.at((i + d) % cells.length) === "#" ? 1 : 0)).join(""), 2)) & 1 ? "#" : ".").join("")
let cells = ".".repeat(15) + "#" + ".".repeat(15)
for (let i = 0; i < 8; i++, cells = rule(90)(cells)) console.log(cells)
const spiral = (n: number) => {
  const grid = Array.from({ length: n }, () => Array<number>(n).fill(0))
  for (let i = 1, x = 0, y = 0, dx = 1, dy = 0; i <= n * n; i++, x += dx, y += dy) {
    grid[y]![x] = i
    if (grid[y + dy]?.[x + dx] !== 0) [dx, dy] = [-dy, dx]
  }
  return grid
}
console.log(spiral(4).map((r) => r.map((v) => String(v).padStart(2)).join(" ")).join("\n"))
const plot = (f: (x: number) => number, w = 40, h = 7) => { const g = Array.from({ length: h }, () => Array(w).fill("·")); for (let x = 0; x < w; x++) { const y = Math.round((1 - f((x / w) * 2 * Math.PI)) / 2 * (h - 1)); g[y]![x] = "o" } return g.map((r) => r.join("")).join("\n") }
console.log(plot(Math.sin))
console.log(plot((x) => x * 10))
