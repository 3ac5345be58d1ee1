const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
async function* ticks(n: number) { for (let i = 0; i < n; i++) { await sleep(1); yield i } }
for await (const t of ticks(3)) console.log("tick", t)
const results = await Promise.allSettled([Promise.resolve(1), Promise.reject(new Error("x"))])
console.log(results.map((r) => r.status))
console.log("start")
setTimeout(() => console.log("timeout"), 0)
Promise.resolve().then(() => console.log("micro"))
console.log("end")
