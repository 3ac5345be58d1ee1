interface Config { db?: { pool?: { size: number } } }
const load = (name: string): Config => ({ full: { db: { pool: { size: 5 } } }, half: { db: {} } } as Record<string, Config>)[name]!
const size = (name: string) => load(name).db!.pool!.size
console.log(size("full"))
const messages = ["half", "none"].map((n) => { try { return size(n) } catch (e) { return (e as Error).message } })
console.log(messages)
const calls: [string, () => unknown][] = [
  ["not a function", () => (load as any).missing()],
  ["nested call", () => (load("full") as any).db.pool.size.toFixed.nope()],
  ["not iterable", () => [...(5 as any)]],
  ["not a constructor", () => new (load("full") as any)()],
  ["spread", () => Math.max(...(null as any))],
  ["destructure", () => { const { db: { pool } } = load("none"); return pool }],
  ["in", () => "x" in ("str" as any)],
  ["instanceof", () => ({}) instanceof ({} as any)],
  ["computed", () => (undefined as any)[Symbol.iterator]],
  ["set", () => { (null as any).x = 1 }],
  ["class twice", () => (class {} as any)()],
  ["super late", () => new (class extends Object { constructor() { if (Math.PI > 3) return; super() } } as any)()],
  ["proto cycle", () => { const a = {}; Object.setPrototypeOf(a, Object.create(a)) }],
  ["symbol", () => Symbol() as any + ""],
  ["generator", () => { const g = (function* (): any { g.next() })(); g.next() }],
  ["length", () => { [].length = -1 }],
  ["repeat", () => "x".repeat(-1)],
  ["normalize", () => "x".normalize("bad")],
  ["frozen", () => { (Object.freeze({ a: 1 }) as any).a = 2 }],
  ["getter only", () => { ({ get a() { return 1 } } as any).a = 2 }],
  ["delete", () => delete (Object.freeze({ a: 1 }) as any).a],
  ["private", () => (class { #p = 1; static get(x: any) { return x.#p } }).get({})],
]
for (const [what, run] of calls) try { run(); console.log(what, "survived") } catch (e) { console.log(`${what}: ${(e as Error).name}: ${(e as Error).message}`) }
const users = [{ name: "Ann", tags: ["x"] }, { name: "Bob" }]
for (const u of users) console.log(u.name, u.tags!.length)
