import { EventEmitter, once, on } from "node:events"

interface Order { id: number; items: string[] }
class Kitchen extends EventEmitter<{ order: [Order]; ready: [id: number, dish: string]; error: [Error] }> {
  #served = 0
  constructor() {
    super({ captureRejections: true })
    this.on("order", ({ id, items }) => items.forEach((dish) => this.emit("ready", id, dish)))
    this.prependListener("order", (o) => console.log("order up:", o.id))
  }
  override emit(...args: Parameters<EventEmitter["emit"]>): boolean {
    if (args[0] === "ready") this.#served++
    return super.emit(...(args as [never]))
  }
  get served() { return this.#served }
}
const kitchen = new Kitchen()
kitchen.on("ready", (id, dish) => console.log(`  #${id}: ${dish}`))
kitchen.once("ready", () => console.log("  the first dish of the day"))
console.log(kitchen.emit("order", { id: 1, items: ["soup", "bread"] }), kitchen.emit("order", { id: 2, items: [] }), kitchen.served)
console.log(kitchen.eventNames(), kitchen.listenerCount("ready"), new EventEmitter().emit("nothing"))

const waiting = once(kitchen, "ready")
kitchen.emit("order", { id: 3, items: ["pie"] })
console.log(await waiting)
const controller = new AbortController()
queueMicrotask(() => { kitchen.emit("ready", 4, "tea"); kitchen.emit("ready", 5, "cake"); controller.abort() })
try { for await (const [id, dish] of on(kitchen, "ready", { signal: controller.signal })) console.log("async", id, dish) } catch (e) { console.log((e as Error).name) }

const target = new EventTarget()
target.addEventListener("ping", { handleEvent: (e) => console.log(e.type, (e as CustomEvent).detail, e.cancelable) })
target.addEventListener("ping", (e) => e.preventDefault(), { once: true })
console.log(target.dispatchEvent(new CustomEvent("ping", { detail: { n: 1 }, cancelable: true })), target.dispatchEvent(new CustomEvent("ping")))
kitchen.removeAllListeners()
kitchen.emit("error", new RangeError("the oven is on fire"))
