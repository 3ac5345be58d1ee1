const kinds: string[] = []
const probe = () => { try { kinds.push(typeof later) } catch (e) { kinds.push((e as Error).name) } }
probe()
console.log(kinds)
console.log(typeof helper, typeof helper === "function" ? helper() : "no helper")
function helper() { return "helped" }
const later = 1
probe()
console.log(kinds, later)
console.log(typeof Undeclared, typeof last)
declare const Undeclared: unknown
const last = "never reached"
console.log(last)
