const kinds: unknown[] = [null, undefined, 0, "text", 5n, Symbol("s"), { code: 1 }, [1], () => 1, NaN, new Date(0), /x/]
for (const k of kinds) {
  try { throw k } catch (e) { console.log(typeof e, Object.is(e, k), e) }
}
const rejected = await Promise.allSettled(kinds.slice(0, 4).map((k) => Promise.reject(k)))
console.log(rejected)
const catches = async (f: () => unknown) => { try { await f(); return "nothing" } catch (e) { return e } }
console.log(await catches(async () => { throw null }), await catches(() => Promise.reject()), await catches(() => { throw undefined }))
function rethrow(e: unknown): never { throw e }
const wrapped = (() => { try { rethrow(7) } catch (n) { return (n as number) + 1 } })()
console.log(wrapped)
type Thrown = { kind: "error"; error: Error } | { kind: "other"; value: unknown }
const classify = (e: unknown): Thrown => e instanceof Error ? { kind: "error", error: e } : { kind: "other", value: e }
for (const f of [() => rethrow(new URIError("u")), () => rethrow(false)]) try { f() } catch (e) { const c = classify(e); console.log(c.kind, c.kind === "error" ? c.error.message : c.value) }
const it = (function* (): Generator<number, void, void> { try { yield 1 } catch (e) { console.log("in generator", e); throw e } })()
it.next()
try { it.throw(null) } catch (e) { console.log("out", e) }
console.log(it.next())
await Promise.resolve().then(() => rethrow(null)).catch((e) => console.log("chain", e))
const last = null
throw last
