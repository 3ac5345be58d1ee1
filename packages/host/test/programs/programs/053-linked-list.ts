// @ts-nocheck
// written by somebody who does not like semicolons, nor types
const Nil = Object.freeze({ isNil: true, *[Symbol.iterator]() {} })
const cons = (head, tail = Nil) => ({ head, tail, *[Symbol.iterator]() { yield head; yield* tail } })
const list = (...xs) => xs.reduceRight((t, h) => cons(h, t), Nil)
const fold = (f, z, l) => l === Nil ? z : fold(f, f(z, l.head), l.tail)
const reverse = l => fold((acc, x) => cons(x, acc), Nil, l)
const map = (f, l) => l === Nil ? Nil : cons(f(l.head), map(f, l.tail))

class Doubly {
  constructor() { this.first = this.last = null; this.size = 0 }
  push(value) {
    const node = { value, prev: this.last, next: null }
    this.last ? this.last.next = node : this.first = node
    this.last = node
    this.size++
    return this
  }
  remove(value) {
    for (let n = this.first; n; n = n.next) {
      if (n.value !== value) continue
      n.prev ? n.prev.next = n.next : this.first = n.next
      n.next ? n.next.prev = n.prev : this.last = n.prev
      this.size--
      return true
    }
    return false
  }
  * values(back) {
    for (let n = back ? this.last : this.first; n; n = back ? n.prev : n.next) yield n.value
  }
}

const l = list(1, 2, 3, 4)
console.log(...l)
console.log(...reverse(l), ...map(x => x * x, l))
console.log(fold((a, b) => a + b, 0, l), [...Nil].length)
const d = new Doubly
d.push('a').push('b').push('c')
console.log(d.remove('b'), d.remove('zz'), d.size)
console.log([...d.values()], [...d.values(true)])
console.log(d)
console.log(cons(1, cons(2)))
;[1, 2].forEach(n => d.push(n))
;(() => { console.log(d.size) })()
;`${d.size}`.length
