const codes = ["AbortError", "NotFoundError", "DataCloneError", "TimeoutError", "MyOwnError"].map((name) => { const e = new DOMException("m", name); return [e.name, e.code] })
console.log(Object.fromEntries(codes))
const e = new DOMException("something", "QuotaExceededError")
console.log(e instanceof Error, e instanceof DOMException, `${e}`, e.message, Object.prototype.toString.call(e), DOMException.ABORT_ERR)
const failures: [string, () => unknown][] = [
  ["structuredClone", () => structuredClone(Symbol("x"))],
  ["function", () => structuredClone(() => {})],
  ["atob", () => atob("***")],
  ["btoa", () => btoa("é€")],
  ["abort", () => AbortSignal.abort().throwIfAborted()],
  ["custom reason", () => AbortSignal.abort({ why: 1 }).throwIfAborted()],
  ["transfer", () => { const b = new ArrayBuffer(1); structuredClone(b, { transfer: [b] }); structuredClone(b, { transfer: [b] }) }],
]
for (const [name, run] of failures) {
  try { console.log(name, run()) } catch (error) {
    const { name: kind, code } = error as DOMException
    console.log(name, kind, code, error instanceof DOMException)
  }
}
const port = new MessageChannel()
port.port1.close()
console.log(new Event("x") instanceof Event, new Headers({ "X-A": "1" }).get("x-a"), [...new Headers([["b", "1"], ["a", "2"]])], new Request("http://a/b", { method: "POST" }).method, new Response("x", { status: 201 }).ok)
const form = new FormData()
form.append("f", new Blob(["abc"], { type: "text/plain" }), "f.txt"); form.append("n", "1")
console.log([...form.keys()], (form.get("f") as File).name, (form.get("f") as File).size, await (form.get("f") as File).text())
const q = queueMicrotask.bind(globalThis)
await new Promise<void>((r) => q(r))
console.log(typeof performance.now(), performance.mark("m").name, performance.getEntriesByName("m").length, navigator.constructor.name)
performance.clearMarks()
throw new DOMException("the quota is used up", "QuotaExceededError")
