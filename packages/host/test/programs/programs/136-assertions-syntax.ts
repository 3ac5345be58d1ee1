interface Deep { a?: { b?: { c: number; f?: () => Deep | undefined }; list?: number[] } }
const full: Deep = { a: { b: { c: 1, f: () => full }, list: [1, 2, 3] } }, empty = {} as Deep
console.log(full.a?.b!.c, (full.a?.b)!.c, empty.a?.b!.c, full!.a!.b!.f!()!.a!.list![0]!, empty?.a?.list![5]!)
try { (empty.a?.b)!.c } catch (e) { console.log((e as Error).message) }
let x = <number><unknown>"5", y = "6" as unknown as number, z = ("7" satisfies string) as any as number
console.log(x, y, z, <any>x + <any>y, (x as any)++, ++(x as any), (y as any) += 1, typeof x!)
const obj = <const>{ k: ["t", 1] }, fn = <T,>(v: T) => v, gen = async <T extends object>(v: T): Promise<T> => v
console.log(obj.k[0], fn<string>("g"), await gen<{ q: 1 }>({ q: 1 }), (fn as (v: number) => number)(4), fn<Map<string, Array<Set<number>>>>(new Map<string, Array<Set<number>>>()))
const a = 5, b = 3, c = 7
console.log(a < b, a < b || c > (b), a as number < 9, (a as any) ? "yes" : "no", a! > b!, a !== b!, (a) as number + 1)
const inst = fn<string>, MapOf = Map<string, number>, { length } = inst
console.log(typeof inst, new MapOf([["k", 1]]), length)
function assertString(v: unknown, m?: string): asserts v is string { if (typeof v !== "string") throw new TypeError(m ?? `not a string: ${v as any}`) }
const assertTrue: (v: unknown) => asserts v = (v) => { if (!v) throw new Error("false") }
let unknown: unknown = "known"
assertString(unknown); assertTrue(unknown.length)
console.log(unknown.toUpperCase())
for (const v of <any[]>[1, "two"]) switch (typeof (v as string | number)) { case "number": console.log((v as number).toFixed(1)); break; case "string": console.log((<string>v).length) }
;(obj as any).k2 = 1; (<any>obj).k3 = 2; [(obj as any).k4] = [3]; ({ v: (obj as any).k5 } = { v: 4 }); for ((obj as any).k6 of [5]); delete (obj as any).k2
console.log(obj)
type T1 = typeof full extends { a?: infer A } ? A : never; type T2 = readonly string[]; type T3 = (new () => Date) | (abstract new (...a: never) => object); type T4 = { -readonly [K in keyof Deep]-?: Deep[K] }; type T5 = `${Uppercase<"a">}${number}`; type T6 = [a: string, b?: number, ...c: boolean[]]; type T7 = typeof import("node:fs")
class Guard { isA(this: Guard): this is GuardA { return this instanceof GuardA } get self(): this { return this } static of<T extends Guard>(this: new () => T): T { return new this() } private declare readonly q?: T1 | T2 | T3 | T4 | T5 | T6 | T7; readonly #p?: string = undefined; method?(): void; "quoted"?(): number; [Symbol.iterator]?(): never }
class GuardA extends Guard { value = "A"; override method(): void {} }
const g: Guard = GuardA.of()
if (g.isA()) console.log(g.value, g.self.value, Object.keys(g))
function f(this: { v: number }, ...rest: [a?: number, b?: string]): string
function f(this: any, ...rest: any[]) { return `${this.v} ${rest.length}` }
console.log(f.call({ v: 1 }, 2, "b"), f.bind({ v: 2 })(), ((a?, b = 1, ...c: number[]): number => (a ?? 0) + b + c.length)(), (async <T,>(x: T) => x)(1) instanceof Promise, ((): asserts unknown => {})())
label: for (const k in full as object) { if (<boolean>true) continue label; console.log(k) }
abstract class Abs { abstract get v(): number; abstract set v(x: number); abstract m?(): void; private constructor(); protected constructor(x: number); constructor(public x?: number) {} static make() { return new (Abs as unknown as new (n: number) => Abs)(1) } }
console.log(Abs.make(), Object.getOwnPropertyNames(Abs.prototype))
let opt: string | undefined; opt ??= <string>"default"; const tern = opt ? <T,>(q: T) => q : (q: any) => q as never
console.log(opt, tern(1), opt as string satisfies string | number as any as never)
assertString(5 as unknown as string, "five is " + (<any>"not ")! + ("a string" as const))
