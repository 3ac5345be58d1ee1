type Teardown = (() => void) | void
interface Observer<T> { next(x: T): void; error?(e: unknown): void; complete?(): void }
class Observable<T> {
  constructor(private readonly start: (o: Required<Observer<T>>) => Teardown) {}
  static of<T>(...xs: T[]) { return new this<T>((o) => { for (const x of xs) o.next(x); o.complete() }) }
  static interval(ms: number) { return new this<number>((o) => { let n = 0; const t = setInterval(() => o.next(n++), ms); return () => clearInterval(t) }) }
  static from<T>(source: AsyncIterable<T> | Iterable<T>) { return new this<T>((o) => { let stop = false; void (async () => { try { for await (const x of source) { if (stop) return; o.next(x) } o.complete() } catch (e) { o.error(e) } })(); return () => { stop = true } }) }
  subscribe(observer: Observer<T> | ((x: T) => void)): Disposable & { closed: boolean } {
    const o: Observer<T> = typeof observer === "function" ? { next: observer } : observer
    let teardown: Teardown
    const subscription = { closed: false, [Symbol.dispose]() { if (this.closed) return; this.closed = true; teardown?.() } }
    const end = (f: () => void) => { if (subscription.closed) return; subscription.closed = true; f(); teardown?.() }
    teardown = this.start({ next: (x) => { if (!subscription.closed) o.next(x) }, error: (e) => end(() => { if (o.error) o.error(e); else throw e }), complete: () => end(() => o.complete?.()) })
    if (subscription.closed) teardown?.()
    return subscription
  }
  #lift<U>(operator: (o: Required<Observer<U>>) => (x: T) => void) { return new Observable<U>((o) => { const next = operator(o), s = this.subscribe({ ...o, next }); return () => s[Symbol.dispose]() }) }
  map<U>(f: (x: T) => U) { return this.#lift<U>((o) => (x) => o.next(f(x))) }
  filter(f: (x: T) => boolean) { return this.#lift<T>((o) => (x) => { if (f(x)) o.next(x) }) }
  scan<A>(f: (a: A, x: T) => A, seed: A) { return this.#lift<A>((o) => { let a = seed; return (x) => o.next((a = f(a, x))) }) }
  take(n: number) { return this.#lift<T>((o) => { let left = n; return (x) => { o.next(x); if (--left === 0) o.complete() } }) }
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    const items: T[] = []; let wake = () => {}, done = false, failure: { e: unknown } | undefined
    using _ = this.subscribe({ next: (x) => { items.push(x); wake() }, error: (e) => { failure = { e }; wake() }, complete: () => { done = true; wake() } })
    for (;;) { while (items.length) yield items.shift()!; if (failure) throw failure.e; if (done) return; await new Promise<void>((r) => (wake = r)) }
  }
}
const log = (name: string) => ({ next: (x: unknown) => console.log(name, x), complete: () => console.log(name, "complete"), error: (e: unknown) => console.log(name, `failed: ${e}`) })
Observable.of(1, 2, 3, 4).map((x) => x * x).filter((x) => x % 2 === 0).scan((a, x) => a + x, 0).subscribe(log("sum"))
await (async () => {
  const got: number[] = []
  for await (const n of Observable.interval(1).map((x) => x * 10).take(3)) got.push(n)
  console.log(got)
  await new Promise<void>((resolve) => Observable.from((async function* () { yield "a"; throw new Error("source") })()).subscribe({ ...log("from"), error: (e) => { console.log(String(e)); resolve() } }))
  let torn = 0
  const manual = new Observable<number>((o) => { o.next(1); return () => { torn++ } })
  { using s = manual.subscribe(log("manual")); console.log(s.closed) }
  console.log("torn down", torn)
  for await (const x of Observable.interval(1)) { console.log("first", x); break }
})()
console.log(await Array.fromAsync(Observable.of("x", "y")))
new Observable<number>((o) => o.error(new RangeError("nobody listens to errors"))).subscribe(() => {})
