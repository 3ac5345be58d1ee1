class Node1 { child?: Node2; make() { this.child = new Node2(this); return this } }
class Node2 { constructor(readonly parent: Node1) {} }
const n = new Node1().make()
console.log(n.child?.parent === n, n.constructor.name)
console.log(n)
