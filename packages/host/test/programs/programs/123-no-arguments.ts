// A module has no `arguments`.
const count = function (..._: unknown[]) { return arguments.length }
console.log(count(1, 2, 3), typeof arguments)
const inArrow = () => typeof arguments
console.log(inArrow())
try { console.log(arguments.length) } catch (e) { console.log((e as Error).message) }
function real(..._: unknown[]) { const inner = () => arguments[0]; return inner() }
console.log(real("first"))
console.log([...arguments])
