const open = (name: string) => ({ name, [Symbol.dispose]() { console.log("closed", name) } })
{
  using a = open("a")
  using b = open("b")
  console.log(a.name, b.name)
}
async function f() { await using r = { async [Symbol.asyncDispose]() { console.log("async closed") } }; return "done" }
console.log(await f())
