const events: string[] = []
class Handle implements Disposable {
  static open = 0
  constructor(readonly name: string, private readonly failing = false) { Handle.open++; events.push(`+${name}`) }
  [Symbol.dispose]() {
    Handle.open--
    events.push(`-${this.name}`)
    if (this.failing) throw new Error(`closing ${this.name}`)
  }
}
const take = () => events.splice(0).join(" ")

function plain() {
  using a = new Handle("a")
  using b = new Handle("b"), c = new Handle("c")
  using nothing = null, missing = undefined
  return `${a.name}${b.name}${c.name}${nothing ?? "-"}${missing ?? "-"}`
}
console.log(plain(), take())

function failing() {
  using _a = new Handle("a", true)
  using _b = new Handle("b", true)
  throw new Error("body")
}
try { failing() } catch (e) {
  const unroll = (x: unknown): string => x instanceof SuppressedError ? `${x.name}[${unroll(x.error)} over ${unroll(x.suppressed)}]` : (x as Error).message
  console.log(unroll(e), take(), Handle.open)
}
for (using h of [new Handle("x"), new Handle("y")]) { if (h.name === "x") continue; events.push("body") }
console.log(take())
for (using h = new Handle("once"); Handle.open < 3; ) { new Handle("leak"); void h }
console.log(take(), Handle.open)
switch (1) { case 1: { using s = new Handle("s"); events.push(`in ${s.name}`) } }
{ using stack = new DisposableStack(); stack.use(new Handle("u")); stack.defer(() => events.push("deferred")); stack.adopt("value", (v) => events.push(`adopted ${v}`)) }
console.log(take())
function* resources() { using g = new Handle("gen"); yield g.name; yield "second" }
for (const x of resources()) { events.push(x); break }
console.log(take())

const delayed = (name: string, ms = 0) => ({ name, async [Symbol.asyncDispose]() { await new Promise((r) => setTimeout(r, ms)); events.push(`~${name}`) } })
async function work() {
  await using p = delayed("p", 2)
  using q = new Handle("q")
  await using r = delayed("r")
  return [p.name, q.name, r.name].join("")
}
console.log(await work(), take())
async function moved() {
  await using stack = new AsyncDisposableStack()
  stack.use(delayed("one")); stack.defer(async () => void events.push("two"))
  return stack.move()
}
const kept = await moved()
console.log(take() || "(nothing)", kept.disposed)
await kept.disposeAsync()
console.log(take(), kept.disposed)
for await (await using z of [delayed("z1"), delayed("z2")]) events.push(z.name)
console.log(take())
try { using bad = {} as any } catch (e) { console.log((e as Error).name) }
;(() => { using h = new Handle("last", true); void h })()
