// `await` before an operator, an object or a regular expression.
const ready = await !false
console.log("ready", ready)
const settings = await { host: "h", port: 80 }
console.log(settings)
const mask = await ~5
console.log(mask)
const first = await /\d+/.exec("a12")
console.log(first?.[0])
async function main() {
  const { a } = await { a: Promise.resolve(1) }
  return [await a, await !1, await /x/.test("x")]
}
console.log(await main())
for (const k in await { x: 1, y: 2 }) console.log(k)
if (await !ready) console.log("never")
else console.log("done")
