// Windows line ends all the way.
/* a block
   comment */
const text = `first
second
third`
console.log(JSON.stringify(text), text.split("\n").length)
const continued = "one \
two"
console.log(continued)
function f()
{
  return `${text.length}
${continued.length}`
}
console.log(JSON.stringify(f()))
const raw = String.raw`a
b`
console.log(JSON.stringify(raw))
let x = 1
let y = x
++x
console.log(x, y)
const re = /a.b/s
console.log(re.test("a\nb"), /^second$/m.test(text))
class K {
  a = 1
  ;[`b`] = 2
  static s =
    3
}
console.log(Object.keys(new K()), K.s)
enum E {
  A,
  B
}
console.log(E.B)
label:
for (const i of [1, 2])
{
  if (i === 2) break label
  console.log(i)
}
throw new Error("the end")
