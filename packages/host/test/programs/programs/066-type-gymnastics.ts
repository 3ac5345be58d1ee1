// Mostly types: what is left when they go must run.
type Split<S extends string, D extends string> = S extends `${infer H}${D}${infer T}` ? [H, ...Split<T, D>] : [S]
type Paths<T> = T extends object ? { [K in keyof T & string]: K | `${K}.${Paths<T[K]>}` }[keyof T & string] : never
type DeepReadonly<T> = T extends (...args: any) => any ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> }
type Getters<T> = { [K in keyof T as K extends string ? `get${Capitalize<K>}` : never]: () => T[K] }
type UnionToIntersection<U> = (U extends any ? (x: U) => void : never) extends (x: infer I) => void ? I : never
type Assert<T extends true> = T
type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type _1 = Assert<Equals<Split<"a.b.c", ".">, ["a", "b", "c"]>>
type _2 = Assert<Equals<UnionToIntersection<{ a: 1 } | { b: 2 }>, { a: 1 } & { b: 2 }>>

const config = { server: { port: 80, tls: { on: true } }, name: "x" } as const satisfies Record<string, unknown>
type Config = typeof config
function get<const P extends Paths<Config>>(path: P): unknown
function get(path: string): unknown {
  return path.split(".").reduce<any>((o, k) => o[k], config)
}
console.log(get("server.tls.on"), get("name"), get("server.port"))

function getters<T extends object>(o: T): Getters<T> {
  return Object.fromEntries(Object.entries(o).map(([k, v]) => [`get${k[0]!.toUpperCase()}${k.slice(1)}`, () => v])) as Getters<T>
}
console.log(getters({ size: 3, colour: "red" }).getColour())

declare const brand: unique symbol
type Id<T extends string> = string & { readonly [brand]: T }
const userId = "u1" as Id<"user">
let anything: unknown = userId
const isId = (x: unknown): x is Id<"user"> => typeof x === "string" && x.startsWith("u")
if (isId(anything)) console.log(anything.toUpperCase())

abstract class Shape { abstract area(): number; static of(this: void, kind: "sq" | "circ", n: number): Shape { return kind === "sq" ? new Sq(n) : new Circ(n) } }
class Sq extends Shape { constructor(public n: number) { super() } area(this: this) { return this.n ** 2 } }
class Circ extends Shape { constructor(protected readonly r: number) { super() } override area() { return Math.PI * this.r ** 2 } }
console.log(Shape.of("sq", 3).area(), Math.round(Shape.of("circ", 1).area()))

function exhaust(x: never): never { throw new TypeError(`unexpected ${JSON.stringify(x)}`) }
type Ev = { t: "key"; code: number } | { t: "click"; at: readonly [number, number] }
const describe = (e: Ev): string => { switch (e.t) { case "key": return `key ${e.code}`; case "click": return `click ${e.at}`; default: return exhaust(e) } }
console.log(describe({ t: "key", code: 13 }), describe({ t: "click", at: [1, 2] }))
const tuple = <T extends readonly unknown[] | []>(...t: T): T => t
let u!: number
var definitely = tuple(1, "a", <const>["x"])[2][0], cast = <any>definitely, nn = definitely!.length!
u = nn as unknown as any as number
console.log(u, cast, (definitely satisfies string).at(0)!, ((<T,>(x: T): x is T & {} => x != null) as <T>(x: T) => boolean)(0))
export type { Config }; export type Only = Ev["t"]; export interface Nothing {}
import type { Stats } from "node:fs"; import { type Dirent } from "node:fs"
const maybe = null as Stats | Dirent | null
describe({ t: "drag" } as never)
