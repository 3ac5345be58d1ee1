function* fib(): Generator<number, void, unknown> {
  let [a, b] = [0, 1]
  for (;;) { yield a; [a, b] = [b, a + b] }
}
function* take<T>(n: number, it: Iterable<T>) { let i = 0; for (const x of it) { if (i++ >= n) return; yield x } }
console.log([...take(10, fib())].join(" "))
const it = fib()
console.log(it.next().value, it.next().value, it.return(undefined as never).done)
label: for (const x of take(5, fib())) { for (const y of [1, 2]) { if (x === 3) break label; if (y === 2) continue label; console.log(x, y) } }
