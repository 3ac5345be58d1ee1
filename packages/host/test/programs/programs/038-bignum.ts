// Arithmetic on digit strings, checked against BigInt.
const add = (a: string, b: string): string => {
  let carry = 0, out = ""
  for (let i = 1; i <= Math.max(a.length, b.length) || carry; i++) {
    const sum = +(a.at(-i) ?? 0) + +(b.at(-i) ?? 0) + carry
    out = (sum % 10) + out
    carry = sum > 9 ? 1 : 0
  }
  return out || "0"
}
const mul = (a: string, b: string): string => {
  const cells = new Uint32Array(a.length + b.length)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i + j + 1
      const p = +a[i]! * +b[j]! + cells[at]!
      cells[at] = p % 10
      cells[at - 1]! += (p / 10) | 0
    }
  return cells.join("").replace(/^0+(?=\d)/, "")
}
const pow = (a: string, n: number): string => (n === 0 ? "1" : n % 2 ? mul(a, pow(a, n - 1)) : pow(mul(a, a), n / 2))
const factorial = (n: number) => Array.from({ length: n }, (_, i) => String(i + 1)).reduce(mul, "1")

const checks: [string, string, bigint][] = [
  ["add", add("99999999999999999999", "1"), 99999999999999999999n + 1n],
  ["mul", mul("123456789012345678", "987654321098765432"), 123456789012345678n * 987654321098765432n],
  ["pow", pow("7", 77), 7n ** 77n],
  ["fact", factorial(30), [...Array(30).keys()].reduce((p, i) => p * BigInt(i + 1), 1n)],
  ["zero", mul("0", "123"), 0n],
]
for (const [name, mine, theirs] of checks) console.log(name, mine, BigInt(mine) === theirs)

const gcd = (a: bigint, b: bigint): bigint => (b ? gcd(b, a % b) : a)
const modpow = (b: bigint, e: bigint, m: bigint) => {
  let r = 1n
  for (b %= m; e; e >>= 1n, b = b * b % m) if (e & 1n) r = r * b % m
  return r
}
const isqrt = (n: bigint) => { let x = n, y = (x + 1n) / 2n; while (y < x) [x, y] = [y, (y + n / y) / 2n]; return x }
console.log(gcd(2n ** 64n, 6n ** 20n), modpow(3n, 1_000_000_007n, 998_244_353n), isqrt(10n ** 40n + 1n))
console.log(BigInt.asUintN(8, 257n), BigInt.asIntN(8, 255n), -7n / 2n, -7n % 2n, 5n << 3n, ~5n, 0xffn, 0b101n, typeof 1n, 2n > 1, 2n == (2 as never), [3n, 1n, 2n].sort().join())
console.log((123n).toLocaleString("en-US"), BigInt("0x1f"), (255n).toString(16), 1_000n)
mul.call(null, "1", undefined!)
