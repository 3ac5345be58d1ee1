let a = 1
let b = 2
;[a, b] = [b, a]
console.log(a, b)
const c = a
+ b
console.log(c)
a
++
b
console.log(a, b)
const f = function () { return "called" }
;(function () { console.log("iife") })()
const g = () => {
  return
  "never"
}
console.log(g(), f())
var i = 0
for (i = 0; i < 3; i++)
  ;
console.log(i)
if (a) b = 5; else b = 6
do i--
while (i > 0) console.log("i", i)
var obj = { f
, g, "x"
: 1 }
console.log(Object.keys(obj))
const tpl = `a`
;`b`.length
throwIt: try { throw (
  new Error("wrapped")) } catch { break throwIt }
const x = 5, re = 4 / x /
2
console.log(re, x / 2 / 1, [1] [0], "abc"
  [1], a
  ?.toString
  ())
let yes = !
false, neg = -
- 1
console.log(yes, neg, typeof
x, void
0)
const long = "a" +
  "b" // comment
  + "c" /* comment
*/ + "d"
console.log(long)
class K { a
b = 1
static
c = 2
get
d() { return 3 }
*e() {} ;;
"f" = 4
async
g() { return 5 }
;[`h`] = 6 }
console.log(Object.keys(new K()), K.c, new K().d, new K().g() instanceof Promise)
var n = 3, s = ""
while (n --> 0) s += n
console.log(s, /* <!-- not a comment --> */ s.length, 1 -(-1), 2- -2, + +"3", x
/* comment with
newline */ + 1)
const arrow = async x => x, arrow2 = async (x: number, y = 2) => ({ x, y })
console.log(await arrow(1), await arrow2(1), ((a, b) => a + b)(1, 2), (() => ({}))(), (() => {})())
async
console.log("async is a name", async)
var async, await2, yield2, let2
label: { console.log("block") }
{ ; } ;;; { { } }
({}).toString(); [].concat(1 as never); +1; -1; !1; ~1; /re/.test("re"); `t`; "str"; (1, 2); new Date; function decl() {} /x/g.flags
console.log(decl.name)
