const counter = () => { let n = 0; return { up: () => ++n, get n() { return n } } }
const c1 = counter(), c2 = counter()
c1.up(); c1.up(); c2.up()
console.log(c1.n, c2.n)
const compose = <T,>(...fs: ((x: T) => T)[]) => (x: T) => fs.reduceRight((v, f) => f(v), x)
console.log(compose<number>((x) => x + 1, (x) => x * 2)(5))
const memo = new Map<number, number>()
function fact(n: number): number { const known = memo.get(n); if (known !== undefined) return known; const v = n < 2 ? 1 : n * fact(n - 1); memo.set(n, v); return v }
console.log(fact(10), memo.size)
var self = () => typeof this
console.log(self())
