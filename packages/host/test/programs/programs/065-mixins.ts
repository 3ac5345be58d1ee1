type Constructor<T = object> = new (...args: any[]) => T
type AbstractConstructor<T = object> = abstract new (...args: any[]) => T

const Named = <B extends Constructor>(Base: B) => class Named extends Base {
  name = "unnamed"
  rename(name: string) { this.name = name; return this }
}
const Serializable = <B extends AbstractConstructor<object>>(Base: B) => {
  abstract class Mixed extends Base {
    serialize(): string { return JSON.stringify({ ...this, type: this.constructor.name }) }
    static parse<T>(this: new () => T, text: string): T { return Object.assign(new this() as object, JSON.parse(text)) as T }
  }
  return Mixed
}
function Emits<E extends Record<string, unknown[]>>() {
  return <B extends Constructor>(Base: B) => class extends Base {
    #listeners: { [K in keyof E]?: ((...args: E[K]) => void)[] } = {}
    on<K extends keyof E>(event: K, f: (...args: E[K]) => void): this { (this.#listeners[event] ??= []).push(f); return this }
    emit<K extends keyof E>(event: K, ...args: E[K]): number { return this.#listeners[event]?.map((f) => f(...args)).length ?? 0 }
  }
}

class Point { x = 0; y = 0; get sum() { return this.x + this.y } }
class City extends Emits<{ grow: [by: number]; rename: [] }>()(Serializable(Named(Point))) {
  people = 0
  override rename(name: string) { super.rename(name); this.emit("rename"); return this }
  grow(by: number) { this.people += by; this.emit("grow", by); return this }
}
const city = new City()
city.on("grow", (by) => console.log("grew by", by)).on("rename", () => console.log("is now", city.name))
city.rename("Oslo").grow(100).grow(20)
city.x = 3
console.log(city.serialize(), city.sum, city.emit("grow", 1))
const copy = (City as any).parse(`{"name":"Copy","people":7}`) as City
console.log(copy.name, copy.people, copy instanceof City, copy instanceof Point)
const chain: string[] = []
for (let p = Object.getPrototypeOf(city); p !== Object.prototype; p = Object.getPrototypeOf(p)) chain.push(p.constructor.name || "(anonymous)")
console.log(chain)

// The old way.
interface Car extends Engine, Radio {}
class Engine { start() { return "brumm" } }
class Radio { play() { return "la la" } }
class Car { wheels = 4 }
for (const base of [Engine, Radio]) for (const key of Object.getOwnPropertyNames(base.prototype)) if (key !== "constructor") Object.defineProperty(Car.prototype, key, Object.getOwnPropertyDescriptor(base.prototype, key)!)
const car = new Car()
console.log(car.start(), car.play(), car)
