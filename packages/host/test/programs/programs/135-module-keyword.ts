// Namespaces, the old and the new way, with everything in them.
namespace Geometry {
  export const ORIGIN = { x: 0, y: 0 }
  export type Point = typeof ORIGIN
  export interface Shape { area(): number }
  const secret = "only here"
  export let calls = 0
  export var legacy = "var", second = legacy + "!"
  export function distance(a: Point, b: Point = ORIGIN) { calls++; return Math.hypot(a.x - b.x, a.y - b.y) }
  export class Circle implements Shape { constructor(public r: number) {} area() { return Math.round(PI * this.r ** 2) } static unit = new Circle(1) }
  export const PI = 3.14159, { length, 0: firstChar } = secret, [p, q = p] = [1]
  export enum Kind { Round, Square }
  export abstract class Base { abstract name: string }
  export namespace Solid { export const volume = (c: Circle, h: number) => c.area() * h; export const outer = calls; function hidden() { return secret } export const leak = hidden() }
  export import Alias = Solid
  export async function later() { await null; return ++calls }
  export function* each() { yield* [ORIGIN, { x: 1, y: 1 }] }
  for (const _ of [1, 2]) calls += 10
  if (calls > 5) { calls -= 1; var notExported = 1 }
  export declare const ambient: number
}
console.log(Geometry.distance({ x: 3, y: 4 }), Geometry.calls, Geometry.legacy, Geometry.second, Geometry.length, Geometry.firstChar, Geometry.p + Geometry.q)
console.log(new Geometry.Circle(2).area(), Geometry.Circle.unit, Geometry.Kind[1], Geometry.Solid.volume(Geometry.Circle.unit, 3), Geometry.Alias.leak, await Geometry.later(), [...Geometry.each()].length)
console.log(Object.keys(Geometry).sort().join(), "secret" in Geometry, "Point" in Geometry)
namespace Geometry { export const more = ORIGIN.x + 5; export const again = () => distance({ x: more, y: 0 }) }
namespace Geometry.Solid.Deep { export const value = leak.toUpperCase() }
console.log(Geometry.more, Geometry.again(), Geometry.calls, Geometry.Solid.Deep.value)
import Circle = Geometry.Circle
import K = Geometry.Kind
const c: Circle & Geometry.Shape = new Circle(K.Square)
console.log(c, K.Square)
namespace A.B.C { export let n = 1; export const inc = () => ++n }
namespace A.B { export const viaC = C.inc() }
console.log(A.B.C.n, A.B.viaC, (A.B.C.n = 10, A.B.C.inc()))
class Tree { constructor(public left?: Tree.Node, public root = Tree.make(1)) {} }
namespace Tree { export interface Node { v: number } export const make = (v: number): Node => ({ v }); export class Leaf extends Tree { isLeaf = true } }
console.log(new Tree(Tree.make(2)), new Tree.Leaf(), Tree.Leaf.make(3))
function counter() { return ++counter.n }
namespace counter { export let n = 10; export const reset = () => { n = 0 } }
console.log(counter(), counter(), (counter.reset(), counter()))
enum Color { Red, Green }
namespace Color { export const parse = (s: string) => (Color as any)[s] as Color; export const all = Object.values(Color).filter((v) => typeof v === "string") }
console.log(Color.parse("Green"), Color.all, Color[0])
namespace OnlyTypes { export type X = 1; export interface Y { z: X } }
namespace Shadow { export const x = 1; export function f(x: number) { return x + Shadow.x } export function g() { const x = 5; { return [x, Shadow.x] } } export const o = { x, y: { x: x + 1 } } }
console.log(Shadow.f(1), Shadow.g(), Shadow.o, typeof (globalThis as any).OnlyTypes)
namespace Fails { export const before = 1; throw new RangeError("while the namespace is made") }
console.log(Fails.before)
