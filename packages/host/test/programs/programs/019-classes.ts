const key = Symbol("key")
class A<T = unknown> {
  static #count = 0
  #secret: T
  static { A.#count = 10 }
  declare phantom: string
  readonly list: T[] = []
  [key] = 1
  static async *[Symbol.asyncIterator]() { yield 1 }
  constructor(secret: T) { this.#secret = secret; A.#count++ }
  get secret() { return this.#secret }
  set secret(v) { this.#secret = v }
  #priv() { return "p" + String(this.#secret) }
  callPriv() { return this.#priv() }
  static has(x: object) { return #secret in x }
  static get count() { return A.#count }
}
class B extends A<string> implements Iterable<string> {
  override get secret() { return super.secret + "!" }
  override set secret(v) { super.secret = v }
  *[Symbol.iterator]() { yield* this.secret }
}
const b = new B("hi")
b.secret = "yo"
console.log(b.secret, [...b].join("-"), b.callPriv(), A.has(b), A.has({}), A.count, b[key], "phantom" in b)
console.log(b, A, class {}, Object.getOwnPropertyNames(B.prototype))
for await (const x of A as any) console.log(x)
