import { syncBuiltinESMExports } from "node:module"
import timers from "node:timers"
import promises from "node:timers/promises"
import type { Owner } from "./owner.ts"

type Timer = NodeJS.Timeout | NodeJS.Immediate

/** Node's own, for what this process does itself: taken before cells get theirs. */
export const nodeTimers = { ...timers, nextTick: process.nextTick.bind(process) }

/** What a run has started and that goes on by itself: stopped with it. */
export class RunTimers {
  isStopped = false
  private readonly held = new Set<Timer>()
  private controller: AbortController | undefined

  /** Ends every sleep and every timer of the run, and those that it starts from now on: a loop that sleeps between its
   *  turns does not take another. */
  stop(): void {
    this.isStopped = true
    for (const timer of this.held) clear(timer)
    this.held.clear()
    this.controller?.abort()
  }

  /** Aborted when the run is stopped. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController()
    return this.controller.signal
  }

  hold<T extends Timer>(timer: T): T {
    if (this.isStopped) clear(timer)
    else this.held.add(timer)
    holders.set(timer, this)
    return timer
  }

  drop(timer: Timer): void {
    this.held.delete(timer)
  }
}

const holders = new WeakMap<object, RunTimers>()

function clear(timer: Timer): void {
  nodeTimers.clearTimeout(timer as NodeJS.Timeout)
  nodeTimers.clearImmediate(timer as NodeJS.Immediate)
}

type Callback = (...values: unknown[]) => unknown
type Sleep = (...values: unknown[]) => unknown
const NAMES = ["setTimeout", "setInterval", "setImmediate"] as const
const CLEARS = ["clearTimeout", "clearInterval", "clearImmediate"] as const

/** Makes timers and sleeps known to the run that starts them, whichever way they are imported. */
export function ownTimers(owner: () => Owner | undefined): void {
  for (const name of NAMES) {
    const make = nodeTimers[name] as (callback: Callback, ...rest: unknown[]) => Timer
    const own = (callback: Callback, ...rest: unknown[]): Timer => {
      const run = owner()?.timers
      if (run === undefined || typeof callback !== "function") return make(callback, ...rest)
      if (name === "setInterval") return run.hold(make(callback, ...rest))
      const once = function (this: unknown, ...values: unknown[]): void {
        run.drop(made)
        callback.apply(this, values)
      }
      const made: Timer = make(once, ...rest)
      return run.hold(made)
    }
    give(name, own, nodeTimers[name])
    const sleep = promises[name] as Sleep
    const named = { [name]: (...given: unknown[]) => ownSleep(name, sleep, owner()?.timers, given) }
    Object.assign(promises, named)
  }
  for (const name of CLEARS) {
    const end = nodeTimers[name] as (timer: unknown) => void
    const own = (timer: unknown): void => {
      if (typeof timer === "object" && timer !== null) holders.get(timer)?.drop(timer as Timer)
      end(timer)
    }
    give(name, own, nodeTimers[name])
  }
  syncBuiltinESMExports()
}

function give(name: string, own: object, like: object): void {
  Object.defineProperties(own, Object.getOwnPropertyDescriptors(like))
  Object.assign(globalThis, { [name]: own })
  Object.assign(timers, { [name]: own })
}

/** A sleep that is under way when its run is stopped is aborted; one that is begun after that never ends. */
function ownSleep(name: (typeof NAMES)[number], sleep: Sleep, run: RunTimers | undefined, given: unknown[]): unknown {
  if (run === undefined) return sleep(...given)
  if (run.isStopped) return name === "setInterval" ? neverTicks() : new Promise(() => undefined)
  const at = name === "setImmediate" ? 1 : 2
  const options = (given[at] ?? {}) as { readonly signal?: AbortSignal }
  const whole = [...given]
  whole[at] = {
    ...options,
    signal: options.signal === undefined ? run.signal : AbortSignal.any([options.signal, run.signal]),
  }
  return sleep(...whole)
}

function neverTicks(): AsyncIterableIterator<never> {
  return { next: () => new Promise(() => undefined), [Symbol.asyncIterator]: () => neverTicks() }
}
