const inventory = [
  { name: "apple", type: "fruit", qty: 5 }, { name: "leek", type: "vegetable", qty: 0 }, { name: "plum", type: "fruit", qty: 12 }, { name: "cod", type: "fish", qty: 3 },
]
console.log(Object.groupBy(inventory, ({ type }) => type))
console.log(Map.groupBy(inventory, ({ qty }) => (qty > 4 ? "plenty" : "few")))
const a = new Set([1, 2, 3]), b = new Set([3, 4])
console.log(a.union(b), a.intersection(b), a.difference(b), a.symmetricDifference(b), new Set([1]).isSubsetOf(a), a.isSupersetOf(b), a.isDisjointFrom(new Set([9])))
const m = new Map<unknown, unknown>([[NaN, "nan"], [0, "zero"], ["0", "string"], [{}, "object"]])
console.log(m.get(NaN), m.get(-0), m.get({}), m.size, [...m.keys()], m, new Map([[m, m]]).get(m) === m)
for (const [k] of m) { if (k === 0) { m.delete("0"); m.set("added", 1) } }
m.forEach((v, k, self) => console.log(String(k), v, self === m))
const xs = [5, 1, 4, 2, 3]
console.log(xs.toSorted((p, q) => p - q), xs.with(0, 9), xs.toSpliced(1, 2, 7, 8, 9), xs.at(-2), xs.findLast((x) => x > 3), xs.findLastIndex((x) => x > 10), xs.copyWithin(0, 3), xs.fill(0, 1, 2), xs.includes(NaN), xs.lastIndexOf(3))
console.log([1, [2, [3, [4]]]].flat(), [1, [2, [3, [4]]]].flat(Infinity), [1, 2].flatMap((x) => [x, [x]]), Array.of(7), Array(3), Array.from({ length: 2, 0: "a" }), Array.from("ab", (c, i) => c + i), [..."ab"].entries().toArray(), [3, 2, 1].reduceRight((acc, x) => acc + x, ""), [[1, 2], [3]].map(([x]) => x), [1, 2, 3].join`-`)
const sparse = [1, , 3]
console.log(sparse, sparse.map((x) => 1), Object.keys(sparse), sparse.flat(), [...sparse], sparse.some((x) => x === undefined), 1 in sparse, sparse.forEach((x) => x))
const copy = xs.slice(); copy.length = 2; copy[4] = 1; (copy as any).extra = "prop"
console.log(copy, copy.splice(1, 1), copy, copy.concat([1], 2 as never, [[3]] as never), copy.indexOf(1), copy.reverse(), xs.entries().next())
console.log(Object.entries({ x: 1, y: 2 }).map(([k, v]) => k + v), Object.fromEntries([["a", 1]]), Object.assign({}, null, { a: 1 }, "hi"), { ..."ab", ...[9], ...null }, Object.is([], []), structuredClone([new Set([1])]))
const weak = new WeakSet([a]), frozen = Object.freeze([1])
console.log(weak.has(a), weak.has(b), Object.isFrozen(frozen), weak, new WeakMap([[a, 1]]))
const counts = [..."mississippi"].reduce((acc, c) => acc.set(c, (acc.get(c) ?? 0) + 1), new Map<string, number>())
console.log(new Map([...counts].sort(([, p], [, q]) => q - p)), Math.max(...counts.values()))
const zip = <A extends unknown[][]>(...lists: A) => Array.from({ length: Math.min(...lists.map((l) => l.length)) }, (_, i) => lists.map((l) => l[i]))
const chunk = <T,>(l: T[], n: number): T[][] => l.length ? [l.slice(0, n), ...chunk(l.slice(n), n)] : []
console.log(zip([1, 2, 3], ["a", "b"]), chunk([1, 2, 3, 4, 5], 2), Array.prototype.concat.call(1, 2).length, [].concat(...[[1], [2]] as never), Array.isArray(Array.prototype), [10, 1, 5].sort(), [undefined, 3, null].sort())
frozen.push(2 as never)
