export const version = "1.2.3"
export let mutable = 1
export function increase(by = 1): number { return (mutable += by) }
export class Exported { static made = 0; constructor() { Exported.made++ } }
export enum Level { Low = 1, High = Low << 2 }
export namespace Tools { export const double = (n: number) => n * 2; export namespace Deep { export const v = double(4) } }
export const { a, b: [c, ...d], ...rest } = { a: 1, b: [2, 3, 4], e: 5 }
export const [first, { second } = { second: "default" }] = ["one"] as [string, { second: string }?]
export async function later() { await null; return version }
export function* numbers() { yield* [a, c] }
export const arrow = () => increase, anonymous = class {}, fn = function () {}
export type Shape = { kind: "circle"; r: number } | { kind: "square"; side: number }
export interface Named { name: string }
export abstract class Base implements Named { abstract name: string; greet() { return `I am ${this.name}` } }
export declare const onlyAType: number
export default function main(): string {
  return [version, mutable, Level[Level.High], Tools.double(21), Tools.Deep.v].join(" ")
}
const hidden = "hidden", another = 2
export { hidden as shown, another, another as "string name", type Shape as S, main as entry }
export type { Named as N }
export { join as joinPath, default as pathModule } from "node:path"
export * from "node:querystring"
export * as urls from "node:url"
export {}
class Impl extends Base { name = "impl" }
console.log(main(), increase(), increase(5), mutable)
console.log(new Exported() instanceof Exported, Exported.made, Level, a, c, d, rest, first, second)
console.log(await later(), [...numbers()], arrow() === increase, anonymous.name, fn.name, new Impl().greet())
console.log(hidden, another, main.name)
