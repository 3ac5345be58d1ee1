const read = (f: () => unknown) => { try { return f() } catch (e) { return `${(e as Error).name}: ${(e as Error).message}` } }
{
  console.log(read(() => early))
  console.log(read(() => typeof early))
  let early = 1
  console.log(early)
}
console.log(read(() => { const self: unknown = (() => self)(); return self }))
console.log(read(() => { let [p = q, q] = [undefined, 2] as any[]; return p }))
console.log(read(() => { for (const x of [(() => x)()] as any[]) return x }))
console.log(read(() => { class A extends (A as any) {} return A }))
console.log(read(() => { class C { static s = C.name; static t = () => C.s } return C.t() }))
console.log(read(() => { switch (1 as number) { case 0: let z: number; default: z = 1; return z } }))
console.log(read(() => ((a = b, b = 1) => a)()))
console.log(read(() => new (class extends Object { x = 1; constructor() { (this as any).y = 2; super() } })()))
console.log(read(() => { try { return inner() } finally { var v = 1; void v } function inner() { return v } }))
const make = () => new Later(3)
console.log(read(make))
class Later { static base = 10; value: number; constructor(n: number) { this.value = n + Later.base } }
console.log(make())
var ready = "var is undefined before"
console.log(fn(), ready)
function fn() { return typeof ready + typeof fn }
const uses = () => notYet + 1
console.log(uses())
const notYet = 1
