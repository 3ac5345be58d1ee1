type Wait = { sleep: number } | { spawn: () => Task } | { join: number } | { send: [to: string, value: unknown] } | { receive: string } | undefined
type Task = Generator<Wait, unknown, any>
class Scheduler {
  #now = 0; #ids = 0
  #ready: [id: number, task: Task, value: unknown][] = []
  #asleep: { at: number; id: number; task: Task }[] = []
  #results = new Map<number, unknown>(); #joining = new Map<number, [number, Task][]>(); #mail = new Map<string, unknown[]>(); #readers = new Map<string, [number, Task][]>()
  spawn(make: () => Task): number { const id = ++this.#ids; this.#ready.push([id, make(), undefined]); return id }
  run() {
    for (;;) {
      const next = this.#ready.shift()
      if (next) this.#step(...next)
      else {
        const soonest = this.#asleep.sort((a, b) => a.at - b.at || a.id - b.id).shift()
        if (!soonest) break
        this.#now = soonest.at
        this.#ready.push([soonest.id, soonest.task, this.#now])
      }
    }
    return { now: this.#now, stuck: [...this.#readers.values()].flat().length }
  }
  #step(id: number, task: Task, value: unknown) {
    const { done, value: wait } = task.next(value)
    if (done) { this.#results.set(id, wait); for (const [j, t] of this.#joining.get(id) ?? []) this.#ready.push([j, t, wait]); return }
    const w = wait as Wait
    if (w === undefined) this.#ready.push([id, task, this.#now])
    else if ("sleep" in w) this.#asleep.push({ at: this.#now + w.sleep, id, task })
    else if ("spawn" in w) this.#ready.push([id, task, this.spawn(w.spawn)])
    else if ("join" in w) this.#results.has(w.join) ? this.#ready.push([id, task, this.#results.get(w.join)]) : this.#joining.set(w.join, [...(this.#joining.get(w.join) ?? []), [id, task]])
    else if ("send" in w) { const [to, v] = w.send, reader = this.#readers.get(to)?.shift(); reader ? this.#ready.push([...reader, v]) : this.#mail.set(to, [...(this.#mail.get(to) ?? []), v]); this.#ready.push([id, task, undefined]) }
    else { const box = this.#mail.get(w.receive); box?.length ? this.#ready.push([id, task, box.shift()]) : this.#readers.set(w.receive, [...(this.#readers.get(w.receive) ?? []), [id, task]]) }
  }
}
const log = (...x: unknown[]) => console.log(...x)
function* ticker(name: string, every: number, times: number): Task { for (let i = 1; i <= times; i++) { const now = yield { sleep: every }; log(`t=${now} ${name} ${i}`) } return `${name} is done` }
function* main(): Task {
  const fast: number = yield { spawn: () => ticker("fast", 10, 3) }, slow: number = yield { spawn: function* () { return yield* ticker("slow", 25, 2) } }
  log("spawned", fast, slow)
  log(yield { join: fast }); log(yield { join: slow }); log("again", yield { join: fast })
  yield { spawn: function* () { for (;;) { const m = yield { receive: "box" }; if (m === "stop") return; log("got", m) } } }
  for (const m of ["a", { b: 1 }, "stop"]) { yield { send: ["box", m] }; yield }
  try { yield { spawn: function* (): Task { yield { receive: "nobody sends" } } } } finally { log("main ends") }
}
const scheduler = new Scheduler()
scheduler.spawn(main)
log(scheduler.run())
scheduler.spawn(function* (): Task { yield undefined; throw new Error("a task failed") })
scheduler.run()
