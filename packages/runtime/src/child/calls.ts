import { performance } from "node:perf_hooks"
import { types } from "node:util"
import type { ChildCall, HeldValue } from "@quire/protocol/child"
import { nodeTimers } from "./timers.ts"
import type { Handles } from "./values/handles.ts"
import { readRows } from "./values/table.ts"
import { shapeOf } from "./values/shape.ts"
import { expandNode, oneLine } from "./values/tree.ts"

interface Reply {
  readonly value: unknown
  readonly problem?: string
}

/** Answers questions about values that cells have shown. */
export class Calls {
  private readonly handles: Handles
  private readonly read: (cell: string, name: string) => unknown

  /** `read`: what a name of a cell's last run holds; throws where it holds nothing. */
  constructor(handles: Handles, read: (cell: string, name: string) => unknown) {
    this.handles = handles
    this.read = read
  }

  async answer(call: ChildCall): Promise<Reply> {
    try {
      return await this.ask(call)
    } catch (error) {
      return { value: undefined, problem: error instanceof Error ? error.message : String(error) }
    }
  }

  private async ask(call: ChildCall): Promise<Reply> {
    if (call.ask === "settle") return { value: await settle(call.limitMs) }
    if (call.ask === "value" || call.ask === "shape") {
      const value = follow(this.read(call.cell, call.name), call.path)
      return { value: call.ask === "shape" ? shapeOf(value) : held(value) }
    }
    const shown = this.handles.get(call.handle)
    if (shown === undefined) return { value: undefined, problem: "This output is from an earlier run." }
    if (call.ask === "expand") return { value: expandNode(shown, call.path, call.offset) }
    return { value: readRows(shown as readonly object[], call) }
  }
}

function held(value: unknown): HeldValue {
  return { text: oneLine(value, HELD_DEPTH), keys: keysOf(value) }
}

/** Own data properties only: nothing of the value runs. */
function follow(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (typeof at !== "object" || at === null || types.isProxy(at)) return undefined
    return Object.getOwnPropertyDescriptor(at, key)?.value as unknown
  }, value)
}

const HELD_DEPTH = 2
const KEYS = 200

/** The names of its own properties, and of its class's. */
function keysOf(value: unknown): string[] {
  const found = new Set<string>()
  let at: unknown = value
  while (typeof at === "object" && at !== null && at !== Object.prototype && !types.isProxy(at)) {
    // An array names each of its elements, and they may be millions.
    const isList = (Array.isArray(at) && at.length > 0) || ArrayBuffer.isView(at)
    for (const key of isList ? [] : Object.getOwnPropertyNames(at)) {
      if (found.size >= KEYS) return [...found]
      if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) && key !== "constructor") found.add(key)
    }
    at = Object.getPrototypeOf(at)
  }
  return [...found]
}

/** Waits until no timer or pending write of a cell is left, at most `limitMs`. True when nothing is left. */
async function settle(limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs
  for (;;) {
    const active = process
      .getActiveResourcesInfo()
      .filter((name) => /Timeout|Immediate|FSReqPromise|TCPWrap|ProcessWrap/.test(name))
    if (active.length === 0) return true
    if (performance.now() >= until) return false
    await new Promise((resolve) => nodeTimers.setTimeout(resolve, 5).unref())
  }
}
