main()

var depth = 0, later = () => "assigned by now"
console.log(later(), describe(3))

function main() {
  console.log("main runs first", typeof depth, typeof later, typeof describe)
  console.log(inner(), [1, 2].map(double))
  function inner() { return typeof hoistedVar + hoistedVar }
  var hoistedVar: any
  hoistedVar = 5
  if (hoistedVar) { var leaked = "leaked from a block"; let kept = "kept" ; void kept }
  console.log(leaked, inner())
  for (var i = 0; i < 2; i++) { var last = i }
  console.log(i, last!)
  try { throw 1 } catch (e) { var e2 = e; var caught = "var in catch" }
  console.log(caught!, e2!)
  switch (i) { case 2: function inSwitch() { return "function in switch" } console.log(inSwitch()) }
  label: { var inLabel = "in a label"; break label }
  console.log(inLabel!)
}

function describe(n: number): string {
  return n === 0 ? "done" : `${n} ${describe(n - 1)}`
}
function double(x: number) { return x * 2 }
async function asyncHoisted() { return await generatorHoisted().next().value }
function* generatorHoisted() { yield "from a generator" }
console.log(await asyncHoisted())
console.log(overridden(), later.name)
function overridden() { return depth === 0 ? "second" : "never" }
{
  console.log(blockFunction(), typeof blockFunction)
  function blockFunction() { return "hoisted in its block" }
}
var counter = 0
const calls = [next(), next(), next()]
function next() { return ++counter }
console.log(calls, counter)
var counter2 = counter2 === undefined ? "self reference" : "never"
console.log(counter2)
var shadow = "outer"
function shadowing(shadow2 = shadow) { var shadow = "inner"; return [shadow2, shadow] }
console.log(shadowing())
function fnVar() { return typeof fnVar } 
console.log(fnVar(), (function fnVar() { var fnVar = 1; return typeof fnVar })(), ((fnVar) => typeof fnVar)("p"))
console.log(useClass())
function useClass() { return new Late().v }
class Late { v = 1 }
