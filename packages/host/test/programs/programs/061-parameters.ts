var calls = 0
const tick = () => ++calls

function lazy(a = tick(), b = a * 10, c = () => a + b) { a = 100; return [a, b, c()] }
console.log(lazy(), lazy(5), lazy(undefined, 1), calls)

const scopes = (x = "param", get = () => x) => { var x = "body"; return [x, get()] }
console.log(scopes())

function args(this: unknown) { "use strict"; arguments[0] = "changed"; return [arguments.length, [...arguments].join("|"), typeof this] }
console.log(args.call(7, ...([1, 2, 3] as [])), (args as any)("a"), args.apply(null))

function outer() {
  const arrow = () => arguments.length
  return arrow.call(null, ...([1, 2, 3] as []))
}
console.log((outer as any)(1))

const spread = (...xs: number[]) => xs
console.log(spread(...[1, 2], 3, ...new Set([4, 4]), ..."56" as unknown as number[]), Math.max(...spread(1, 9, 3)))
console.log([spread, lazy, function (a: any, b = 1, c: any) {}, (...r: any[]) => r, ({ a }: any, [b]: any) => a + b].map((f) => f.length))

function previous(value: number, before = previous.last) { previous.last = value; return before }
previous.last = -1
console.log([5, 6, 7].map((n) => previous(n)))

const named = { ["computed" + 1]: () => {}, async: async () => {}, get get() { return 1 }, *gen() {}, "with space"() {}, 42() {} }
console.log(Object.entries(Object.getOwnPropertyDescriptors(named)).map(([k, d]) => `${k}:${(d.get ?? d.value).name}`).join())

const curry = (f: (...a: any[]) => any, ...held: any[]): any => held.length >= f.length ? f(...held) : (...more: any[]) => curry(f, ...held, ...more)
console.log(curry((a: number, b: number, c: number) => a + b * c)(1)(2, 3))
const bound = args.bind("me", "x" as never)
console.log(bound.name, bound.length, bound())
console.log(new (function (this: any, v: number) { this.v = v; this.target = new.target !== undefined } as any)(3))
try { ((a = b0, b0 = 1) => a)() } catch (e) { console.log((e as Error).message) }
const trailing = (a: number, b: number,) => [a, b,].length
console.log(trailing(1, 2,), void 0 ?? "void", ((a, b) => a ?? b)(null, "second"))
{ function block() { return "block" } console.log(block()) }
console.log(typeof (globalThis as any).block)
function hoisted() {}
var notHoisted = function () {}
