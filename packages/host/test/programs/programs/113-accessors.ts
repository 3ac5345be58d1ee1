class Temperature {
  static #absoluteZero = -273.15
  static get absoluteZero() { return this.#absoluteZero }
  static set absoluteZero(v) { console.log("somebody tries to set it to", v) }
  accessor unit: "C" | "F" = "C"
  static accessor made = 0
  accessor #secret = "s"
  accessor "quoted name" = 1
  accessor [`computed${1 + 1}`] = 2
  #celsius = 0
  get value() { return this.unit === "C" ? this.#celsius : this.#celsius * 1.8 + 32 }
  set value(v: number) {
    const c = this.unit === "C" ? v : (v - 32) / 1.8
    if (c < Temperature.#absoluteZero) throw new RangeError(`${c} is too cold`)
    this.#celsius = c
  }
  reveal() { this.#secret += "!"; return this.#secret }
  constructor() { Temperature.made++ }
}
const t = new Temperature()
t.value = 100
t.unit = "F"
console.log(t.value, t.unit, t.reveal(), t.reveal(), Temperature.made, (t as any)["quoted name"], (t as any).computed2)
t.value += 18
t.unit = "C"
console.log(Math.round(t.value), Temperature.absoluteZero, (Temperature.absoluteZero = 1), Temperature.absoluteZero)
console.log(Object.keys(t), "unit" in t, Object.hasOwn(t, "unit"), typeof Object.getOwnPropertyDescriptor(Temperature.prototype, "unit")?.set)

class Upper extends Temperature {
  override get value() { return super.value * 1000 }
  override set value(v) { console.log("setting", v); super.value = v / 1000 }
  override accessor unit: "C" | "F" = "C"
}
const u = new Upper()
u.value = 5000
console.log(u.value, u instanceof Temperature, Upper.made)
const o = { _n: 1, get n() { return this._n }, set n(v) { this._n = v * 2 }, get ["dyn" + "amic"]() { return "d" }, "get": "plain", set: "plain", get get2() { return this.get } }
o.n = 5; o.n++; o.n **= 1
console.log(o.n, (o as any).dynamic, o.get, o.set, o.get2, { ...o }.n)
const inherits = Object.create(o, { extra: { get() { return "extra" }, enumerable: true } })
inherits.n = 3
console.log(inherits.n, o._n, Object.hasOwn(inherits, "_n"), inherits.extra, inherits)
try { "use strict"; inherits.extra = 1 } catch (e) { console.log((e as Error).message) }
const lazy = { get big() { Object.defineProperty(this, "big", { value: "computed once", enumerable: true }); console.log("computing"); return this.big } }
console.log(lazy.big, lazy.big, lazy)
Object.defineProperties(globalThis, { tempGlobal: { get: () => "from a global getter", configurable: true } })
console.log((globalThis as any).tempGlobal, delete (globalThis as any).tempGlobal, "tempGlobal" in globalThis)
t.value = -300
