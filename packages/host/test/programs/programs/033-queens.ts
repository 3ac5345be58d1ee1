function* queens(n: number, columns: number[] = []): Generator<number[], void> {
  const row = columns.length
  if (row === n) {
    yield columns
    return
  }
  search: for (let col = 0; col < n; col++) {
    for (let r = 0; r < row; r++) {
      const c = columns[r]!
      if (c === col || Math.abs(c - col) === row - r) continue search
    }
    yield* queens(n, [...columns, col])
  }
}

const draw = (board: number[]) => board.map((c) => ".".repeat(c) + "Q" + ".".repeat(board.length - c - 1)).join("\n")

for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) {
  let count = 0
  for (const _ of queens(n)) count++
  console.log(`${n} queens: ${count}`)
}
const [first] = queens(8)
console.log(draw(first!))

// The same with bits.
const countBits = (n: number, row = 0, cols = 0, d1 = 0, d2 = 0): number => {
  if (row === n) return 1
  let total = 0
  for (let free = ~(cols | d1 | d2) & ((1 << n) - 1); free; free &= free - 1) {
    const bit = free & -free
    total += countBits(n, row + 1, cols | bit, (d1 | bit) << 1, (d2 | bit) >> 1)
  }
  return total
}
console.log([4, 6, 8, 9].map((n) => countBits(n)))
