const trace: string[] = []
const note = <T,>(name: string, value: T): T => (trace.push(name), value)

// Every default is asked for only when it is needed, from left to right.
const { a = note("a", 1), b: { c = note("c", 2), ...restOfB } = note("b", { d: 4 } as any), [note("key", "e")]: e = note("e", 5), ...others } = { a: undefined, f: 6, g: null } as any
console.log(a, c, restOfB, e, others, trace.join())

var [x, , y = x, [z] = [y], ...[first, { length }]] = [1, 2, undefined, undefined, "rest", "four"] as any[]
console.log(x, y, z, first, length)

const holder: { list: number[]; [k: string]: any } = { list: [] }
;[holder.list[2], holder["it"], ...holder["more"]] = [1, 2, 3, 4] as number[]
;({ p: holder.list[0], q: { r: [, holder["deep"]] = [] } = { r: [7, 8] } } = { p: 9 } as any)
console.log(holder)

let swap1 = "l", swap2 = "r", third = "t"
;[swap1, swap2, third] = [swap2, third, swap1]
console.log(swap1, swap2, third)

function options({ verbose = false, level = verbose ? 2 : 1, name: { first: given = "Anon", last } = {} as { first?: string; last?: string } }: { verbose?: boolean; level?: number; name?: { first?: string; last?: string } } = {}, ...[extra = "none", , more]: string[]) {
  return [verbose, level, given, last, extra, more]
}
console.log(options(), options({ verbose: true, name: { last: "L" } }, "x", "y", "z"), options.length)

for (const [k, { v, w = k }] of Object.entries({ one: { v: 1 }, two: { v: 2, w: "W" } } as Record<string, { v: number; w?: string }>)) console.log(k, v, w)
for (const { length: n, 0: head, [n - 1]: tail } of ["abc", "de"]) console.log(n, head, tail)
for (let { i, j } = { i: 0, j: 3 }; i < j; i++, j--) console.log({ i, j })

const { size, constructor: { name } } = new Map([[1, 2]])
const { log: say } = console
say(size, name, (({ length }) => length)([1, 2, 3]))

function* counter() { try { let n = 0; for (;;) yield n++ } finally { say("closed") } }
const [n0, n1, , n3] = counter()
const [...all] = new Set("aab")
say(n0, n1, n3, all)
try { const { q } = null as any } catch (err) { say((err as Error).message) }
try { const [q] = 5 as any } catch ({ message: m }: any) { say(m) }
try { ((({ a: { b } }) => b) as any)({}) } catch ({ name, message }: any) { say(name, message) }
const { ["__proto__"]: proto, toString: ts, ...own } = { k: 1, __proto__: { inherited: true } } as any
say(proto, typeof ts, own, trace.length)
