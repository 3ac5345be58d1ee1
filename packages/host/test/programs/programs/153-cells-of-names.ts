// Names that are easily taken for something else.
const exports = { a: 1 }, module = "module", require = (x: string) => `required ${x}`, __filename = "file", __dirname = "dir", define = 1
const constructor = "c", hasOwnProperty = "h", toString = "t", valueOf = "v", isPrototypeOf = "i", then = "th", length = 3, prototype = { p: 1 }, caller = 0, callee = 1
const async = 1, get = 2, set = 3, of = 4, from = 5, as = 6, type = 7, is = 8, out = 9, accessor = 10, satisfies = 11, keyof = 12, infer = 13, asserts = 14, global = 15, unique = 16, any = 17, string = 18, number = 19, never = 20, object = 21, unknown = 22, symbol = 23, bigint = 24, boolean = 25, override = 26, using = 27, defer = 28, source = 29, meta = 30, target = 31
console.log(exports, module, require("x"), __filename, __dirname, define, constructor, hasOwnProperty, toString, valueOf, isPrototypeOf, then, length, prototype, caller, callee)
console.log([async, get, set, of, from, as, type, is, out, accessor, satisfies, keyof, infer, asserts, global, unique, any, string, number, never, object, unknown, symbol, bigint, boolean, override, using, defer, source, meta, target].reduce((a, b) => a + b))
const $ = "dollar", _ = "under", $$ = 1, __ = 2, _0 = 3, $1 = 4, e = 5, π = 6, i = 7, result = 8, value = 9, names = 10, cell = 11, input = 12, display = 13, self = 14, quire = 15, run = 16, kit = 17, exported = 18, imported = 19, load = 20, importMeta = 21, wrap = 22, body = 23, code = 24, code2 = "$&"
console.log($, _, $$ + __ + _0 + $1 + e + π + i + result + value + names + cell + input + display + self + quire + run + kit + exported + imported + load + importMeta + wrap + body + code, code2)
const object2 = { constructor, toString: () => toString, valueOf, then, async, get, set, of, length, prototype, exports, $, π }
console.log(object2.constructor, `${object2}`, object2.then, Object.keys(object2).length, { hasOwnProperty }.hasOwnProperty, [length].length, { ...prototype })
const f = (constructor: number, { length = 9, then: t = then }: { length?: number; then?: string } = {}, [of2 = of] = [] as number[]) => [constructor, length, t, of2, hasOwnProperty]
console.log(f(1), f(2, { length: 5 }), ((exports, module) => [exports, module])(7, 8), [1].map((value) => value + length), ((e) => e)("param"))
class Names { constructor() {} static async = async; static get = get; get get() { return get } set set(set: number) { this.of = set + length } of = of; async async() { return async } static static = 1; "constructor2" = constructor; static of() { return of } await = 1; yield = 2 }
const named = new Names()
named.set = 7
console.log(named, Names.async, Names.get, Names.of(), Names.static, await named.async(), named.get)
try { throw then } catch (then) { console.log(then) }
for (const of of [of_()]) console.log(of)
function of_() { return of + 100 }
label: for (let async = 0; async < 1; async++) { console.log(async); continue label }
const strings = ["__vite_ssr_import_0__", "import.meta.url", "export default 1", "import x from 'y'", "await", "${not}", "//# sourceMappingURL=x.map", "/* @__PURE__ */", "</script>", "<!-- -->", "@decorator", "namespace", "accessor", "\u2028".length]
console.log(strings, `import("x") export { y } ${"nested"}`, /import\("x"\)|export \{/.test('import("x")'))
/** @deprecated @param x @returns {string} mail@example.org */
const documented = (x: string /* @type {number} */) => x // @ts-expect-error namespace accessor
console.log(documented("doc"), /@/.exec("a@b")?.index)
//# sourceMappingURL=data:application/json;base64,e30=
//# sourceURL=elsewhere.js
console.log((() => { "use strict"; return typeof this })(), ((arguments2 = arguments_()) => arguments2)(), typeof eval, eval.name)
function arguments_() { return [...arguments].length }
(named as any).missing.name
