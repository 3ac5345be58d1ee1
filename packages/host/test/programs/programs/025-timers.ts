import { setTimeout as sleep } from "node:timers/promises"
const order: string[] = []
setTimeout(() => order.push("timeout"), 1)
setImmediate(() => order.push("immediate"))
process.nextTick(() => order.push("tick"))
queueMicrotask(() => order.push("micro"))
order.push("sync")
await sleep(20)
console.log(order.filter((x) => x !== "immediate").join())
const i = setInterval(() => { console.log("interval"); clearInterval(i) }, 1)
