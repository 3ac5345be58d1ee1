let depth = 0
const dive = (): number => { depth++; return dive() + 1 }
try {
  dive()
} catch (error) {
  console.log((error as Error).name, (error as Error).message, depth > 1000)
}

// The same work without the stack: a trampoline.
type Bounce<T> = { done: true; value: T } | { done: false; next: () => Bounce<T> }
const done = <T,>(value: T): Bounce<T> => ({ done: true, value })
const more = <T,>(next: () => Bounce<T>): Bounce<T> => ({ done: false, next })
function trampoline<T>(b: Bounce<T>): T {
  while (!b.done) b = b.next()
  return b.value
}
const even = (n: number): Bounce<boolean> => (n === 0 ? done(true) : more(() => odd(n - 1)))
const odd = (n: number): Bounce<boolean> => (n === 0 ? done(false) : more(() => even(n - 1)))
console.log(trampoline(even(100_000)), trampoline(odd(7)))

const ackermann = (m: number, n: number) => {
  const stack = [m]
  while (stack.length) {
    m = stack.pop()!
    if (m === 0) n++
    else if (n === 0) stack.push(m - 1), (n = 1)
    else stack.push(m - 1, m), n--
  }
  return n
}
console.log(ackermann(2, 3), ackermann(3, 3))
const getterLoop = { get a(): number { return this.b }, get b(): number { return this.a } }
try { getterLoop.a } catch (e) { console.log(e instanceof RangeError) }
const nested = JSON.parse("[".repeat(500) + "]".repeat(500))
console.log(JSON.stringify(nested).length, nested.flat(Infinity).length)
class Tree { children: Tree[] = []; get height(): number { return 1 + Math.max(0, ...this.children.map((c) => c.height)) } }
const root = new Tree()
root.children.push(new Tree(), new Tree())
console.log(root.height)
root.children[1]!.children.push(root)
root.height
console.log("never")
