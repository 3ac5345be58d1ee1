const order: string[] = []
const mark = <T,>(name: string, value?: T) => (order.push(name), value)
class Point {
  sum = mark("sum", (this.x ?? 0) + (this.y ?? 0))
  maybe?: number
  definite!: string
  declare phantom: number
  readonly late: number
  [key: string]: unknown
  static count = mark("static count", 0)
  constructor(public x: number, protected readonly y = mark("default y", 2)!, private z?: number) {
    mark("body")
    this.late = this.x + this.y
    Point.count!++
  }
}
const p = new Point(1)
console.log(p, Object.keys(p), "phantom" in p, "maybe" in p, "z" in p, order.splice(0))

class Base { value = mark("base field", "base"); get kind() { return "getter" } hook() { return this.value } seen = this.hook() }
class Derived extends Base {
  override value = mark("derived field", "derived")!
  // @ts-ignore
  override kind = "field"
  constructor(readonly extra = mark("param", "extra")) { mark("before"); super(); mark("after") }
  override hook() { return `hooked ${this.value} ${this.extra}` }
}
console.log(new Derived(), order.splice(0), Object.hasOwn(new Derived(), "kind"))
class Redeclared extends Base { override value!: string }
class Declared extends Base { declare value: string }
console.log(new Redeclared().value, new Declared().value)
order.length = 0
class Keys { [mark("key 1", "a")!] = mark("value 1", 1); static [mark("key 2", "b")!] = mark("value 2", 2); [mark("key 3", "c")!]() {} static { mark("block") } static last = mark("last", this.b) }
console.log(order.splice(0), new Keys(), (Keys as any).last)
class Counter { static #n = 0; id = ++Counter.#n; self = () => this; arrow = (n = this.id) => n; nested = { get: () => this.id, f() { return this } }; args = [...Array(2)].map((_, i) => this.id * i) }
const [c1, c2] = [new Counter(), new Counter()]
console.log(c1.id, c2.id, c1.self() === c1, c2.arrow(), c1.nested.get(), c1.nested.f() === c1.nested as never, c2.args)
const Anonymous = class { static who = this.name; name2 = new.target }
console.log(Anonymous.who, new Anonymous().name2, (class { static x = 1; static y = this.x + 1 }).y, new (class { a = 1; b = this.a + 1; ["c"] = this.b + 1 })())
class Mixed { constructor(private a: number, b: number, readonly c = a + b, ...rest: number[]) { this.total = a + b + c + rest.length; { let a = 100; void a } } total: number; fromParam = typeof this.a }
console.log(new Mixed(1, 2), new Mixed(1, 2, 3, 4, 5).total, Mixed.length)
function Outer(this: any) { this.inner = class { constructor(public outer = this2) {} } ; const this2 = this }
console.log(new (new (Outer as any)().inner)().outer.constructor === Outer)
class Singleton { static #instance?: Singleton; private constructor() { order.push("made") } static get instance() { return (this.#instance ??= new Singleton()) } }
console.log(Singleton.instance === Singleton.instance, order)
class Strict { x = undefinedName; }
declare const undefinedName: never
new Strict()
