// One name, two meanings: a type and a value.
type Color = (typeof Color)[keyof typeof Color]
const Color = { Red: "red", Green: "green" } as const
interface Id { raw: string }
const Id = (raw: string): Id => ({ raw })
type Result<T> = Result.Ok<T> | Result.Err
namespace Result { export interface Ok<T> { ok: true; value: T } export interface Err { ok: false; error: string } export const ok = <T,>(value: T): Ok<T> => ({ ok: true, value }); export const err = (error: string): Err => ({ ok: false, error }) }
class Box<T> { constructor(public value: T) {} map<U>(f: (x: T) => U): Box<U> { return new Box(f(this.value)) } }
interface Box<T> { extra?: T }
interface Box<T> { twice(): [T, T] }
Box.prototype.twice = function () { return [this.value, this.value] }
function Maybe<T>(x?: T): Maybe<T> { return x === undefined ? { none: true } : { some: x } }
type Maybe<T> = { some: T } | { none: true }
enum Unit { Kg = "kg" } namespace Unit { export type Weight = `${number}${Unit}` }
type Map = globalThis.Map<string, number>
const map: Map = new Map([["a", 1]])
type Date = string
const today: Date = "2024-01-01", epoch = new Date(0)
interface console { nope(): void }
type f = number; const f: f = 5
type Self = { next?: Self }; const Self: Self = {}; Self.next = Self
let Color2: Color = Color.Red
Color2 = "green"
console.log(Color, Color2, Id("x"), Result.ok(1), Result.err("e"), new Box(2).map((x) => x + 1).twice(), Maybe(3), Maybe(), Unit.Kg)
console.log(map.get("a"), today, epoch.getTime(), f, Self.next === Self)
const use = (c: Color, i: Id, r: Result<number>, b: Box<f>, m: Maybe<Date>, w: Unit.Weight): [Color, string, boolean, number] => [c, i.raw, r.ok, b.value]
console.log(use(Color.Green, Id("y"), Result.err("z"), new Box(1), Maybe("d"), `5${Unit.Kg}`))
import type { Stats, Dirent as Entry } from "node:fs"
import { type ParsedPath, parse, type FormatInputPathObject as Fmt } from "node:path"
const parsed: ParsedPath = parse("/a/b.c"), fmt: Fmt | Stats | Entry | undefined = undefined
console.log(parsed, fmt)
function isId(x: unknown): x is Id { return typeof x === "object" && x !== null && "raw" in x }
type typeofColor = typeof Color; type keyofBox = keyof Box<1>; type Inst = InstanceType<typeof Box>; type Par = Parameters<typeof use>[0]; type Ret = ReturnType<typeof Maybe>
const probe: [typeofColor?, keyofBox?, Inst?, Par?, Ret?] = []
console.log(isId(Id("q")), isId("q"), probe.length)
export type { Color as C }; export { type Id as IdType, Color as ColorValue, Box as default }
const values: unknown[] = [Color, Id, Result, Box, Maybe, Unit, f, Self].map((v) => typeof v)
console.log(values.join())
Result.ok(1).value.toFixed(200)
