import { setImmediate as immediate } from "node:timers/promises"
void (async () => {
  const seen: string[] = []
  const log = (x: string) => void seen.push(x)
  process.nextTick(log, "tick 1")
  Promise.resolve().then(() => { log("micro 1"); process.nextTick(log, "tick from micro"); queueMicrotask(() => log("micro from micro")) })
  queueMicrotask(() => log("micro 2"))
  log("sync")
  await null
  log("after await")
  await (async () => log("inner async"))()
  await { then(f: () => void) { log("thenable"); f() } }
  log("after thenable")
  await immediate()
  log("after immediate")
  setImmediate(() => { log("immediate A"); Promise.resolve().then(() => log("micro in A")); process.nextTick(log, "tick in A") })
  setImmediate(log, "immediate B")
  await immediate()
  console.log(seen.join("\n"))
  const order: number[] = []
  await Promise.all([
    (async () => { order.push(1); await null; order.push(4); await null; order.push(7) })(),
    (async () => { order.push(2); await null; order.push(5) })(),
    (async () => { order.push(3); await null; order.push(6); await null; order.push(8) })(),
  ])
  console.log(order.join())
  const returns = async (v: unknown) => v
  const race: string[] = []
  await Promise.all([returns(Promise.resolve()).then(() => race.push("promise")), returns(1).then(() => race.push("plain")), (async () => await Promise.resolve())().then(() => race.push("awaited"))])
  console.log(race.join())
  try { await (async () => { try { return await Promise.reject(new Error("inner")) } finally { console.log("finally before catch") } })() } catch (e) { console.log((e as Error).message) }
})()
