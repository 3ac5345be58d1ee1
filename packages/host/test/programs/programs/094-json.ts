const revive = (key: string, value: unknown) => typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : typeof value === "string" && value.endsWith("n") && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : key === "secret" ? undefined : value
const replace = function (this: any, key: string, value: unknown) { return typeof value === "bigint" ? `${value}n` : value instanceof Map ? { $map: [...value] } : value instanceof Set ? [...value] : value }
const data = { when: new Date(0), big: 12n, m: new Map([["a", new Set([1, 2])]]), undef: undefined, f() {}, nan: NaN, neg: -0, [Symbol("s")]: 1, nested: { secret: "x", list: [undefined, () => 1, null] } }
const text = JSON.stringify(data, replace, 2)
console.log(text)
console.log(JSON.parse(text, revive))
console.log(JSON.stringify({ a: 1, b: { a: 2, c: 3 } }, ["a", "b"]), JSON.stringify("\ud800é\u0007"), JSON.stringify([new Boolean(true), Object("s"), Object(1)]), JSON.stringify(undefined), JSON.stringify({ toJSON: (k: string) => `key:${k}` }), JSON.stringify({ x: { toJSON: (k: string) => k } }), JSON.stringify([], null, 2), JSON.stringify({ a: [] }, null, "--"))
for (const bad of ["{a:1}", "[1,]", "", "01", '"\n"', "{\"a\":1}x", "NaN"]) try { JSON.parse(bad); console.log("ok?") } catch (e) { console.log((e as Error).name, JSON.stringify((e as Error).message)) }
const cyclic: any = { name: "c" }; cyclic.self = cyclic
console.log(cyclic, JSON.parse('{"__proto__": 1, "a": {"b": [1, 2, {"c": null}]}}'), Object.keys(JSON.parse('{"b":1,"a":2,"1":3}')))
class Temperature { constructor(public c: number) {} toJSON() { return { $t: this.c } } static from(_k: string, v: any) { return v?.$t !== undefined ? new Temperature(v.$t) : v } }
console.log(JSON.parse(JSON.stringify([new Temperature(20)]), Temperature.from), JSON.parse("1e3"), JSON.parse(' [ true ] '), JSON.parse('"\\u00e9\\/"'), JSON[Symbol.toStringTag])
const diff = (a: any, b: any, path = "$"): string[] => a === b ? [] : typeof a !== "object" || typeof b !== "object" || !a || !b ? [`${path}: ${JSON.stringify(a)} -> ${JSON.stringify(b)}`] : [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((k) => diff(a[k], b[k], `${path}.${k}`))
console.log(diff({ a: 1, b: { c: [1, 2] } }, { a: 2, b: { c: [1, 3, 4] }, d: null }))
const canonical = (v: unknown): string => JSON.stringify(v, (_, x) => x && typeof x === "object" && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort(([p], [q]) => (p < q ? -1 : 1))) : x)
console.log(canonical({ z: 1, a: { y: 2, b: 3 } }) === canonical({ a: { b: 3, y: 2 }, z: 1 }), JSON.stringify({ date: new Date(NaN), re: /x/, err: new Error("e"), u8: new Uint8Array(2), w: new WeakMap() }))
console.log(JSON.parse('{"a":{"b":[1,{"c":2}]}}', function (k, v) { return Array.isArray(this) && typeof v === "number" ? v * 10 : k === "c" ? [k, v] : v }), (JSON as any).rawJSON ? JSON.stringify({ n: (JSON as any).rawJSON("1e1000") }) : "")
JSON.parse('{"broken": tru}')
