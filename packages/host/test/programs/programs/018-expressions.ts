const o: any = { a: { b: [1, 2] }, "quoted key": 1, 3: "three", ["comp" + 1]: 2, m() { return super.toString === Object.prototype.toString }, get g() { return 1 }, set g(_v) {}, async am() {}, *gen() { yield 1 }, __proto__: null }
console.log(o?.a?.["b"]?.[0], o.zzz?.(), delete o.a.b, void 0, typeof o, !o, -(-1), +"5", ~1)
console.log(1 + 2 * 3 ** 2 % 4 - 5 / 2, 1 << 2 >> 1 >>> 0, 5 & 3 | 4 ^ 1, 1 < 2 && 2 >= 2 || false, null ?? "n", "a" in { a: 1 }, [] instanceof Array, 1 == ("1" as any), 1 !== (2 as number))
let x: any = 1
x += 1; x -= 1; x *= 4; x /= 2; x %= 3; x **= 3; x <<= 1; x >>= 1; x >>>= 0; x &= 7; x |= 8; x ^= 1; x &&= 5; x ||= 6; x ??= 7; x++; --x
console.log(x, (1, 2), x ? "t" : "f", `t${x}${`n${1}`}`, /a(?<n>b)/gi.test("AB"), 10n ** 20n, 0xff, 1_000, .5, "\u{1F600}", [, 1, ...[2]].length)
const tag = (s: TemplateStringsArray, ...v: unknown[]) => s.raw.join("|") + v
console.log(tag`a${1}\n`, new Date(0).toISOString(), (() => this)(), (function f(a: number, b = 2) { return arguments.length + f.length + b })(1))
const { g } = { g: (...a: number[]) => Math.max(...a) }
console.log(g(1, 3, 2), (class K { static x = 1 }).x, (class {}).name, new (class { y = new.target })().y, import.meta.url.startsWith("file:"))
console.log(await import("node:path").then((m) => m.sep), (await Promise.all([1, Promise.resolve(2)])).length)
