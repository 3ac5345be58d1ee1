// Every loop there is, with every way out of it.
const out: (string | number)[] = []
outer: for (let i = 0; ; i++) {
  middle: while (true) {
    do {
      if (i === 1) continue outer
      if (i === 2) break middle
      if (i > 3) break outer
      out.push(`d${i}`)
    } while (out.length % 2)
    break
  }
  out.push(i)
}
console.log(out.join())

const functions: (() => number)[] = []
for (let i = 0; i < 3; i++) { functions.push(() => i); if (i === 1) i++ }
for (var v = 0; v < 3; v++) functions.push(() => v)
for (const c of [7, 8]) functions.push(() => c)
console.log(functions.map((f) => f()), v)

let n = 10
while (n --> 7);
console.log(n)
do n++; while (n < 9) console.log("after do", n)

for (const k in Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true }, hidden: { value: 3 } })) console.log("in", k)
for (const k in "hi") console.log(k)
for (const k in [9, , 9]) console.log("index", k, typeof k)
for (const k in null as any) console.log("never", k)
for (let i = 0, j = 10, k: number; k = i * j, i < j; i += 3, j -= 2) console.log(i, j, k)

const seen = (x: number) => {
  switch (x) {
    default:
      out.push("default")
    case 1:
      out.push("one")
    case 2: {
      out.push("two")
      break
    }
    case 3:
    case 4:
      let shared = x
      out.push(shared)
      return "returned"
  }
  return "broke"
}
out.length = 0
console.log([1, 2, 3, 4, 5].map(seen), out.join())
switch (true) { case n > 100: console.log("big"); break; case n > 5: console.log("medium"); break; case n > 1: console.log("small") }
switch (NaN) { case NaN: console.log("never"); break; default: console.log("NaN is not NaN") }
found: { for (const x of [1, 2, 3]) if (x === 2) break found; console.log("not found") }
a: b: c: for (;;) { break b }
if (n) ; else console.log("never")
if (!n) console.log("never"); else if (n > 1) { console.log("else if") } else { }
const finallyWins = (): string => { for (;;) { try { return "try" } finally { break } } return "after" }
const nested = () => { try { try { throw 1 } finally { out.push("f1") } } catch (e) { return `caught ${e}` } finally { out.push("f2") } }
console.log(finallyWins(), nested(), out.slice(-2))
for (const x of [1, 2, 3]) { try { if (x === 2) continue; console.log("x", x) } finally { console.log("finally", x) } }
