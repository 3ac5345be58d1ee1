// A program with its own Object: legal, if rash.
class Object {
  readonly kind = "mine"
  static create(name: string) { return new Object(name) }
  constructor(readonly name: string) {}
  toString() { return `${this.kind} ${this.name}` }
}
const things = [Object.create("chair"), new Object("table")]
for (const thing of things) console.log(`${thing}`)
const keys = globalThis.Object.keys(things[0]!)
console.log(keys, things.length)
export const exported = things[1]!.name
console.log(exported)
