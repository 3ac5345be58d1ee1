const log: string[] = []
const spy = <T extends object>(target: T, name = "it"): T => new Proxy(target, Object.fromEntries(Reflect.ownKeys(Reflect).filter((k) => typeof k === "string").map((trap) => [trap, (...args: any[]) => {
  log.push(`${String(trap)}${typeof args[1] === "string" ? `(${args[1]})` : ""}`)
  return (Reflect as any)[trap](...args)
}])))
const p: any = spy({ a: 1, nested: { b: 2 } })
p.a; p.b = 3; "a" in p; delete p.a; Object.keys(p); ({ ...p }); void (p.nested.b = 4)
void Object.defineProperty(p, "c", { value: 1 }); Object.isFrozen(p); Object.getPrototypeOf(p); JSON.stringify(p)
for (const k in p) void k
console.log(log.splice(0).join(" "))
const F: any = spy(function F(this: any, x: number) { if (new.target) this.x = x; return x } as any)
F(1); new F(2); F.call(null, 3); F.name
console.log(log.splice(0).join(" "))

// Negative indexes.
const negative = <T,>(xs: T[]): T[] => new Proxy(xs, { get: (t, k, r) => Reflect.get(t, typeof k === "string" && /^-\d+$/.test(k) ? String(t.length + +k) : k, r) })
const n = negative([1, 2, 3])
console.log(n[-1], n[0], n.length, n.map((x) => x * 2), Array.isArray(n))

// A builder of paths from property names.
const path = (parts: string[] = []): any => new Proxy(() => {}, { get: (_, k) => k === Symbol.toPrimitive ? () => parts.join("/") : path([...parts, String(k)]), apply: (_, __, args) => path([...parts, ...args]) })
console.log(`${path().users(42).posts["latest"]}`)

const observed = <T extends object>(o: T, changed: (k: PropertyKey, v: unknown, old: unknown) => void): T => new Proxy(o, {
  set(t, k, v, r) { const old = Reflect.get(t, k, r); const ok = Reflect.set(t, k, v, r); if (!Object.is(old, v)) changed(k, v, old); return ok },
  deleteProperty(t, k) { changed(k, undefined, (t as any)[k]); return Reflect.deleteProperty(t, k) },
  get(t, k, r) { const v = Reflect.get(t, k, r); return typeof v === "object" && v !== null ? observed(v, (k2, ...rest) => changed(`${String(k)}.${String(k2)}`, ...rest)) : v },
})
const state = observed({ user: { name: "A", tags: ["x"] }, n: NaN } as any, (k, v, old) => console.log("changed", k, old, "->", v))
state.user.name = "B"; state.n = NaN; state.user.tags.push("y"); delete state.n; state.fresh ??= 1; state.fresh ||= 2; state.fresh++

const { proxy, revoke } = Proxy.revocable({ x: 1 }, {})
console.log(proxy.x, revoke())
try { proxy.x } catch (e) { console.log((e as Error).message) }
const strict = new Proxy(Object.freeze({ fixed: 1 }), { get: () => 2 })
try { strict.fixed } catch (e) { console.log((e as Error).name) }
const enforced = new Proxy({} as Record<string, number>, { set: (t, k, v) => typeof v === "number" && Reflect.set(t, k, v), has: (_, k) => k !== "hidden", ownKeys: () => ["z", "a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 0 }) })
enforced["ok"] = 1
console.log("hidden" in enforced, "anything" in enforced, Object.keys(enforced), { ...enforced }, enforced)
console.log(Reflect.construct(Date, [0], class D extends Date {}).constructor.name, Reflect.apply(Math.max, null, [1, 3]), Reflect.has({ x: 1 }, "x"), Reflect.set(Object.freeze({ q: 1 }), "q", 2), Reflect.getPrototypeOf([]) === Array.prototype)
enforced["bad"] = "text" as never
