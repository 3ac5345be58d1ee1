const log: string[] = []
function attempt(inner: () => unknown, last: () => unknown) {
  try {
    log.push("try")
    return inner()
  } catch (e) {
    log.push(`catch ${e}`)
    throw new Error("from catch", { cause: e })
  } finally {
    log.push("finally")
    last()
  }
}
console.log(attempt(() => 1, () => 2))
try { attempt(() => { throw "a" }, () => {}) } catch (e) { console.log(String(e), (e as Error).cause) }
try { attempt(() => { throw "b" }, () => { throw "c" }) } catch (e) { console.log(e) }
console.log(log.join(", "))

const order = (() => { const seen: number[] = []; const f = () => { try { seen.push(1); return seen.push(2) } finally { seen.push(3) } }; return [f(), ...seen] })()
console.log(order)
const overridden = () => { try { throw new Error("lost") } finally { return "overridden" } }
console.log(overridden())
function* g() { try { yield 1; yield 2 } finally { yield "cleanup"; log.push("gen done") } }
const it = g()
console.log(it.next(), it.return("r" as never), it.next(), it.next(), log.at(-1))
const nested = async () => { try { try { await Promise.reject(1) } finally { await null; log.push("inner finally") } } catch (e) { return `got ${e}` } }
console.log(await nested(), log.at(-1))
for (let i = 0; i < 3; i++) { try { if (i === 1) continue; if (i === 2) break; console.log("body", i) } finally { console.log("finally", i) } }
const x = { get y(): never { throw new SyntaxError("in a getter") } }
try { ({ ...x }) } catch (e) { console.log((e as Error).message) }
try { JSON.stringify(x) } catch (e) { console.log((e as Error).message) }
try { [3, 1].sort(() => { throw new Error("in a comparator") }) } catch (e) { console.log((e as Error).message) }
try { `${{ toString() { throw new Error("in toString") } }}` } catch (e) { console.log((e as Error).message) }
try { throw new TypeError("first") } finally { console.log("cleaning up") }
