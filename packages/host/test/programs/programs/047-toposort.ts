import assert from "node:assert/strict"

class CycleError extends Error {
  static { this.prototype.name = "CycleError" }
  constructor(public readonly cycle: string[]) { super(`cycle: ${cycle.join(" -> ")}`) }
}

const tasks = {
  shoes: ["socks", "trousers"],
  trousers: ["pants"],
  socks: [],
  pants: [],
  belt: ["trousers"],
  jacket: ["belt", "tie"],
  tie: ["shirt"],
  shirt: [],
} satisfies Record<string, string[]>
type Task = keyof typeof tasks

function sort<K extends string>(graph: Record<K, readonly string[]>): K[] {
  const marks = new Map<string, "open" | "done">(), out: K[] = []
  const visit = (n: K, trail: string[]) => {
    if (marks.get(n) === "done") return
    if (marks.get(n) === "open") throw new CycleError([...trail.slice(trail.indexOf(n)), n])
    marks.set(n, "open")
    for (const m of graph[n]) visit(m as K, [...trail, n])
    marks.set(n, "done")
    out.push(n)
  }
  for (const n in graph) visit(n, [])
  return out
}

const order: Task[] = sort(tasks)
console.log(order.join(", "))
for (const [task, needs] of Object.entries(tasks)) for (const need of needs) assert.ok(order.indexOf(need as Task) < order.indexOf(task as Task))

// Kahn's, in layers
const layers = (graph: Record<string, string[]>): string[][] => {
  const left = new Map(Object.entries(graph).map(([k, v]) => [k, new Set(v)]))
  const out: string[][] = []
  while (left.size) {
    const ready = [...left].filter(([, v]) => v.size === 0).map(([k]) => k)
    if (!ready.length) throw new CycleError([...left.keys()])
    out.push(ready)
    for (const r of ready) left.delete(r)
    for (const v of left.values()) for (const r of ready) v.delete(r)
  }
  return out
}
console.log(layers(tasks))
assert.throws(() => layers({ a: ["a"] }), { name: "CycleError", cycle: ["a"] })
sort({ egg: ["chicken"], chicken: ["hatching"], hatching: ["egg"] })
