const seen: string[] = []
const note = (label: string) => (value: any, { kind, name, static: isStatic = false, private: isPrivate = false }: any) => { seen.push(`${label}: ${isStatic ? "static " : ""}${isPrivate ? "private " : ""}${kind} ${String(name)}`) }
const order = (n: number) => { seen.push(`evaluate ${n}`); return (_: any, c: any) => { seen.push(`apply ${n}`); c.addInitializer?.(() => seen.push(`init ${n}`)) } }
@note("a") export class Before { @note("m") static run() { return "ran" } }
export @note("b") class After { @note("g") get x() { return 1 } @note("s") set x(v) {} @note("f") #p = 2; @note("pm") #m() { return this.#p } @note("ac") static accessor a = 3; call() { return this.#m() } }
@order(1) @order(2) class Ordered { @order(3) @order(4) method() {} @order(5) field = seen.push("field runs") }
export default @note("d") class Defaulted { static self = Defaulted; who() { return Defaulted.name } }
console.log(seen.splice(0).join("\n"))
new Ordered()
console.log(seen.splice(0), Before.run(), new After().call(), After.a, Defaulted.self === Defaulted, new Defaulted().who())
const Expression = @note("e") class { static n = this.name }
console.log(Expression.name, seen.splice(0))
function Component(options: { tag: string }) { return <T extends new (...a: any[]) => object>(C: T, _: ClassDecoratorContext) => class extends C { tag = options.tag; static original = C } }
@Component({ tag: "x-app" })
class App { static version = 1; children = [1]; clone() { return new App() } }
console.log(new App(), (App as any).original.name, App.version, new App().clone() instanceof App, (new App().clone() as any).tag)
const validators = new WeakMap<object, Map<string, (x: any) => boolean>>()
const check = (f: (x: any) => boolean) => (_: undefined, { name, metadata }: ClassFieldDecoratorContext) => { const of = validators.get(metadata) ?? new Map(); validators.set(metadata, of.set(String(name), f)) }
const withRules = (C: any, { metadata }: ClassDecoratorContext) => { C.prototype.problems = function () { return [...(validators.get(metadata) ?? [])].filter(([k, f]) => !f(this[k])).map(([k]) => k) } }
@withRules class Form { @check((x) => x.length > 2) name = "ab"; @check(Number.isInteger) age = 3.5; @check(Boolean) ok = true; declare problems: () => string[] }
console.log(new Form().problems(), Object.assign(new Form(), { name: "abc", age: 3 }).problems())
const chain = { dec: { orate: note("member access") } }, list = [note("call")]
class Syntax { @chain.dec.orate a = 1; @(list[0]!) b = 2; @(((x) => x)(note("expression"))) c() {} @note("gen") *d() { yield 1 } @note("async") async e() {} @note("computed") ["f" + 1] = 1; @note("string") "g h" = 1; @note("number") 5 = 1; @note("symbol") [Symbol.iterator]() { return [1].values() } }
console.log(seen.splice(0).join("; "), [...new Syntax()])
function once<This, A extends unknown[], R>(f: (this: This, ...a: A) => R, c: ClassMethodDecoratorContext<This>) { const done = new WeakMap<object, R>(); return function (this: This, ...a: A): R { if (!done.has(this as object)) done.set(this as object, f.apply(this, a)); return done.get(this as object)! } }
class Cached { n = 0; @once up() { return ++this.n } @once static s() { return seen.push("static once") } }
const cached = new Cached()
console.log(cached.up(), cached.up(), new Cached().up(), Cached.s(), Cached.s(), "mail@example.org".split("@"))
try { @((): any => 5) class Bad {} } catch (e) { console.log((e as Error).name) }
class Late { @((_: any, c: any) => { queueMicrotask(() => { try { c.addInitializer(() => {}) } catch (e) { console.log("too late:", (e as Error).name) } }) }) m() {} }
await null
class Fails { @((): any => { throw new SyntaxError("a decorator failed") }) m() {} }
