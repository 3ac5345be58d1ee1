console.log(this, typeof this, (() => this)(), (function (this: any) { return this })(), [1].map(function (this: any) { return this })[0], [1].map(function (this: any) { return this }, "ctx"))
var topVar = 1
let topLet = 2
function topFunction(this: any) { return typeof this }
console.log((globalThis as any).topVar, (globalThis as any).topLet, (globalThis as any).topFunction, topVar + topLet, topFunction())

const obj = {
  name: "obj",
  regular() { return this?.name },
  arrow: () => typeof this,
  nested() { return [1].map(() => this.name) },
  get self() { return this },
  async later() { await null; return this.name },
  *gen() { yield this.name },
}
const { regular } = obj
console.log(obj.regular(), regular.call({ name: "other" } as any), (0, obj.regular).call(obj), obj.arrow(), obj.nested(), obj.self === obj, await obj.later(), [...obj.gen()])
console.log((() => { try { return regular() } catch (e) { return (e as Error).message } })())
const bound = obj.regular.bind({ name: "bound" } as any)
console.log(bound.call(obj), new (class { name = "field"; f = () => this.name; static s = () => this.name })().f.call(obj))

const counter = (() => { let n = 0; return { up: () => ++n, down: () => --n, get value() { return n }, set value(x) { n = x } } })()
counter.up(); counter.up(); counter.value += 10; counter.down()
console.log(counter.value, counter)

const adders = []
for (var i = 0; i < 3; i++) adders.push(((i) => () => i)(i))
console.log(adders.map((f) => f()), i)
const once = <A extends unknown[], R>(f: (...a: A) => R) => { let done = false, r: R; return (...a: A) => (done ? r : ((done = true), (r = f(...a)))) }
const init = once((x: number) => (console.log("init once"), x * 2))
console.log(init(4), init(5))
const fact = function factorial(n: number): number { return n < 2 ? 1 : n * factorial(n - 1) }
console.log(fact(5), typeof factorial)
var factorial: unknown
const Y = (f: any) => ((x: any) => f((y: any) => x(x)(y)))((x: any) => f((y: any) => x(x)(y)))
console.log(Y((f: any) => (n: number) => (n ? n + f(n - 1) : 0))(10))
const pipe = (...fs: ((x: any) => any)[]) => (x: any) => fs.reduce((v, f) => f(v), x)
console.log(pipe((x) => x + 1, String, (s) => s.padStart(3, "0"))(4))
const wm = new WeakMap<object, number>(), keys = [{}, {}]
keys.forEach((k, i) => wm.set(k, i))
console.log(keys.map((k) => wm.get(k)), wm.has({}), new WeakRef(keys[0]!).deref() === keys[0], new FinalizationRegistry(() => {}) instanceof FinalizationRegistry)
function Legacy(this: any, n: number) { if (!new.target) return new (Legacy as any)(n); this.n = n }
Legacy.prototype.show = function () { return `legacy ${this.n}` }
console.log((Legacy as any)(1).show(), new (Legacy as any)(2), Legacy.prototype.constructor === Legacy)
console.log(((a, b) => a + b).toString().length > 0, (class { static m() { return this } }).m().name, { f() {} }.f.hasOwnProperty("prototype"))
