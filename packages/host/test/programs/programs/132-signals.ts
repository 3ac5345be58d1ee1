// Signals: values that know who reads them.
let active: Effect | undefined
const queue = new Set<Effect>()
let batching = 0
class Signal<T> {
  protected readonly readers = new Set<Effect>()
  constructor(protected held: T, private readonly equals: (a: T, b: T) => boolean = Object.is) {}
  get value(): T { if (active) { this.readers.add(active); active.sources.add(this) } return this.held }
  set value(next: T) { if (this.equals(this.held, next)) return; this.held = next; for (const r of [...this.readers]) r.invalidate(); if (!batching) flush() }
  peek() { return this.held }
  drop(e: Effect) { this.readers.delete(e) }
  get [Symbol.toStringTag]() { return `Signal<${typeof this.held}>` }
}
class Effect implements Disposable {
  readonly sources = new Set<Signal<any>>(); protected disposed = false
  constructor(protected readonly work: () => void) {}
  run() { if (this.disposed) return; for (const s of this.sources) s.drop(this); this.sources.clear(); const before = active; active = this; try { this.work() } finally { active = before } }
  invalidate() { queue.add(this) }
  [Symbol.dispose]() { this.disposed = true; for (const s of this.sources) s.drop(this); queue.delete(this) }
}
class Computed<T> extends Signal<T> {
  #stale = true; #effect: Effect; runs = 0
  constructor(compute: () => T) {
    super(undefined as T)
    this.#effect = new (class extends Effect { constructor(private readonly owner: Computed<T>, f: () => void) { super(f) } override invalidate() { this.owner.#stale = true; for (const r of [...this.owner.readers]) r.invalidate() } })(this, () => { this.held = compute(); this.runs++ })
  }
  override get value(): T { if (this.#stale) { this.#stale = false; this.#effect.run() } return super.value }
  override set value(_: T) { throw new TypeError("a computed signal cannot be set") }
}
const flush = () => { for (let n = 0; queue.size; n++) { if (n > 50) { queue.clear(); throw new RangeError("effects go round in circles") } const now = [...queue]; queue.clear(); for (const e of now) e.run() } }
const effect = (f: () => void) => { const e = new Effect(f); e.run(); return e }
const batch = <T,>(f: () => T): T => { batching++; try { return f() } finally { if (--batching === 0) flush() } }
const first = new Signal("Ada"), last = new Signal("Lovelace"), short = new Signal(false)
const full = new Computed(() => (short.value ? first.value : `${first.value} ${last.value}`))
const shout = new Computed(() => full.value.toUpperCase())
const printer = effect(() => console.log("->", shout.value))
first.value = "Grace"; last.value = "Hopper"; last.value = "Hopper"
batch(() => { first.value = "Mary"; last.value = "Shelley" })
short.value = true
last.value = "nobody looks"
console.log(full.runs, shout.runs, full.peek(), String(first), `${Object.prototype.toString.call(full)}`)
{ using temporary = effect(() => console.log("temporary", first.value)); void temporary; first.value = "Jane" }
printer[Symbol.dispose]()
first.value = "unseen"
try { full.value = "x" } catch (e) { console.log((e as Error).message) }
const loop = new Signal(0)
effect(() => { loop.value = loop.value + 1 })
loop.value = 1
