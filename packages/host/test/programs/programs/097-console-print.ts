class Animal { name = "cat"; #private = 1; static kingdom = "a"; get getter() { return 1 } method() {} }
class Dog extends Animal { override name = "dog"; owner = { name: "Ann", pets: [this as unknown] } }
function Legacy(this: any) { this.v = 1 }
const anonymous = new (class { x = 1 })(), nullProto = Object.assign(Object.create(null), { a: 1 }), tagged = { [Symbol.toStringTag]: "Tagged", v: 1 }
console.log(new Animal(), new Dog(), new (Legacy as any)(), anonymous, nullProto, tagged, [new Animal()])
console.log(Animal, Dog, class {}, class extends Animal {}, Legacy, () => {}, async () => {}, function* gen() {}, async function* ag() {}, Math.max, Symbol("x"), Symbol.iterator, Object(Symbol("y")))
console.log(new Map([["k", { deep: { deeper: { deepest: 1 } } }]]), new Set([[1, 2], "s"]), new Map().entries(), new Map([[1, 2]]).keys(), [1].values(), "s".matchAll(/s/g), new Set([1]).values(), (function* () {})(), new WeakMap(), new WeakRef({ a: 1 }))
console.log([1.0, -0, 1e100, 123456789n], ["a'b", 'a"b', `a'b"c`, `all '"\``, "new\nline", "tab\t", "\u0000\x1b"], [true, null, undefined, NaN], [[[[[]]]]], [[], {}, [{}]], { a: {}, b: [] }, [undefined, , null])
console.log({ "quoted-key": 1, valid_key: 2, 3: 4, [Symbol("sym")]: 5, [Symbol.for("x y")]: 6, "": 7, f() {}, g: () => 1, h: class Foo {}, get i() { return 1 }, set i(_) {}, set j(_: number) {}, get k() { throw 1 } })
console.log(Array.from({ length: 120 }, (_, i) => i), "x".repeat(120), ["y".repeat(80), "z".repeat(20)], Array.from({ length: 7 }, (_, i) => "item " + i), new Array(3), [, 1, , , 2])
console.log({ a: "long value number one".repeat(2), b: "long value number two".repeat(2), c: { d: [1, 2, 3], e: { f: { g: 1 } } } }, new Uint8Array(5), new ArrayBuffer(4), new DataView(new ArrayBuffer(1)), Buffer.from("hey"), new Float64Array([1.5, NaN]))
console.log(new Date(0), /re[g]ex/gi, new URL("https://a.b/c?d#e").href, Promise.resolve(42), Promise.reject(1).catch(() => {}) && 1, new Promise(() => {}), (async () => "v")(), new Proxy([1], {}), new Proxy(() => {}, {}), globalThis === global, new Number(3), new String("str"), new Boolean(false), Object(1n), arguments2())
function arguments2(this: unknown, ..._: number[]) { return (function () { return arguments } as any)(1, "two") }
const circular: any = { name: "loop", list: [] }; circular.self = circular; circular.list.push(circular, { back: circular })
const a: any = {}, b: any = { a }; a.b = b
console.log(circular, [a, b], new Map([["m", circular]]))
const noStack = Object.assign(new Error("in object"), { stack: undefined, code: "E_X" }), e2 = new TypeError("typed"); e2.stack = "TypeError: typed\n    at fake (file.ts:1:1)"
console.log({ noStack }, [e2], { nested: { deep: { e2 } } }); console.log("%s|%s|%s", e2.message, { toString: () => "custom" }, [1, [2, [3, [4]]]])
console.log("%d %i %f %s", "0x10", 1.9, "x", -0, "extra", { e: 1 }); console.log("a\n  b\n", 1); console.log(null, undefined, true, "", [""], " "+"."); console.log("%s %s", "only one"); console.log("%x %", 1); console.log(`${{}} ${[]} ${[1, [2]]} ${() => 1}`)
console.dir({ a: { b: { c: { d: {} } } } }, { depth: null }); console.dir([1, { x: 1 }]); console.table([[1, 2], ["a"]]); console.table([{ a: 1 }, { b: { c: 1 } }]); console.table({ r1: { c: 1 }, r2: { c: 2 } }); console.table([]); console.table([new Set([1]), "str", null]); console.table([{ x: 1, y: 2 }], ["y"])
console.group("outer"); console.log("in\nside"); console.group("inner", { a: 1 }); console.table([[1]]); console.log({ multi: "line".repeat(20), object: "value".repeat(12) }); console.groupEnd(); console.log("back"); console.groupEnd(); console.groupEnd(); console.log("flush")
console.count("printed"); console.count("printed"); console.countReset("printed"); console.count("printed"); console.countReset("printed"); console.assert(true, "never"); console.log(console.assert(false) ?? "assert returns nothing")
