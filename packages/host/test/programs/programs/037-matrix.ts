class Matrix {
  private constructor(readonly rows: readonly (readonly number[])[]) {}
  static of(...rows: number[][]): Matrix { return new Matrix(rows) }
  static identity(n: number): Matrix { return new Matrix(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => +(i === j)))) }
  get shape(): [rows: number, cols: number] { return [this.rows.length, this.rows[0]?.length ?? 0] }
  get T(): Matrix { return new Matrix(this.rows[0]!.map((_, j) => this.rows.map((r) => r[j]!))) }
  times(other: Matrix | number): Matrix {
    if (typeof other === "number") return new Matrix(this.rows.map((r) => r.map((x) => x * other)))
    const [, a] = this.shape, [b] = other.shape
    if (a !== b) throw new RangeError(`shapes ${this.shape.join("x")} and ${other.shape.join("x")} do not fit`)
    return new Matrix(this.rows.map((r) => other.T.rows.map((c) => r.reduce((s, x, i) => s + x * c[i]!, 0))))
  }
  get det(): number {
    if (this.rows.length === 1) return this.rows[0]![0]!
    return this.rows[0]!.reduce((sum, x, j) => sum + (j % 2 ? -x : x) * this.minor(0, j).det, 0)
  }
  minor(i: number, j: number): Matrix {
    return new Matrix(this.rows.toSpliced(i, 1).map((r) => r.toSpliced(j, 1)))
  }
  power(n: number): Matrix {
    let [result, base] = [Matrix.identity(this.rows.length), this as Matrix]
    for (; n > 0; n >>= 1, base = base.times(base)) if (n & 1) result = result.times(base)
    return result
  }
  *[Symbol.iterator]() { for (const r of this.rows) yield* r }
  toString() { return this.rows.map((r) => r.join("\t")).join("\n") }
  [Symbol.toPrimitive](hint: string) { return hint === "number" ? this.det : this.toString() }
}

const a = Matrix.of([1, 2, 3], [4, 5, 6])
const b = Matrix.of([2, 0], [1, 2], [0, 1])
console.log(`${a.times(b)}`)
console.log(a.T.shape, +a.times(b), [...a.times(2)])
console.log(Matrix.of([1, 1], [1, 0]).power(30).rows[0]![1])
console.log(Matrix.of([2, -1, 0], [1, 3, 2], [0, 5, -4]).det)
console.log(Matrix.identity(2))
console.log(a.times(a))
