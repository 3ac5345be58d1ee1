enum Plain { A, B, C = 10, D, E = A | C, F = "abc".length }
enum Str { Up = "UP", Down = "DOWN" }
enum Mixed { No = 0, Yes = "YES", Half = 1 / 2, Neg = -5, Not = ~3, Shift = 1 << 4, Str = `t${1}` }
const enum Inlined { X = 1, Y = X * 2, Z = Y ** 3 }
declare enum Ambient { Q }
enum Flags { None = 0, Read = 1 << 0, Write = 1 << 1, Exec = 1 << 2, All = Read | Write | Exec }
enum Dynamic { Now = [1, 2, 3].length, Later = Now + 1, Name = Math.max(1, 7) }
enum Quoted { "with space" = 3, 'dash-ed', NaN2 = 0 / 0 }

console.log(Plain, Plain[10], Plain["A"], Object.keys(Plain).length)
console.log(Str, Object.values(Str), (Str as any)["UP"])
console.log(Mixed, Inlined.X + Inlined.Y + Inlined.Z, Dynamic, Quoted, Quoted["dash-ed"])

const names = (f: Flags): string => f === Flags.None ? "None" : Object.entries(Flags).filter(([, v]) => typeof v === "number" && v && (v & (v - 1)) === 0 && f & v).map(([k]) => k).join("|")
console.log(names(Flags.All), names(Flags.Read | Flags.Exec), names(Flags.All & ~Flags.Write), names(0))

// Declarations that merge.
enum Merged { One = 1 }
enum Merged { Two = 2 }
namespace Merged { export const parse = (s: keyof typeof Merged) => Merged[s]; export let asked = 0; asked++ }
console.log(Merged.Two, Merged[1], Merged.parse("One"), Merged.asked)

class Temp { constructor(public k: number) {} }
namespace Temp { export const zero = new Temp(0); export namespace Deep { export function f() { return zero.k } } }
namespace Temp.Deep.Deeper { export const v = f() + 1 }
console.log(Temp.zero, Temp.Deep.f(), Temp.Deep.Deeper.v)

function util(n: number) { return n * util.factor }
namespace util { export let factor = 3; export enum Mode { Fast = "fast" } export import M = Mode }
console.log(util(2), (util.factor = 5, util(2)), util.Mode.Fast, util.M.Fast)

namespace Empty { export type T = number }
namespace Private { const hidden = 1; export class K { v = hidden } export const { a, b: [c] } = { a: 1, b: [2] } }
console.log(typeof (globalThis as any).Empty, new Private.K(), Private.a + Private.c)
let s: Str = Str.Up
const isStr = (x: string): x is Str => (Object.values(Str) as string[]).includes(x)
console.log(isStr("UP"), isStr("Up"), s === Str.Up, ({ [Str.Up]: 1, [Plain.B]: 2 }))
switch (s as Str) { case Str.Down: console.log("down"); break; case Str.Up: console.log("up") }
