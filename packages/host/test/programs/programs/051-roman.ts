const NUMERALS = { M: 1000, CM: 900, D: 500, CD: 400, C: 100, XC: 90, L: 50, XL: 40, X: 10, IX: 9, V: 5, IV: 4, I: 1 } as const
type Numeral = keyof typeof NUMERALS
type Digits = Exclude<Numeral, "CM" | "CD" | "XC" | "XL" | "IX" | "IV">

const toRoman = (n: number): string => {
  if (!(n > 0 && n < 4000 && Number.isInteger(n))) throw new RangeError(`${n} has no Roman numeral`)
  let out = ""
  for (const k in NUMERALS) while (n >= NUMERALS[k as Numeral]) { out += k; n -= NUMERALS[k as Numeral] }
  return out
}
const fromRoman = (s: string): number =>
  [...s].reduce((sum, c, i, all) => {
    const [now, next] = [NUMERALS[c as Digits], NUMERALS[all[i + 1] as Digits] ?? 0]
    return sum + (now < next ? -now : now)
  }, 0)

class Roman {
  constructor(private readonly n: number) {}
  valueOf() { return this.n }
  toString() { return toRoman(this.n) }
  toJSON() { return { roman: `${this}` } }
  static [Symbol.hasInstance](x: unknown) { return typeof x === "string" ? /^[MDCLXVI]+$/.test(x) : typeof x === "object" && x !== null && Object.getPrototypeOf(x) === Roman.prototype }
}

for (const n of [1, 4, 9, 14, 40, 90, 400, 1994, 2026, 3999]) console.log(n, toRoman(n), fromRoman(toRoman(n)) === n)
const [x, y] = [new Roman(10), new Roman(5)]
console.log(+x + +y, `${x}`, x + "", x > y, JSON.stringify({ x }), "XIV" in NUMERALS)
console.log("MMX" instanceof (Roman as never), x instanceof Roman, ({}) instanceof Roman, 7 instanceof (Roman as never))
let ok = true
for (let i = 1; i < 4000; i++) ok &&= fromRoman(toRoman(i)) === i
console.log({ ok })
toRoman(0)
