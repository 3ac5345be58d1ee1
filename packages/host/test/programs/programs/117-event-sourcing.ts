type Event =
  | { type: "opened"; at: number; owner: string }
  | { type: "deposited" | "withdrawn"; at: number; amount: number }
  | { type: "closed"; at: number; reason?: string }
type Of<T extends Event["type"]> = Extract<Event, { type: T }>
type State = { status: "none" } | { status: "open"; owner: string; balance: number } | { status: "closed"; owner: string }
const handlers: { [T in Event["type"]]: (state: State, event: Of<T>) => State } = {
  opened: (s, { owner }) => (s.status === "none" ? { status: "open", owner, balance: 0 } : fail("already there")),
  deposited: (s, { amount }) => (s.status === "open" ? { ...s, balance: s.balance + amount } : fail("not open")),
  withdrawn: (s, { amount }) => (s.status !== "open" ? fail("not open") : s.balance < amount ? fail("too little") : { ...s, balance: s.balance - amount }),
  closed: (s) => (s.status === "open" && s.balance === 0 ? { status: "closed", owner: s.owner } : fail("cannot close")),
}
function fail(why: string): never { throw new Invariant(why) }
class Invariant extends Error { get name() { return "Invariant" } set name(_) { throw 1 } }
const apply = (state: State, event: Event): State => (handlers[event.type] as (s: State, e: Event) => State)(state, event)

class Store<S, E extends { type: string }> {
  readonly #log: E[] = []
  #state: S
  readonly #listeners = new Map<E["type"] | "*", Set<(e: E, s: S) => void>>()
  constructor(private readonly reducer: (s: S, e: E) => S, private readonly initial: S) { this.#state = initial }
  dispatch = (e: E): S => {
    this.#state = this.reducer(this.#state, Object.freeze(e))
    this.#log.push(e)
    for (const key of ["*", e.type] as const) this.#listeners.get(key)?.forEach((l) => l(e, this.#state))
    return this.#state
  }
  on(type: E["type"] | "*", listener: (e: E, s: S) => void): () => boolean {
    const set = this.#listeners.getOrInsertComputed?.(type, () => new Set()) ?? this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, set.add(listener))
    return () => set.delete(listener)
  }
  at(n: number): S { return this.#log.slice(0, n).reduce(this.reducer, this.initial) }
  get size() { return this.#log.length }
}
const store = new Store<State, Event>(apply, { status: "none" })
const off = store.on("*", ({ type, at }) => console.log(`t${at} ${type}`))
store.on("withdrawn", (e, s) => console.log("  now", s.status === "open" && s.balance, "amount" in e))
store.dispatch({ type: "opened", at: 1, owner: "Ann" })
store.dispatch({ type: "deposited", at: 2, amount: 50 })
store.dispatch({ type: "withdrawn", at: 3, amount: 20 })
console.log(off(), store.at(2), store.at(0), store.size)
try { store.dispatch({ type: "withdrawn", at: 4, amount: 99 }) } catch (e) { console.log(`${e}`, store.size) }
console.log(store.dispatch({ type: "withdrawn", at: 5, amount: 30 }), store.dispatch({ type: "closed", at: 6 }))
store.dispatch({ type: "deposited", at: 7, amount: 1 })
