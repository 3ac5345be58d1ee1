// What ends a program is an expression whose value has code of its own.
import { inspect } from "node:util"
const events: string[] = []
class Loud {
  [inspect.custom]() { console.log("inspected"); return "Loud" }
  get [Symbol.toStringTag]() { console.log("tagged"); return "Loud" }
  toJSON() { console.log("to JSON"); return 1 }
}
const spy = new Proxy({ a: 1 }, {
  get(target, key, receiver) { console.log("get", String(key)); return Reflect.get(target, key, receiver) },
  has(target, key) { console.log("has", String(key)); return Reflect.has(target, key) },
  ownKeys(target) { console.log("keys"); return Reflect.ownKeys(target) },
})
events.push("made")
console.log(events)
const make = () => new Loud()
void make()
spy
