import { setTimeout as sleep } from "node:timers/promises"
const controller = new AbortController()
const { signal } = controller
signal.addEventListener("abort", () => console.log("aborted:", signal.reason.message), { once: true })
signal.onabort = (e) => console.log("handler", e.type)

async function poll(signal: AbortSignal): Promise<number> {
  for (let n = 1; ; n++) {
    signal.throwIfAborted()
    if (n === 3) controller.abort(new Error("enough"))
    await sleep(1, undefined, { signal }).catch((e) => { console.log(e.name, e.code, e.cause?.message); throw signal.reason })
  }
}
try { await poll(signal) } catch (e) { console.log((e as Error).message, signal.aborted) }

const early = AbortSignal.abort()
console.log(early.aborted, early.reason.name, early.reason instanceof DOMException, early.reason.code)
const any = AbortSignal.any([new AbortController().signal, AbortSignal.abort("why")])
console.log(any.aborted, any.reason)
const timed = AbortSignal.timeout(5)
if (!timed.aborted) await new Promise((r) => { const keep = setTimeout(() => {}, 5000); timed.addEventListener("abort", () => { clearTimeout(keep); r(0) }) })
console.log(timed.reason.name)

const cancellable = <T,>(work: (signal: AbortSignal) => Promise<T>) => {
  const c = new AbortController()
  return Object.assign(work(c.signal), { cancel: (why?: unknown) => c.abort(why) })
}
{
  const job = cancellable((s) => sleep(10_000, "never", { signal: s }))
  job.cancel()
  console.log(await job.catch((e) => e.name))
}
const target = new EventTarget(), gone = new AbortController()
target.addEventListener("x", () => console.log("heard"), { signal: gone.signal })
target.dispatchEvent(new Event("x"))
gone.abort()
target.dispatchEvent(new Event("x"))
controller.abort("again")
console.log((signal.reason as Error).message)
AbortSignal.abort().throwIfAborted()
