const limit = 3
const settings = { limit }
settings.limit = 4
let count = 0
export const bump = () => ++count
console.log(limit, settings, bump(), count)
const tries: [string, () => void][] = [
  ["inner const", () => { const x = 1; ((x as any) += 1) }],
  ["for const", () => { for (const i = 0; i < 2; ) { ((i as any)++) } }],
  ["class name", () => { class K { static set() { (K as any) = 1 } } K.set() }],
]
for (const [name, run] of tries) try { run(); console.log(name, "fine") } catch (e) { console.log(name, (e as Error).message) }
const fexpr = function self(this: void): string { try { (self as any) = 1; return "assigned" } catch (e) { return (e as Error).name } }
console.log(fexpr())
function reassignable() { return 1 }
(reassignable as any) = () => 2
console.log(reassignable())
class Swappable { v = 1 }
(Swappable as any) = class { v = 2 }
console.log(new Swappable().v)
try { (undeclaredVariable as any) = 1 } catch (e) { console.log((e as Error).message) }
declare let undeclaredVariable: number
try { (undefined as any) = 1 } catch (e) { console.log((e as Error).message) }
try { (globalThis as any).NaN = 1 } catch (e) { console.log((e as Error).message.slice(0, 30)) }
let { a, b = a } = { a: 1 } as { a: number; b?: number }
;({ a, b } = { a: 10, b: 20 })
;[a, b] = [b!, a]
console.log(a, b)
const raise = () => { (limit as any) = 5 }
console.log(typeof raise)
raise()
console.log("never")
