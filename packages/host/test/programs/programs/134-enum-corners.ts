enum A { X = 1, Y, Z = Y << 2, W = X | Z, V = A.W + 1, "q-q" = 5, U = A["q-q"] * 2, Neg = -X, Inv = ~X, Paren = (X + Y) * 2, Div = 7 / 2, Mod = 7 % 4, Pow = 2 ** 5, Shift = -16 >>> 28, Float = .5, Exp = 1e3, Hex = 0xff, Sep = 1_000 }
console.log(A)
enum S { a = "a", b = `b`, c = "c" + "d", d = `${a}-${b}`, e = a + 1, f = `n${A.X}` }
console.log(S, Object.keys(S).length)
enum Inf { Big = 1 / 0, Small = -1 / 0, Nan = 0 / 0, Zero = -0 }
console.log(Inf, Inf[Infinity as never], Inf[Inf.Nan])
enum Part { One = 1 }
enum Part { Two = One + 1, Three = Part.Two + Part.One }
console.log(Part)
const outside = 10, One = 99
enum Computed { P = outside, Q = P + 1, R = One, S = "str".length, T = Math.min(3, 4), L = [..."abc"].length, Fn = (() => 8)() }
console.log(Computed)
function local(n: number) { enum Local { N = n, M = N * 2 } return Local }
console.log(local(4), local(5).M)
{ const enum InBlock { K = 7 } console.log(InBlock.K, InBlock["K"]); enum Plain { K = InBlock.K } console.log(Plain) }
const enum C { A1 = 1, B1 = A1 + 1, S1 = "s", T1 = `${S1}!` }
console.log(C.A1 + C.B1, C.S1, C.T1, [C.A1, C.B1].includes(2), { [C.S1]: C.A1 }, `${C.B1}`)
enum Name { toString = 1, constructor = 2, __proto__2 = 3, name = 4, length = 5 }
console.log(Name.name, Name.length, Name[4], Object.keys(Name).length)
enum Dup { A = 1, B = 1, C }
console.log(Dup, Dup[1], Dup.A === (Dup.B as number))
enum Under { _ = 1, $ = 2, π = 3, "1a" = 4, "" = 5, class = 6, "new" = 7, \u0061b = 8 }
console.log(Under, Under.class, Under["new"], Under.ab)
type Keys = keyof typeof Dup; type Vals = `${S}`
const check = (k: Keys): Vals | Dup => Dup[k]
console.log(check("C"), Object.values(S).every((v): v is S => typeof v === "string"), (Dup as any).nope, Dup["A"], S["a"])
enum Empty {}
console.log(Empty, typeof Empty, Object.keys(Empty))
declare enum Gone { X }
type G = Gone
enum Chain { A = 1, B = A, C = B, D = Chain.C + Chain.B, E = D as number, F = <any>E, G = (F satisfies number)!, H = +G }
console.log(Chain)
const fromEnum = { ...Dup, extra: 1 }, { A: alias = 0, ...others } = fromEnum
console.log(alias, others)
export enum Exported { Yes = "YES", No = "NO" }
export const isYes = (e: Exported) => e === Exported.Yes
console.log(isYes(Exported.Yes), isYes("NO" as Exported))
