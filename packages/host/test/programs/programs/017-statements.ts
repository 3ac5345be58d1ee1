"use strict"
;
debugger
for (let i = 0, j = 5; i < j; i++, j--) { if (i === 1) continue; console.log(i, j) }
let n = 0
do { n += 1 } while (n < 3)
while (true) { if (n-- < 1) break }
for (const k in { a: 1, b: 2 }) console.log(k)
for (const x of [1, 2]) console.log(x)
switch (n) { case 0: console.log("zero"); break; case -1: console.log("minus"); default: console.log("default") }
try { throw new Error("t") } catch ({ message }) { console.log(message) } finally { console.log("finally") }
try { null!.x } catch { console.log("caught") }
block: { if (n < 0) break block; console.log("never") }
if (n) console.log("yes"); else console.log("no")
console.log(n)
;
;;
