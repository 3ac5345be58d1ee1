abstract class Tree<T> {
  abstract readonly size: number
  abstract insert(value: T): Tree<T>
  abstract visit<R>(visitor: { leaf(): R; node(value: T, left: R, right: R): R }): R
  protected constructor(protected readonly compare: (a: T, b: T) => number) {}
  static empty<T>(compare: (a: T, b: T) => number = (a, b) => (a < b ? -1 : a > b ? 1 : 0)): Tree<T> {
    return new Leaf(compare)
  }
  get depth(): number {
    return this.visit({ leaf: () => 0, node: (_, l, r) => 1 + Math.max(l, r) })
  }
  toArray(): T[] {
    return this.visit<T[]>({ leaf: () => [], node: (v, l, r) => [...l, v, ...r] })
  }
}
class Leaf<T> extends Tree<T> {
  override readonly size = 0
  constructor(compare: (a: T, b: T) => number) { super(compare) }
  override insert(value: T): Tree<T> { return new Node(this.compare, value, this, this) }
  override visit<R>(visitor: { leaf(): R }): R { return visitor.leaf() }
}
class Node<T> extends Tree<T> {
  override readonly size: number
  constructor(compare: (a: T, b: T) => number, readonly value: T, readonly left: Tree<T>, readonly right: Tree<T>) {
    super(compare)
    this.size = 1 + left.size + right.size
  }
  override insert(value: T): Tree<T> {
    const c = this.compare(value, this.value)
    return c === 0 ? this
      : c < 0 ? new Node(this.compare, this.value, this.left.insert(value), this.right)
      : new Node(this.compare, this.value, this.left, this.right.insert(value))
  }
  override visit<R>(v: { leaf(): R; node(value: T, left: R, right: R): R }): R {
    return v.node(this.value, this.left.visit(v), this.right.visit(v))
  }
}
const numbers = [50, 30, 70, 20, 40, 60, 80, 30].reduce((t, n) => t.insert(n), Tree.empty<number>())
console.log(numbers.toArray(), numbers.size, numbers.depth)
const byLength = "a tree of words of several lengths".split(" ").reduce((t, w) => t.insert(w), Tree.empty<string>((a, b) => a.length - b.length))
console.log(byLength.toArray().join("|"))
console.log(numbers.visit<string>({ leaf: () => "", node: (v, l, r) => `(${l}${v}${r})` }))
console.log(Tree.empty<number>().insert(1))
console.log(numbers instanceof Tree, Object.getPrototypeOf(Node) === Tree, Tree.empty().depth)
