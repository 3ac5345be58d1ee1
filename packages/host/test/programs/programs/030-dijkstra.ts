// Shortest paths over a small road network, with a binary heap as the queue.
type Graph = Record<string, Record<string, number>>

class MinHeap<T> {
  private items: { key: number; value: T }[] = []
  get size(): number {
    return this.items.length
  }
  push(key: number, value: T): void {
    this.items.push({ key, value })
    let i = this.items.length - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (this.items[parent]!.key <= this.items[i]!.key) break
      ;[this.items[parent], this.items[i]] = [this.items[i]!, this.items[parent]!]
      i = parent
    }
  }
  pop(): T | undefined {
    const top = this.items[0]
    const last = this.items.pop()
    if (top === undefined || last === undefined) return undefined
    if (this.items.length > 0) {
      this.items[0] = last
      this.sink(0)
    }
    return top.value
  }
  private sink(i: number): void {
    for (;;) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < this.items.length && this.items[child]!.key < this.items[least]!.key) least = child
      if (least === i) return
      ;[this.items[i], this.items[least]] = [this.items[least]!, this.items[i]!]
      i = least
    }
  }
}

function dijkstra(graph: Graph, from: string): Map<string, { distance: number; path: string[] }> {
  const done = new Map<string, { distance: number; path: string[] }>()
  const queue = new MinHeap<{ node: string; distance: number; path: string[] }>()
  queue.push(0, { node: from, distance: 0, path: [from] })
  while (queue.size > 0) {
    const { node, distance, path } = queue.pop()!
    if (done.has(node)) continue
    done.set(node, { distance, path })
    for (const [next, length] of Object.entries(graph[node] ?? {}))
      if (!done.has(next)) queue.push(distance + length, { node: next, distance: distance + length, path: [...path, next] })
  }
  return done
}

const roads: Graph = {
  A: { B: 7, C: 9, F: 14 },
  B: { A: 7, C: 10, D: 15 },
  C: { A: 9, B: 10, D: 11, F: 2 },
  D: { B: 15, C: 11, E: 6 },
  E: { D: 6, F: 9 },
  F: { A: 14, C: 2, E: 9 },
  island: {},
}
const routes = dijkstra(roads, "A")
for (const [town, { distance, path }] of routes) console.log(town, distance, path.join(" > "))
console.log("island" in roads, routes.has("island"))
