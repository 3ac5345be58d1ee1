const log: string[] = []
const p = new Proxy({ a: 1 } as Record<string, unknown>, { get: (t, k, r) => (log.push(`get ${String(k)}`), Reflect.get(t, k, r)), has: (t, k) => (log.push(`has ${String(k)}`), k in t), deleteProperty: (t, k) => (log.push(`del ${String(k)}`), Reflect.deleteProperty(t, k)) })
console.log(p["a"], "a" in p, delete p["a"], "a" in p)
console.log(log.join("; "))
const ws = new WeakSet<object>(), key = {}
console.log(ws.add(key).has(key), Reflect.ownKeys({ b: 1, [Symbol.iterator]: 2, 1: 1 }))
console.log([3, 1, 2].toSorted(), Object.groupBy([1, 2, 3], (x) => (x % 2 ? "odd" : "even")), [1, [2, [3]]].flat(Infinity), "abc".at(-1), structuredClone({ d: new Date(0) }))
