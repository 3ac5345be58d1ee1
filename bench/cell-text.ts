/** So many lines (a multiple of thirty) as people write them; every name carries the tag, so that no two texts are alike. */
export function cellText(lines: number, tag: string): string {
  return Array.from({ length: lines / 30 }, (_, n) => thirtyLines(`${tag}_${n}`)).join("\n")
}

function thirtyLines(tag: string): string {
  return `interface Point${tag} { x: number; y: number; label?: string }
type Shape${tag} = { kind: "circle"; r: number; at: Point${tag} } | { kind: "rect"; w: number; h: number; at: Point${tag} }
function area${tag}(s: Shape${tag}): number {
  switch (s.kind) {
    case "circle":
      return Math.PI * s.r ** 2
    case "rect":
      return s.w * s.h
  }
}
class Store${tag}<T extends { id: number }> {
  private items = new Map<number, T>()
  constructor(public readonly name: string) {}
  add(item: T): this { this.items.set(item.id, item); return this }
  get(id: number): T | undefined { return this.items.get(id) }
  *[Symbol.iterator](): IterableIterator<T> { yield* this.items.values() }
}
const shapes${tag}: Shape${tag}[] = Array.from({ length: 10 }, (_, i) => i % 2
  ? { kind: "circle" as const, r: i, at: { x: i, y: i } }
  : { kind: "rect" as const, w: i, h: i + 1, at: { x: i, y: -i, label: \`r\${i}\` } })
const total${tag} = shapes${tag}.map(area${tag}).reduce((a, b) => a + b, 0)
const store${tag} = new Store${tag}<{ id: number; v: string }>("s${tag}").add({ id: 1, v: "one" })
async function load${tag}(ids: readonly number[]): Promise<(string | undefined)[]> {
  const out: (string | undefined)[] = []
  for (const id of ids) out.push(store${tag}.get(id)?.v ?? undefined)
  return out
}
const got${tag} = await load${tag}([1, 2, 3])
total${tag} + got${tag}.length`
}
