type Maybe<T> = T | null | undefined
interface User { name: string; address?: { city?: Maybe<string>; lines?: string[] }; greet?: (x: string) => string; [k: string]: unknown }
const users: Maybe<User>[] = [{ name: "A", address: { city: "Oslo", lines: ["1", "2"] }, greet(x) { return `${x} ${this.name}` } }, { name: "B", address: { city: null } }, { name: "C" }, null, undefined]
for (const u of users) console.log(u?.name ?? "nobody", u?.address?.city ?? "nowhere", u?.address?.lines?.[1]?.padStart(3, "*"), u?.greet?.("hi"), u?.["greet"]?.call({ name: "Z" }, "yo"))
let evaluated = 0
const count = () => ++evaluated
const nil: any = null
console.log(nil?.a.b.c.d(count()), nil?.[count()], nil?.(count()), (nil?.a)?.b, evaluated, delete nil?.x, typeof nil?.y, !nil?.z)
const o: any = { zero: 0, empty: "", no: false, nul: null, fn: () => undefined, get tick() { return count() } }
o.zero ||= 1; o.empty ??= "never"; o.no &&= "never"; o.nul ??= { made: true }; o.fresh ??= count(); o.nul.made &&= "replaced"; o["x" + "y"] ||= []; (o.list ??= []).push(1, 2)
console.log(o.zero, JSON.stringify(o.empty), o.no, o.nul, o.fresh, o.xy, o.list)
let a: Maybe<number>, b: number | undefined = 0, c = NaN
a ??= 5; b ||= 6; c &&= 7; b **= 2; b -= -1
console.log(a, b, c, (a ?? 0) || (b && "x"), null ?? undefined ?? 0 ?? 1, (null || undefined) ?? "d", false ?? 1, 0 || null, "" && 1, !!"" === false, void 0 ?? (1, 2))
const frozen = Object.freeze({ set: 1, n: null as null | number })
frozen.set ||= 2 as never
try { (frozen as any).n ??= 3 } catch (e) { console.log((e as Error).message) }
console.log("a" in o, "zero" in o, delete o.zero, "zero" in o, o instanceof Object, Object.create(null) instanceof Object, 1 in [1, 2], "length" in [], !("x" in {}), typeof undeclared === "undefined", void "x")
declare const undeclared: any
const arr = [, undefined, null, 0]
console.log(0 in arr, 1 in arr, arr.length, arr.findIndex((x) => x === undefined), arr.indexOf(undefined), arr.map((x) => x ?? "nil"), delete arr[3], arr.length, arr)
let x = (1, 2, 3), y = x > 2 ? x > 5 ? "big" : "mid" : "small", z = x++ + ++x
console.log(x, y, z, (x = 10, x + 1), [x, y] = ["p" as any, "q"], x, y, -x || "neg", +!!"s", - -2, typeof typeof 1, !function () {}(), ((x, y) => x ?? y)(null, "dflt"))
console.log(((a?.toFixed(1))!).length, users[0]!.address!.lines!.at(-1), users?.[99]?.name.length, users.at(0)?.greet?.bind(users[2])?.("bound"))
users[3]!.name
