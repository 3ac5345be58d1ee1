const trace: string[] = []
class A {
  static registry: (typeof A)[] = []
  static { trace.push("A static"); this.registry.push(this) }
  field = trace.push("A field")
  constructor(public readonly id = trace.push("A param")) { trace.push(`A constructor as ${new.target.name}`) }
  whoami() { return "A" }
  static create<T extends typeof A>(this: T): InstanceType<T> { return new this() as InstanceType<T> }
  toString() { return `[${this.constructor.name} ${this.whoami()}]` }
}
class B extends A {
  static { trace.push("B static"); super.registry.push(this) }
  b = (trace.push("B field"), super.whoami())
  constructor() { trace.push("B before super"); super(); trace.push("B after super") }
  override whoami() { return `B<${super.whoami()}>` }
  arrow = () => super.whoami() + this.whoami()
  static override create<T extends typeof A>(this: T) { trace.push("B.create"); return super.create.call(this) as InstanceType<T> }
}
class C extends B { override whoami() { return `C<${super.whoami()}>` } ["dyn"+1] = super.whoami() }
const c = C.create()
console.log(`${c}`, c.b, c.arrow(), c.id, (c as any).dyn1)
console.log(trace.join("\n"))
console.log(A.registry.map((k) => k.name), C.registry === A.registry, Object.hasOwn(C, "registry"), C.length, B.prototype instanceof A, Object.getPrototypeOf(C) === B)

const base = { hi() { return `hi from ${this.name}` }, name: "base" }
const derived = { __proto__: base, name: "derived", hi() { return `${super.hi()}!` } } as unknown as typeof base
console.log(derived.hi(), Object.setPrototypeOf({ name: "third", hi() { return (Object.getPrototypeOf(this) as typeof base).hi.call(this) } }, derived).hi())

class Money extends Number { constructor(n: number, readonly cur: string) { super(n) } override toString() { return `${super.toFixed(2)} ${this.cur}` } }
class Stack<T> extends Array<T> { peek() { return this.at(-1) } get top() { return this[this.length - 1] } }
class Failure extends Error { constructor(m: string, o?: ErrorOptions) { super(m, o); Object.defineProperty(this, "name", { value: "Failure" }) } }
class DefaultMap<K, V> extends Map<K, V> { constructor(private make: (k: K) => V) { super() } override get(k: K): V { if (!this.has(k)) this.set(k, this.make(k)); return super.get(k)! } }
class Fn extends Function { constructor() { super("x", "return x * 2") } }
class Later<T> extends Promise<T> { tag = "later" }
const m = new Money(3, "EUR"), s = Stack.from([1, 2]) as Stack<number>
s.push(3)
console.log(`${m}`, +m + 1, m > 2, s.peek(), s.top, s.length, s.filter((x) => x > 1) instanceof Stack, s, new DefaultMap<string, number>((k) => k.length).get("four"), (new Fn() as any)(21), await new Later((r) => r("v")), new Later(() => {}).tag)
console.log(new (class extends null { constructor() { return Object.create(new.target.prototype) } } as any)() instanceof Object, (() => { try { new (class extends (undefined as any) {})() } catch (e) { return (e as Error).message } })(), class extends (class Inner {}) {}.name === "")
abstract class Shape { static create(kind: string): Shape { const K = { sq: Square }[kind]; if (!K) throw new Failure(`no ${kind}`); return new K() } abstract area: number }
class Square extends Shape { area = 4 }
console.log(Shape.create("sq"), new (Shape as any)())
Shape.create("hexagon")
