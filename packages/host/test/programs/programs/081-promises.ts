const later = <T,>(value: T, ms = 1): Promise<T> => new Promise((r) => setTimeout(r, ms, value))
const fails = (m: string, ms = 1) => later(0, ms).then(() => { throw new Error(m) })

console.log(await Promise.all([1, later(2, 20), Promise.resolve(3), { then: (f: (n: number) => void) => f(4) }]))
console.log(await Promise.race([later("slow", 80), later("fast", 1)]))
console.log((await Promise.allSettled([later(1), fails("no")])).map((r) => r.status === "fulfilled" ? r.value : r.reason.message))
console.log(await Promise.any([fails("a"), later("b", 20)]))
await Promise.any([fails("x"), fails("y", 20)]).catch((e: AggregateError) => console.log(e.name, e.message, e.errors.map((x) => x.message)))
await Promise.try((n: number) => { if (n) throw new TypeError("sync throw") }, 1).catch((e) => console.log(e.message))
const { promise, resolve, reject } = Promise.withResolvers<string>()
setTimeout(() => { resolve("first"); reject(new Error("ignored")); resolve("ignored too") })
console.log(await promise)
console.log(await later(1).finally(() => "ignored"), await fails("gone").catch(() => "recovered").then((x) => `${x}!`))
await fails("replaced").finally(() => { throw new Error("from finally") }).catch((e) => console.log(e.message))

class Cancelled extends Error { override name = "Cancelled" }
const timeout = <T,>(p: Promise<T>, ms: number) => Promise.race([p, later(0, ms).then(() => { throw new Cancelled(`after ${ms}`) })])
try { await timeout(later(1, 200), 5) } catch (e) { console.log(`${e}`) }
async function pool<T, R>(items: T[], size: number, work: (x: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let at = 0, running = 0, most = 0
  await Promise.all(Array.from({ length: size }, async () => {
    while (at < items.length) { const i = at++; most = Math.max(most, ++running); results[i] = await work(items[i]!); running-- }
  }))
  console.log("at most", most)
  return results
}
console.log(await pool([3, 1, 2, 5, 4], 2, (n) => later(n * 10, n)))
class Deferred<T> extends Promise<T> { static override get [Symbol.species]() { return Promise } }
const d = new Deferred<number>((r) => r(1))
console.log(d instanceof Deferred, d.then(() => {}) instanceof Deferred, d, Promise.resolve(d) === d, Promise.reject(0).catch(() => {}))
const retry = async <T,>(f: (n: number) => Promise<T>, times: number): Promise<T> => { for (let n = 1; ; n++) try { return await f(n) } catch (e) { if (n === times) throw e; console.log("retry", n) } }
console.log(await retry((n) => (n < 3 ? fails("flaky") : later("ok")), 5))
await retry(() => fails("always"), 2)
