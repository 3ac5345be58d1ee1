const name = "my name", status = "my status", event = { type: "mine" }, top = 1, parent = 2, length = 3, location = "here", origin = "there", history: string[] = []
let close = () => "closed", open = (x: string) => `opened ${x}`, print = (...x: unknown[]) => history.push(x.join(" ")), confirm = true, find = "f", stop = null, focus, blur = undefined, screen = [1, 2], scroll = { x: 1 }
focus = name
console.log(name, status, event, top + parent + length, location, origin, close(), open("door"), confirm, find, stop, focus, blur, screen, scroll)

class Event2 extends Event { detail = 5 }
class Map<K, V> { #entries: [K, V][] = []; set(k: K, v: V) { this.#entries.push([k, v]); return this } get size() { return `mine: ${this.#entries.length}` } }
class Node { constructor(public value: number, public next?: Node) {} }
class Text { toString() { return "text" } }
class Option<T> { constructor(private v?: T) {} or(x: T) { return this.v ?? x } }
class Image { width = 1 }
class Error2 extends Error {}
type Record2 = globalThis.Map<string, number>
const real: Record2 = new globalThis.Map([["a", 1]])
console.log(new Event2("x").detail, new Map().set(1, 2).set(3, 4).size, real, new Node(1, new Node(2)), `${new Text()}`, new Option<number>().or(7), new Image(), new Error2("m").message)

function fetch(url: string) { return { url, status } }
function parseInt(s: string) { return `parsed ${s}` }
function isNaN(x: unknown) { return x !== x ? "yes" : "no" }
const escape = (s: string) => s.replace(/[<&]/g, (c) => ({ "<": "&lt;", "&": "&amp;" })[c]!)
console.log(fetch("/x"), parseInt("12"), isNaN(NaN), escape("a<b&c"), globalThis.parseInt("12"), Number.parseInt("7"))

print("one", 2)
print(typeof window2, "three")
var window2 = "w", document = { title: "doc" }, navigator = "nav", self = "self", global = "global", performance = 0, crypto = 1, URL = "url", Buffer = "buf", process = { env: "mine" }
console.log(history, document, navigator, self, global, performance, crypto, URL, Buffer, process, window2)
{
  const console = { log: (...x: unknown[]) => history.push(`shadowed ${x}`) }
  console.log("inner")
  let undefined = 5, NaN = 6, Infinity = 7
  history.push(`${undefined} ${NaN} ${Infinity}`)
}
console.log(history.slice(-2), undefined)
;((Array: string, Promise = Array) => console.log(Array, Promise))("array")
try { throw "thrown" } catch (JSON) { console.log(JSON) }
const f = function Symbol() { return typeof Symbol }
console.log(f(), typeof Symbol, setTimeout.name, [structuredClone].length)
const async = (x: number) => x + 1, of = [1], get = "get", set = "set", from = 1, as = 2, type = 3, let2 = 4, module = 5, exports = 6, require = 7, declare = 8, abstract = 9, readonly = 10, keyof = 11, is = 12, using = 13, accessor2 = 14, namespace = 15
console.log(async(1), of, get, set, from + as + type + let2, module, exports, require, declare, abstract, readonly, keyof, is, using, accessor2, namespace)
for (const item of of) console.log(item)
type
console.log(async
(5))
