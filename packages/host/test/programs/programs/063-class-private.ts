class Counter {
  static #instances = new Set<Counter>()
  static get alive() { return Counter.#instances.size }
  static { this.prototype.constructor.prototype.kind = "counter" }
  declare kind: string
  #n = 0
  readonly #step: number
  constructor(step = 1) { this.#step = step; Counter.#instances.add(this) }
  get #next() { return this.#n + this.#step }
  set #value(n: number) { if (n > 10) throw new RangeError("too far"); this.#n = n }
  #bump(times: number) { while (times--) this.#value = this.#next }
  static #make(this: typeof Counter, s: number) { return new this(s) }
  static twice() { return this.#make(2) }
  up(times = 1) { this.#bump(times); return this }
  get value() { return this.#n }
  equals(other: object) { return #n in other && #step in other && other.#n === this.#n && other.#step === this.#step }
  static read(x: Counter | null) { return x?.#n }
  close = () => Counter.#instances.delete(this);
  [Symbol.toPrimitive] = () => this.#n;
  ["computed" + 1]() { return "c" }
  static async *#secret() { yield* [1, 2] }
  static async list() { const r = []; for await (const x of this.#secret()) r.push(x); return r }
  swap(other: Counter) { [this.#n, other.#n] = [other.#n, this.#n]; this.#n ??= 5; this.#n ||= 7; other.#n++; return [this.#n, other.#n] }
}
const a = new Counter(), b = Counter.twice().up(2)
console.log(a.up().value, b.value, Counter.alive, a.equals(b), b.equals({}), Counter.read(null), Counter.read(b))
console.log(a.close(), Counter.alive, +a, `${b}`, a.kind, (a as any).computed1(), Object.keys(a))
console.log(await Counter.list(), a.swap(b), a.swap(new Counter()))
console.log(a, Object.getOwnPropertyNames(Counter).sort())
try { Counter.read({} as Counter) } catch (e) { console.log((e as Error).message) }
try { Counter.twice.call(class {} as never) } catch (e) { console.log((e as Error).constructor.name) }

class Base { constructor() { this.init() } init() { console.log("base init") } }
class Derived extends Base {
  field = "set"
  declare ghost: string
  #p = 1
  override init() { try { console.log("derived init", this.field, this.#p) } catch (e) { console.log((e as Error).message) } }
}
const d = new Derived()
console.log(d.field, "ghost" in d)

class ReturnsOther { constructor(o: object) { return o } }
class Stamp extends ReturnsOther { #mark = "stamped"; static has(o: object) { return #mark in o && o.#mark } }
const plain = { plain: true }
new Stamp(plain)
console.log(Stamp.has(plain), Stamp.has({}), plain)
b.up(9)
