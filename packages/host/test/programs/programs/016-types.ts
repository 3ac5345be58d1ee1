type Prim = string | number | bigint | boolean | symbol | null | undefined | void | never | unknown | any | object
type Fn = (a: number, ...rest: string[]) => asserts a is 1
type Ctor = abstract new (x: number) => Date
type Cond<T> = T extends (infer U extends string)[] ? U : T extends { a: infer V } ? V : never
type Mapped<T> = { readonly [K in keyof T as `get${string & K}`]-?: T[K] }
type Tup = [first: number, second?: string, ...rest: boolean[]]
type Plain = [number, string?, ...boolean[]]
type Idx = Tup[0] | (typeof globalThis)["Math"] | keyof Date
type Imp = import("node:fs").Stats
type Lit = 1 | "a" | true | -1 | `t${number}` | 5n
type Pred = (x: unknown) => x is string
type This = { me(): this; readonly [index: string]: unknown; new (x: number): Date; (y: string): void; get z(): 1; set z(v) }
type Opt = string | undefined
interface Gen<in out T = number, C = 1> extends Array<T> { c: C }
declare const u: unique symbol
declare function over(a: string): string
declare function over(a: number): number
declare namespace Amb { const q: number }
declare global { interface Window { zz: number } }
declare module "amb" { export const a: 1 }
abstract class Abs<T> { abstract x: T; abstract m(): void; abstract accessor acc: T; declare d: number; protected y?: number; static readonly [k: string]: unknown; constructor(); constructor(a?: T) {} }
function isStr(x: unknown): x is string { return typeof x === "string" }
const o = { a: 1 } satisfies { a: number }
const n = <number>(o.a as number)!
const id = <T,>(x: T) => x
const g = id<string>
function isStr2<T>(this: void, x: T): asserts x { if (!x) throw new Error("falsy") }
isStr2(n)
console.log(isStr("x"), n, typeof g, ((Abs as any).length))
