import { syncBuiltinESMExports } from "node:module"
import timers from "node:timers"
import promises from "node:timers/promises"
import type { Owner } from "./owner.ts"

/** What a run has started and that goes on by itself: stopped with it. */
export class RunTimers {
  private readonly timeouts = new Set<NodeJS.Timeout>()
  private readonly immediates = new Set<NodeJS.Immediate>()
  private controller: AbortController | undefined
  /** What still comes of the run after that is not shown as a failure. */
  isStopped = false

  /** Ends every sleep and every timer of the run: a loop that awaits between its turns does not take another. */
  stop(): void {
    this.isStopped = true
    for (const timeout of this.timeouts) clearTimeout(timeout)
    for (const immediate of this.immediates) clearImmediate(immediate)
    this.timeouts.clear()
    this.immediates.clear()
    this.controller?.abort()
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController()
    return this.controller.signal
  }

  keep(timeout: NodeJS.Timeout): NodeJS.Timeout {
    this.timeouts.add(timeout)
    return timeout
  }

  keepImmediate(immediate: NodeJS.Immediate): NodeJS.Immediate {
    this.immediates.add(immediate)
    return immediate
  }

  drop(timeout: NodeJS.Timeout | undefined): void {
    if (timeout !== undefined) this.timeouts.delete(timeout)
  }

  dropImmediate(immediate: NodeJS.Immediate | undefined): void {
    if (immediate !== undefined) this.immediates.delete(immediate)
  }
}

type Callback = (...values: unknown[]) => unknown
type Sleep = (ms?: number, value?: unknown, options?: { readonly signal?: AbortSignal }) => unknown

/** Makes timers and sleeps known to the run that starts them, whichever way they are imported. */
export function ownTimers(owner: () => Owner | undefined): void {
  const { setTimeout: timeout, setInterval: interval, setImmediate: immediate } = timers
  const own = {
    setTimeout: (callback: Callback, ms?: number, ...values: unknown[]): NodeJS.Timeout => {
      const run = owner()?.timers
      if (run === undefined || typeof callback !== "function") return timeout(callback, ms, ...values)
      const made: NodeJS.Timeout = timeout(
        (...given: unknown[]) => {
          run.drop(made)
          callback.apply(made, given)
        },
        ms,
        ...values,
      )
      return run.keep(made)
    },
    setInterval: (callback: Callback, ms?: number, ...values: unknown[]): NodeJS.Timeout => {
      const made = interval(callback, ms, ...values)
      owner()?.timers?.keep(made)
      return made
    },
    setImmediate: (callback: Callback, ...values: unknown[]): NodeJS.Immediate => {
      const run = owner()?.timers
      if (run === undefined || typeof callback !== "function") return immediate(callback, ...values)
      const made: NodeJS.Immediate = immediate(
        (...given: unknown[]) => {
          run.dropImmediate(made)
          callback(...given)
        },
        ...values,
      )
      return run.keepImmediate(made)
    },
  }
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const named = Object.defineProperties(own[name], Object.getOwnPropertyDescriptors(timers[name]))
    const sleep = promises[name] as Sleep
    const ownSleep: Sleep = (...given) => {
      const run = owner()?.timers
      if (run === undefined) return sleep(...given)
      const at = name === "setImmediate" ? 1 : 2
      const options = (given[at] ?? {}) as { readonly signal?: AbortSignal }
      const signal = options.signal === undefined ? run.signal : AbortSignal.any([options.signal, run.signal])
      const whole: unknown[] = [...given]
      whole[at] = { ...options, signal }
      return (sleep as (...all: unknown[]) => unknown)(...whole)
    }
    Object.assign(globalThis, { [name]: named })
    Object.assign(timers, { [name]: named })
    Object.assign(promises, { [name]: Object.defineProperty(ownSleep, "name", { value: name }) })
  }
  syncBuiltinESMExports()
}
